/**
 * What describes a care setting without saying where it stands: clinicians, methods, reasons, expectations.
 * Absent keeps, null clears, a value replaces (ITK ADT 1.0.15 section 3.3.3).
 */
import type { VisitData } from '../../mappings/adt/fact.ts';
import type { Timed } from '../../mappings/adt/resources/states.ts';
import { isExpectedBefore } from '../../mappings/adt/segments/pv1-times.ts';
import { same } from './fold-person.ts';

export type Description = Partial<VisitData>;

/** Fields of VisitData that say where a visit stands; only moves set them, never a description. */
const STRUCTURAL = new Set<keyof VisitData>([
  'visitNumber',
  'setting',
  'class',
  'location',
  'admitTime',
  'dischargeTime',
  'admittedFromHere',
]);
/** Before the end these say "not applicable"; they count from the discharge on. */
const AT_THE_END = new Set<keyof VisitData>(['dischargeDestination', 'dischargeMethod']);

/** @param ended whether the setting has finished. @returns the same object where nothing changes. */
export function described(before: Description, stated: VisitData, ended: boolean): Description {
  let data = before;
  for (const [key, value] of entries(stated)) {
    if (STRUCTURAL.has(key) || (AT_THE_END.has(key) && !ended)) continue;
    if (value === null) {
      if (!(key in data)) continue;
      const { [key]: _cleared, ...rest } = data;
      data = rest;
    } else if (!same(data[key], value)) {
      data = { ...data, [key]: value };
    }
  }
  return data;
}

/** A description older than what is known: it fills gaps only. */
export function describedEarlier(before: Description, stated: VisitData): Description {
  let data = before;
  for (const [key, value] of entries(stated)) {
    if (STRUCTURAL.has(key) || AT_THE_END.has(key) || value === null || key in data) continue;
    data = { ...data, [key]: value };
  }
  return data;
}

/** A visit that goes on again has no discharge, and no destination or method of one. */
export function withoutEnd(data: Description): Description {
  return Object.fromEntries(entries(data).filter(([key]) => !AT_THE_END.has(key)));
}

/**
 * As it is told: in one order of keys, as the order in which descriptions came must not show; and without an expected
 * discharge that lies before the start, which some senders' neighbouring fields slip into.
 */
export function told(data: Description, start: Timed | undefined): Description {
  const expected = data.expectedDischarge;
  const impossible = expected != null && start !== undefined && isExpectedBefore(expected, start);
  return Object.fromEntries(
    entries(data)
      .filter(([key]) => !(key === 'expectedDischarge' && impossible))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function entries(data: Description): [keyof VisitData, unknown][] {
  // Object.entries knows no key types; the keys are those of Description.
  return Object.entries(data) as [keyof VisitData, unknown][];
}
