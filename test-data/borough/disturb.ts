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
  const following = nextOfVisit(events);
  const sendings: Sending[] = [];
  events.forEach((event, i) => {
    const sending = sendOnce(random, event, following[i], end);
    sendings.push(sending);
    if (!random.chance(0.025)) return;
    const again =
      sending.at +
      random.weighted([
        [random.int(5, 60), 2],
        [random.int(600, 7200), 1],
      ]);
    if (again < end) sendings.push({ ...sending, at: again, disturbance: 'repeat' });
  });
  return sendings.sort((a, b) => a.at - b.at || compare(a.event.controlId, b.event.controlId));
}

function sendOnce(random: Random, event: MessageEvent, next: MessageEvent | undefined, end: number): Sending {
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
    const at = next.sentAt + random.int(30, 5 * MINUTE);
    if (at < end) return { event, at, disturbance: 'overtaken' };
  }
  return plain;
}

/** For each event the next one of the same visit. */
function nextOfVisit(events: readonly MessageEvent[]): (MessageEvent | undefined)[] {
  const seen = new Map<string, MessageEvent>();
  return events
    .toReversed()
    .map((event) => {
      if (event.visit === undefined) return undefined;
      const next = seen.get(event.visit.number);
      seen.set(event.visit.number, event);
      return next;
    })
    .toReversed();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
