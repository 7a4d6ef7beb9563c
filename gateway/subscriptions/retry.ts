/**
 * When a failed alert is tried again, and when it stops being worth telling. Standard Webhooks 1.0.0 asks for growing
 * waits with jitter over days; an alert about a person wants most of its tries within the first hour.
 */
import type { StepKind } from '../record/step-event.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after the 1st, 2nd, ... failure: close together through the first hour, then the tail. */
const WAITS = [2 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE];
const FIRST_HOUR = [10, 10, 10, 10, 10].map((minutes) => minutes * MINUTE);
const TAIL = HOUR;
const JITTER = 0.2;
/** The longest wait that a receiver's Retry-After is granted. */
const RETRY_AFTER_LIMIT = HOUR;

/** Consecutive failures after which a subscription is shown as `error`. */
export const FAILURES_UNTIL_ERROR = 3;

/**
 * Milliseconds until the next try.
 * @param failures failures in a row so far, from 1.
 * @param random uniform in [0, 1): spreads the wait by 20 % to either side.
 * @param retryAfterMs what the receiver asked for (429, 503): lengthens the wait, up to an hour; never shortens it.
 */
export function retryWait(failures: number, random: () => number, retryAfterMs = 0): number {
  const nominal = [...WAITS, ...FIRST_HOUR][failures - 1] ?? TAIL;
  const jittered = Math.round(nominal * (1 - JITTER + 2 * JITTER * random()));
  return Math.max(jittered, Math.min(retryAfterMs, RETRY_AFTER_LIMIT));
}

/**
 * Clinical expiry: hours, from the recording of a step, for which its alert is still worth sending. That somebody is
 * in A&E or moved to a ward is stale a day later; that they were admitted, left, or that an alert was wrong is not.
 * A retraction outlives what it retracts. Numbers of expired alerts show as a gap, which `$events` fills.
 */
const EXPIRY_HOURS: Readonly<Record<StepKind, number>> = {
  arrived: 24,
  transferred: 24,
  'expected-discharge': 48,
  'ready-for-discharge': 48,
  admitted: 72,
  discharged: 72,
  died: 72,
  cancelled: 72,
  corrected: 72,
};

/** The instant (ISO UTC) after which the alert of a step of this kind, recorded at `recordedAt`, is no longer sent. */
export function clinicalExpiry(kind: StepKind, recordedAt: string): string {
  return new Date(Date.parse(recordedAt) + EXPIRY_HOURS[kind] * HOUR).toISOString();
}
