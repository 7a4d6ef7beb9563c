/**
 * The account of alerts: matching, numbering and the delivery rows, all inside the unit of work of their cause, so that
 * a committed step has its alerts and a rolled back one has none. Event numbers are 1, 2, 3 ... per subscription without
 * a gap (FHIR Subscriptions R5 Backport 1.1.0 "event-number"), counted from creation: also while the subscription is
 * `requested` or `error`, never while it is `off`.
 */
import type { Tx } from '../store/engine.ts';
import type { AlertLedger, StepEvent } from '../record/step-event.ts';
import { matches } from './match.ts';
import { clinicalExpiry } from './retry.ts';
import { createSubscriptionIndex, type IndexedSubscription } from './subscription-index.ts';

export interface LedgerDependencies {
  /** UUIDs, for notification ids. */
  readonly newId: () => string;
  /** Told which subscriptions may have something to send once the unit of work is committed. A hint, never a promise. */
  readonly hint: (subscriptionIds: readonly string[]) => void;
}

/** Rows a statement: keeps bound parameters far below every engine's limit. */
const CHUNK = 500;

/** Events due per subscription, in the order of the steps. */
type Due = Map<string, StepEvent[]>;

/**
 * Builds the ledger. `account(tx, events)` takes the steps of one unit of work in their order, with `seq` already
 * written, and throws only what the store throws. A `cancelled` step goes to the subscriptions whose topic and filters
 * match it, and to every one that has a delivery of a step of the same encounter and of the retracted kind, whatever
 * its topic and filters are now.
 */
export function createAlertLedger({ newId, hint }: LedgerDependencies): AlertLedger {
  const load = createSubscriptionIndex();
  return {
    account: async (tx, events) => {
      if (events.length === 0) return;
      const subscriptions = await load(tx);
      if (subscriptions.length === 0) return;
      const told = await whoWasTold(tx, events);
      const due = dueEvents(events, subscriptions, told);
      if (due.size === 0) return;
      const last = await advanceNumbers(tx, due);
      await writeDeliveries(tx, due, last, newId);
      hint([...due.keys()]);
    },
  };
}

function dueEvents(
  events: readonly StepEvent[],
  subscriptions: readonly IndexedSubscription[],
  told: ReadonlyMap<string, ReadonlySet<string>>,
): Due {
  const due: Due = new Map();
  for (const subscription of subscriptions) {
    const own = events.filter(
      (event) =>
        (subscription.endsAt === null || subscription.endsAt > event.recordedAt) &&
        (matches(event, subscription) || wasTold(event, subscription, told, events)),
    );
    if (own.length > 0) due.set(subscription.id, own);
  }
  return due;
}

/** Told in an earlier unit of work, or by an earlier event of this one. */
function wasTold(
  event: StepEvent,
  subscription: IndexedSubscription,
  told: ReadonlyMap<string, ReadonlySet<string>>,
  events: readonly StepEvent[],
): boolean {
  if (event.kind !== 'cancelled' || event.retracts === undefined) return false;
  if (told.get(retractionKey(event.encounter.id, event.retracts))?.has(subscription.id) === true) return true;
  return events
    .slice(0, events.indexOf(event))
    .some(
      (earlier) =>
        earlier.encounter.id === event.encounter.id &&
        earlier.kind === event.retracts &&
        matches(earlier, subscription),
    );
}

/** Subscriptions with a delivery of what is taken back, by encounter and kind. */
async function whoWasTold(tx: Tx, events: readonly StepEvent[]): Promise<Map<string, Set<string>>> {
  const told = new Map<string, Set<string>>();
  const encounters = new Set<string>();
  for (const event of events) {
    if (event.kind !== 'cancelled' || event.retracts === undefined) continue;
    told.set(retractionKey(event.encounter.id, event.retracts), new Set());
    encounters.add(event.encounter.id);
  }
  for (const chunk of chunks([...encounters])) {
    const rows = await tx
      .selectFrom('step')
      .innerJoin('delivery', 'delivery.step_seq', 'step.seq')
      .select(['step.encounter_id', 'step.kind', 'delivery.subscription_id'])
      .distinct()
      .where('step.encounter_id', 'in', chunk)
      .execute();
    for (const row of rows) told.get(retractionKey(row.encounter_id, row.kind))?.add(row.subscription_id);
  }
  return told;
}

function retractionKey(encounterId: string, kind: string): string {
  return `${kind} ${encounterId}`;
}

/** Raises each subscription's count by the number of its events; gives the last number of each. */
async function advanceNumbers(tx: Tx, due: Due): Promise<Map<string, number>> {
  const byCount = new Map<number, string[]>();
  for (const [id, { length }] of due) byCount.set(length, [...(byCount.get(length) ?? []), id]);
  const last = new Map<string, number>();
  for (const [count, ids] of byCount) {
    for (const chunk of chunks(ids)) {
      const rows = await tx
        .updateTable('subscription_state')
        .set((eb) => ({ last_event_number: eb('last_event_number', '+', count) }))
        .where('subscription_id', 'in', chunk)
        .where('status', '!=', 'off')
        .returning(['subscription_id', 'last_event_number'])
        .execute();
      for (const row of rows) last.set(row.subscription_id, row.last_event_number);
    }
  }
  return last;
}

async function writeDeliveries(
  tx: Tx,
  due: Due,
  last: ReadonlyMap<string, number>,
  newId: () => string,
): Promise<void> {
  const rows = [...due].flatMap(([subscriptionId, events]) => {
    const lastNumber = last.get(subscriptionId);
    // Switched off by a gateway whose change this transaction did not see when it loaded the set.
    if (lastNumber === undefined) return [];
    return events.map((event, i) => ({
      subscription_id: subscriptionId,
      event_number: lastNumber - events.length + 1 + i,
      step_seq: event.seq,
      bundle_id: newId(),
      status: 'pending' as const,
      created_at: event.recordedAt,
      due_at: event.recordedAt,
      expires_at: clinicalExpiry(event.kind, event.recordedAt),
      attempts: 0,
      sent_at: null,
      last_error: null,
    }));
  });
  for (const chunk of chunks(rows))
    await tx
      .insertInto('delivery')
      .values([...chunk])
      .execute();
}

function chunks<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / CHUNK);
  return Array.from({ length: count }, (_, i) => items.slice(i * CHUNK, (i + 1) * CHUNK));
}
