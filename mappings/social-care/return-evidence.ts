/**
 * What the council's return says of where a person lives: attribution reads it. Ranks are those of the question whether
 * somebody lives in a care home: 2 a service in a care home that is named, 3 a care home that is not named.
 */
import type { PlaceEvidence } from '../source-set.ts';
import type { ReturnState, ToldCircumstances } from './return-state.ts';
import { isOpen, type StandingEvent } from './return-settle.ts';

const IN_CARE_HOME = new Set(['Long term support: Nursing care', 'Long term support: Residential care']);
const SHORT_STAYS = new Set(['Short term nursing care', 'Short term residential care']);
const LONG_STAYS = new Set(['Long term nursing care', 'Long term residential care']);
const CARE_HOMES = new Set(['Registered care home', 'Registered nursing home']);

export function returnEvidence(
  { council, latest }: ReturnState,
  events: readonly StandingEvent[],
  told: ToldCircumstances | undefined,
): PlaceEvidence[] {
  const source = `${council.name}: council return`;
  return [
    ...events.flatMap((standing) => ofService(standing, source)),
    ...ofAccommodation(told, source),
    { kind: 'council', council, asOf: told?.period.end ?? latest.period.end, source },
  ];
}

function ofService(standing: StandingEvent, source: string): PlaceEvidence[] {
  const { event, asOf, ended } = standing;
  const { serviceType = '', component = '', provider } = event;
  const short = SHORT_STAYS.has(component);
  if (!short && !LONG_STAYS.has(component) && !IN_CARE_HOME.has(serviceType)) return [];
  return [
    {
      kind: 'care-home',
      rank: provider === undefined ? 3 : 2,
      home: provider === undefined ? {} : { cqc: provider },
      stay: short ? 'short' : 'permanent',
      from: event.start,
      ...(isOpen(standing) || event.end === undefined ? {} : { to: event.end }),
      asOf,
      source,
      basis: `service "${component === '' ? serviceType : component}"${ended === 'assumed' ? ', end assumed' : ''}`,
    },
  ];
}

/** Names no home, and does not say how long: a service in a care home says more. */
function ofAccommodation(told: ToldCircumstances | undefined, source: string): PlaceEvidence[] {
  const accommodation = told?.circumstances.accommodation;
  if (told === undefined || accommodation === undefined || !CARE_HOMES.has(accommodation.text)) return [];
  const death = told.circumstances.dateOfDeath?.text;
  return [
    {
      kind: 'care-home',
      rank: 3,
      home: {},
      stay: 'unknown',
      ...(death === undefined ? {} : { to: death }),
      asOf: told.period.end,
      source,
      basis: `accommodation status "${accommodation.text}"`,
    },
  ];
}
