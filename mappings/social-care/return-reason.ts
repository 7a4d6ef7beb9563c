/** Support reasons of the return -> Condition, Interweave-SocialCareSupportReason 0.0.1. */
import type { Condition } from '@medplum/fhirtypes';
import type { SetContext } from '../source-set.ts';
import { INTERWEAVE_PROFILE, interweaveConcept, interweaveMeta, localIdentifier } from './interweave.ts';
import { asOfExtension, markExtension, originOf, personIdOf, subjectOf } from './return-extensions.ts';
import type { StandingEvent } from './return-settle.ts';
import type { ReturnState, ToldCircumstances } from './return-state.ts';
import { CLD_SUPPORT_REASON, SUPPORT_REASON, SUPPORT_REASON_CATEGORY } from './support-reasons.ts';

/**
 * One for each reason that standing events have. CLD gives no period: it starts with the earliest event, marked as
 * derived. Active while the latest file has an event for that reason; primary is what its latest row states.
 */
export function reasonResources(
  events: readonly StandingEvent[],
  told: ToldCircumstances | undefined,
  state: ReturnState,
  { ids, idOf }: SetContext,
): (Condition & { id: string })[] {
  const byReason = Map.groupBy(events, ({ event }) => event.reason);
  const primary = told?.circumstances.supportReason?.text;
  return [...byReason].flatMap(([text, ofReason]): (Condition & { id: string })[] => {
    if (text === undefined) return [];
    const { category, code } = codesOf(text);
    const active = ofReason.some(({ seen }) => seen.file === state.latest.file);
    const latest = ofReason.reduce((a, b) => (lastChange(a) > lastChange(b) ? a : b));
    const start = ofReason.map(({ event }) => event.start).reduce((a, b) => (a < b ? a : b));
    const key = `reason.${text}`;
    return [
      {
        resourceType: 'Condition',
        id: idOf('Condition', `${state.set}|${key}`),
        meta: interweaveMeta(
          'Interweave-SocialCareSupportReason',
          originOf(state, active ? state.latest.source : latest.source),
        ),
        extension: [
          {
            url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCarePrimarySupportReason`,
            valueBoolean: active && text === primary,
          },
          {
            url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareSupportReasonPeriod`,
            valuePeriod: { start },
          },
          ...markExtension('derived-start', true),
          ...asOfExtension(active ? state.latest.period.end : latest.asOf),
        ],
        identifier: [
          localIdentifier('socialcaresupportreason', state.council.code, `${personIdOf(state)}.${code}`),
        ],
        clinicalStatus: {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/condition-clinical',
              code: active ? 'active' : 'inactive',
              display: active ? 'Active' : 'Inactive',
            },
          ],
        },
        category: [interweaveConcept(SUPPORT_REASON_CATEGORY, category)],
        code: interweaveConcept(SUPPORT_REASON, code, text),
        subject: subjectOf(ids.patient(state.person), state),
      },
    ];
  });
}

/** A reason of no list is not known to the code system: its text is kept. */
function codesOf(text: string): (typeof CLD_SUPPORT_REASON)[string] {
  const known = Object.hasOwn(CLD_SUPPORT_REASON, text) ? CLD_SUPPORT_REASON[text] : undefined;
  return known ?? { category: 'UNK', code: 'UNK' };
}

function lastChange({ asOf, key }: StandingEvent): string {
  return `${asOf}|${key}`;
}
