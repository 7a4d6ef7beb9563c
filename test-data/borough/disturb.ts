/**
 * What goes wrong between the ward and the wire: entries made long after the event, messages overtaken by later
 * ones, and exact repeats. Nothing of it changes what is true.
 */
import type { MessageEvent } from './message.ts';
import type { Random } from './random.ts';

/** `correction` is set by the event itself: a detail put right. */
export type Disturbance = 'none' | 'late' | 'overtaken' | 'repeat' | 'correction';

/** A message and when its bytes reach the gateway, in seconds from midnight. */
export interface Sending {
  readonly event: MessageEvent;
  readonly at: number;
  readonly disturbance: Disturbance;
}

const MINUTE = 60;

/**
 * @param events in the order in which they were sent; the result is in the order of arrival.
 * @param end nothing arrives at or after this second.
 */
export function disturb(random: Random, events: readonly MessageEvent[], end: number): Sending[] {
  const sendings: Sending[] = [];
  // From the end backwards, so that it is known when the next message of a visit arrives.
  const nextOfVisit = new Map<string, Sending>();
  for (const event of events.toReversed()) {
    const visit = event.visit?.number;
    const sending = sendOnce(random, event, visit === undefined ? undefined : nextOfVisit.get(visit), end);
    if (visit !== undefined) nextOfVisit.set(visit, sending);
    sendings.push(sending);
    if (!random.chance(0.025)) continue;
    const again = sending.at + (random.chance(0.67) ? random.int(5, 60) : random.int(600, 7200));
    if (again < end) sendings.push({ ...sending, at: again, disturbance: 'repeat' });
  }
  return sendings.sort((a, b) => a.at - b.at || compare(a.event.controlId, b.event.controlId));
}

function sendOnce(random: Random, event: MessageEvent, next: Sending | undefined, end: number): Sending {
  const plain: Sending = {
    event,
    at: event.sentAt,
    disturbance: event.correction === undefined ? 'none' : 'correction',
  };
  const chance = random.next();
  if (event.visit === undefined || event.correction !== undefined) return plain;
  if (chance < 0.03) {
    const delay = random.int(30 * MINUTE, 150 * MINUTE);
    const late = { ...event, recordedAt: event.recordedAt + delay, sentAt: event.sentAt + delay };
    return late.sentAt < end ? { event: late, at: late.sentAt, disturbance: 'late' } : plain;
  }
  if (chance < 0.055 && next !== undefined) {
    const at = next.at + random.int(30, 5 * MINUTE);
    if (at < end) return { event, at, disturbance: 'overtaken' };
  }
  return plain;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
