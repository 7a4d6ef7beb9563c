/**
 * What describes a care setting without saying where it stands: clinicians, methods, reasons, expectations.
 * Absent keeps, null clears, a value replaces (ITK ADT 1.0.15 section 3.3.3).
 */
import type { VisitData } from '../../mappings/adt/visit-fact.ts';
import type { CareSettingStatus, Timed } from '../../mappings/adt/resources/states.ts';
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
  'pendingLocation',
  'movedFrom',
]);
/** Before the end these say "not applicable"; they count from the discharge on. */
const AT_THE_END = new Set<keyof VisitData>(['dischargeDestination', 'dischargeMethod']);
/** When somebody is expected back says nothing of a patient who is here. */
const ON_LEAVE = new Set<keyof VisitData>(['expectedReturn']);
/** A readiness to go home is of the stay that it was said of, not of one after it. */
const OF_ONE_STAY = new Set<keyof VisitData>([...AT_THE_END, 'readyForDischarge', 'medicallyFit']);

/** @param status of the setting that is described. @returns the same object where nothing changes. */
export function described(
  before: Description,
  stated: Description,
  status: CareSettingStatus | undefined,
): Description {
  let data = before;
  for (const [key, value] of entries(stated)) {
    if (STRUCTURAL.has(key) || (AT_THE_END.has(key) && status !== 'finished')) continue;
    if (ON_LEAVE.has(key) && status !== 'onleave') continue;
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

/** A visit that goes on again has no discharge, no destination or method of one, and was not ready for the next. */
export function withoutEnd(data: Description): Description {
  return without(data, OF_ONE_STAY);
}

/** Whoever is back, or left for good, is not expected back. */
export function withoutLeave(data: Description): Description {
  return 'expectedReturn' in data ? without(data, ON_LEAVE) : data;
}

function without(data: Description, keys: ReadonlySet<keyof VisitData>): Description {
  return Object.fromEntries(entries(data).filter(([key]) => !keys.has(key)));
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
