/**
 * Which pending events go into one notification. FHIR Subscriptions R5 Backport 1.1.0 `backport-max-count`. What was
 * sent together once is sent together again under the same id, so that a receiver can tell a repeat from news.
 * Events that were numbered under different terms (topic, content level) never share a notification: it states one.
 */
import type { LedgerEvent } from './pending.ts';

/** Our own bound, whatever a subscriber asks for. */
const LARGEST_BATCH = 50;

export interface Batch {
  readonly events: readonly [LedgerEvent, ...LedgerEvent[]];
  /** Events that stood in the same notification as these and no longer fit: they need an id of their own. */
  readonly separated: readonly LedgerEvent[];
  /** True where the events have not stood together before. */
  readonly fresh: boolean;
}

/** The next notification of a queue, oldest events first; undefined for an empty queue. */
export function nextBatch(queue: readonly LedgerEvent[], maxCount: number | null): Batch | undefined {
  const [head] = queue;
  if (head === undefined) return undefined;
  const limit = Math.min(maxCount ?? 1, LARGEST_BATCH);
  const together = queue.filter((event) => event.bundle_id === head.bundle_id);
  if (together.length > 1 || head.attempts > 0) {
    const [, ...more] = together.slice(0, limit);
    return { events: [head, ...more], separated: together.slice(limit), fresh: false };
  }
  const events: [LedgerEvent, ...LedgerEvent[]] = [head];
  for (const event of queue.slice(1, limit)) {
    if (event.attempts > 0 || event.topic !== head.topic || event.payload !== head.payload) break;
    events.push(event);
  }
  return { events, separated: [], fresh: events.length > 1 };
}
