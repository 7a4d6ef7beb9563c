/**
 * What the return says of a person's circumstances -> one Observation of base R4. No Interweave profile has a place for
 * it. A date of death is told as the council states it, not verified: it marks nobody dead.
 */
import type { Observation, ObservationComponent } from '@medplum/fhirtypes';
import { ROTHER } from '../../conformance/systems.ts';
import type { SetContext } from '../source-set.ts';
import { taggedMeta } from './interweave.ts';
import { originOf, subjectOf } from './return-extensions.ts';
import type { ReturnState, ToldCircumstances } from './return-state.ts';
import type { Circumstance } from './return.ts';

const SYSTEM = `${ROTHER}CodeSystem/social-care-circumstance`;

/** Support reasons and hours of caring have resources of their own. */
const SHOWN: readonly (readonly [Circumstance, code: string, display: string])[] = [
  ['accommodation', 'accommodation-status', 'Accommodation status'],
  ['unpaidCarer', 'has-unpaid-carer', 'Has an unpaid carer'],
  ['dementia', 'dementia', 'Dementia'],
  ['autism', 'autism', 'Autism spectrum disorder'],
  ['visualImpairment', 'visual-impairment', 'Visual impairment'],
  ['hearingImpairment', 'hearing-impairment', 'Hearing impairment'],
  ['dateOfDeath', 'date-of-death-stated', 'Date of death as the council states it, not verified'],
];

/** @returns undefined where nothing is known: `Unknown` says nothing. */
export function circumstancesResource(
  told: ToldCircumstances | undefined,
  state: ReturnState,
  { ids, idOf }: SetContext,
): (Observation & { id: string }) | undefined {
  if (told === undefined) return undefined;
  const component = SHOWN.flatMap(([name, code, display]): ObservationComponent[] => {
    const text = told.circumstances[name]?.text;
    if (text === undefined || text === 'Unknown') return [];
    return [
      {
        code: { coding: [{ system: SYSTEM, code, display }], text: display },
        ...(name === 'dateOfDeath' ? { valueDateTime: text } : { valueCodeableConcept: { text } }),
      },
    ];
  });
  if (component.length === 0) return undefined;
  return {
    resourceType: 'Observation',
    id: idOf('Observation', `${state.set}|circumstances`),
    meta: taggedMeta(originOf(state, told.source)),
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'social-history',
            display: 'Social History',
          },
        ],
      },
    ],
    code: {
      coding: [{ system: SYSTEM, code: 'circumstances', display: 'Circumstances in the council return' }],
      text: 'Circumstances in the council return',
    },
    subject: subjectOf(ids.patient(state.person), state),
    effectivePeriod: { start: told.period.start, end: told.period.end },
    performer: [
      {
        reference: `Organization/${ids.organization(state.council.code)}`,
        display: state.council.name,
      },
    ],
    component,
  };
}
