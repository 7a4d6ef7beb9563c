/** For tests of the record: facts by hand. Times of day are of 21 November 2026, UTC. */
import { stampOf, type PersonData, type PersonFact } from '../../mappings/fact.ts';
import {
  rankOf,
  type PatientLocation,
  type VisitData,
  type VisitFact,
  type VisitFactKind,
} from '../../mappings/adt/visit-fact.ts';
import type { Death, Timed } from '../../mappings/adt/resources/states.ts';
import { patientClass } from '../../mappings/adt/tables/patient-class.ts';

export const VISIT_NUMBER = { system: 'https://fhir.nhs.uk/RFR/Id/Encounter', value: 'V1' };
const PERSON = 'https://fhir.nhs.uk/RFR/Id/mrn|R12345';

interface Order {
  /** When it was entered; when it happened, if absent. */
  readonly recorded?: string;
  readonly controlId?: string;
  readonly hash?: string;
  /** Where its time has two readings: the later one. */
  readonly orAt?: string;
}

/** `11:30` as an instant and as a local dateTime. */
export function at(time: string): { instant: string; dateTime: string } {
  return { instant: `2026-11-21T${time}:00.000Z`, dateTime: `2026-11-21T${time}:00+00:00` };
}

/** A death told of by an older message than any of the visit's. */
export function died(when: Timed): Death {
  return { ...when, stamp: '', sourceMessageId: 'death' };
}

/** `B6` or `AMU/3`: ward and bed at the hospital's site. */
export function place(path: string): PatientLocation {
  const [ward = '', bed] = path.split('/');
  return { site: 'RFRPA', ward, ...(bed === undefined ? {} : { bed }) };
}

function base(
  time: string,
  rank: number,
  { recorded = time, controlId = 'C', hash = 'h', orAt }: Order,
): Pick<PersonFact, 'stamp' | 'effective' | 'dateTime' | 'laterReading' | 'sourceMessageId'> {
  const { instant, dateTime } = at(time);
  const entered = at(recorded).instant;
  return {
    stamp: stampOf({
      effective: instant,
      recorded: entered,
      sequence: 0,
      messageTime: entered,
      rank,
      controlId,
      hash,
    }),
    effective: instant,
    dateTime,
    ...(orAt === undefined ? {} : { laterReading: at(orAt) }),
    sourceMessageId: `${time}/${recorded}/${controlId}/${hash}`,
  };
}

/** @param cls PV1-2, '' for none. @param where a ward and bed, '' for none. */
export function visitFact(
  kind: VisitFactKind,
  time: string,
  cls = 'I',
  where = '',
  data: Partial<VisitData> = {},
  order: Order = {},
): VisitFact {
  return {
    ...base(time, rankOf(kind), order),
    kind,
    visit: `${VISIT_NUMBER.system}|${VISIT_NUMBER.value}`,
    person: PERSON,
    data: {
      visitNumber: VISIT_NUMBER,
      ...(cls === '' ? {} : { class: cls, setting: patientClass(cls, {}).setting }),
      ...(where === '' ? {} : { location: place(where) }),
      ...data,
    },
  };
}

export function personFact(time: string, data: Partial<PersonData>, order: Order = {}): PersonFact {
  return {
    ...base(time, 0, order),
    kind: 'demographics',
    person: PERSON,
    data: { identifiers: [], ...data },
  };
}

/** Every order of the items. */
export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
