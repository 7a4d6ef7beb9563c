/**
 * PV1-44 and PV1-45 beside the time of the event that tells them. Senders re-date them, send a date for a time, or an
 * expected time for a past one: what the record will not use is said here. ITK ADT 1.0.15 PV1-44, PV1-45.
 */
import type { Hl7Time } from '../datatypes/time.ts';
import type { VisitData, VisitFactKind } from '../visit-fact.ts';
import type { IssueList } from '../issue.ts';

/** A discharge time may be later than the event that tells it by this much. */
export const DISCHARGE_TOLERANCE_MS = 5 * 60_000;

/** A time for ordering (UTC ISO) and for showing (FHIR dateTime, local with offset). */
interface Moment {
  readonly instant: string;
  readonly dateTime: string;
}

const START = ['PV1-44', 'Encounter.period.start'] as const;
const END = ['PV1-45', 'Encounter.period.end'] as const;
const EXPECTED = ['PV2-9', 'Encounter.extension:plannedEndDate'] as const;

/** @param event the time of the event. */
export function reportTimes(
  kind: VisitFactKind,
  { admitTime, dischargeTime, expectedDischarge }: Omit<VisitData, 'visitNumber'>,
  event: Moment,
  issues: IssueList,
): void {
  const effective = event.instant;
  const onlyExpected = kind === 'pre-admit' || kind === 'pending-admit';
  if (onlyExpected && admitTime !== undefined) {
    issues.add(...START, 'the patient is only expected; PV2-8 says when');
  }
  if ((kind === 'admit' || kind === 'register') && admitTime !== undefined) {
    const reason = unusable(admitTime, effective, 0);
    if (reason !== undefined) issues.add(...START, reason);
  }
  if (!onlyExpected && expectedDischarge != null) {
    const usable = admitTime !== undefined && unusable(admitTime, effective, 0) === undefined;
    if (isExpectedBefore(expectedDischarge, usable ? admitTime : event)) {
      issues.add(...EXPECTED, 'lies before the admission, or before the event that tells it');
    }
  }
  if (kind === 'discharge' && dischargeTime !== undefined) {
    const reason = unusable(dischargeTime, effective, DISCHARGE_TOLERANCE_MS);
    if (reason !== undefined) issues.add(...END, reason);
  }
}

/** @param expected FHIR date or dateTime; a date is compared as a date. */
export function isExpectedBefore(expected: string, start: Moment): boolean {
  return expected.includes('T')
    ? Date.parse(expected) < Date.parse(start.instant)
    : expected < start.dateTime.slice(0, expected.length);
}

function unusable({ precision, instant }: Hl7Time, effective: string, tolerance: number): string | undefined {
  if (precision !== 'minute' && precision !== 'second') {
    return 'has no time of day; the time of the event is used';
  }
  return Date.parse(instant) > Date.parse(effective) + tolerance
    ? 'lies after the event; the time of the event is used'
    : undefined;
}
