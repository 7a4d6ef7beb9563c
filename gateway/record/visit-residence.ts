/**
 * A visit's word on where its patient lives: admitted from a care home, or discharged to one. The weakest evidence, as it
 * names no home and most residents are coded as coming from their usual residence. NHS Data Dictionary source of
 * admission and discharge destination.
 */
import type { CodeableConcept } from '@medplum/fhirtypes';
import type { CareSetting, VisitState } from '../../mappings/adt/resources/states.ts';
import type { PlaceEvidence } from '../../mappings/source-set.ts';

/** NHS, local authority and other care homes, with and without nursing. */
const CARE_HOMES: ReadonlySet<string | undefined> = new Set(['54', '55', '56', '65', '85']);

/** The last that the visit says; undefined where it says nothing of a care home. */
export function visitResidence({ settings }: Pick<VisitState, 'settings'>): PlaceEvidence | undefined {
  return settings
    .filter(({ status }) => status !== 'cancelled' && status !== 'entered-in-error')
    .flatMap((setting) => [
      ...evidence(setting.data.admitSource, 'admitted from', setting.start, setting),
      ...evidence(setting.data.dischargeDestination, 'discharged to', setting.end, setting),
    ])
    .at(-1);
}

/** As it is kept with the visit's row. */
export function residenceText(state: Pick<VisitState, 'settings'>): string {
  const found = visitResidence(state);
  return found === undefined ? '' : JSON.stringify(found);
}

function evidence(
  concept: CodeableConcept | null | undefined,
  what: string,
  at: CareSetting['start'],
  { start }: CareSetting,
): readonly PlaceEvidence[] {
  const coding = concept?.coding?.find(({ code }) => CARE_HOMES.has(code));
  const when = at ?? start;
  if (coding === undefined || when === undefined) return [];
  return [
    {
      kind: 'care-home',
      rank: 6,
      home: {},
      stay: 'unknown',
      asOf: when.dateTime,
      source: 'hospital',
      basis: `${what}: ${coding.display ?? coding.code ?? ''}`,
    },
  ];
}
