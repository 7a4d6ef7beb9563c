/**
 * The account of alerts: matching, numbering and the delivery rows, all inside the unit of work of their cause, so that
 * a committed step has its alerts and a rolled back one has none. Event numbers are 1, 2, 3 ... per subscription without
 * a gap (FHIR Subscriptions R5 Backport 1.1.0 "event-number"), counted from creation: also while the subscription is
 * `requested` or `error`, never while it is `off`.
 */
import type { Tx } from '../store/engine.ts';
import type { AlertLedger, StepEvent } from '../record/step-event.ts';
import { createGroupIndex, type GroupsOf } from './group-members.ts';
import { matches, topicHas } from './match.ts';
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

/** Events due, in the order of the steps, with the subscription as it is at their numbering; by its id. */
type Due = Map<string, { readonly events: readonly StepEvent[]; readonly terms: IndexedSubscription }>;

/**
 * Builds the ledger. `account(tx, events)` takes the steps of one unit of work in their order, with `seq` already
 * written, and throws only what the store throws. A `cancelled` step goes to the subscriptions whose topic and filters
 * match it, and to every one that has a delivery of a step of the same encounter and of the retracted kind, whatever
 * its topic and filters are now.
 */
export function createAlertLedger({ newId, hint }: LedgerDependencies): AlertLedger {
  const load = createSubscriptionIndex();
  const readGroups = createGroupIndex();
  return {
    account: async (tx, events) => {
      if (events.length === 0) return;
      const subscriptions = await load(tx);
      if (subscriptions.length === 0) return;
      const told = await whoWasTold(tx, events);
      const groupsOf = subscriptions.some(asksForGroups) ? await readGroups(tx, events) : noGroups;
      const due = dueEvents(events, subscriptions, told, groupsOf);
      if (due.size === 0) return;
      const last = await advanceNumbers(tx, due);
      await writeDeliveries(tx, due, last, newId);
      hint([...due.keys()]);
    },
  };
}

/** Membership is read only where somebody asks for it. */
function asksForGroups({ filters }: IndexedSubscription): boolean {
  return filters.some(({ param }) => param === 'group');
}

const noGroups: GroupsOf = () => [];

function dueEvents(
  events: readonly StepEvent[],
  subscriptions: readonly IndexedSubscription[],
  told: ReadonlyMap<string, ReadonlySet<string>>,
  groupsOf: GroupsOf,
): Due {
  const groups = new Map(events.map((event) => [event, groupsOf(event)]));
  const due: Due = new Map();
  for (const subscription of subscriptions) {
    const own: StepEvent[] = [];
    for (const event of events) {
      if (subscription.endsAt !== null && subscription.endsAt <= event.recordedAt) continue;
      const before = wasTold(event, subscription, told) || own.some((e) => subjectOf(e) === subjectOf(event));
      if (concerns(event, subscription, before, groups.get(event) ?? [])) own.push(event);
    }
    if (own.length > 0) due.set(subscription.id, { events: own, terms: subscription });
  }
  return due;
}

/**
 * Whoever was told of a stay hears how it goes on, as far as the topic goes, also when the person has since become
 * another team's; and hears what is taken back, whatever the topic. Otherwise topic and filters decide.
 */
function concerns(
  event: StepEvent,
  subscription: IndexedSubscription,
  told: boolean,
  groups: readonly string[],
): boolean {
  if (event.onlyIfNotTold === true) return !told && matches(event, subscription, groups);
  if (told && (event.kind === 'cancelled' || topicHas(event, subscription))) return true;
  return matches(event, subscription, groups);
}

function wasTold(
  event: StepEvent,
  subscription: IndexedSubscription,
  told: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const kinds =
    event.kind === 'cancelled' && !OPENINGS.has(event.retracts ?? '') ? [event.retracts ?? ''] : ['*'];
  return kinds.some((kind) =>
    subjectsOf(event).some((subject) => told.get(`${kind} ${subject}`)?.has(subscription.id) === true),
  );
}

/** The stay as it was told under any number that is the person's now. */
function subjectsOf({ encounter, patient, aliases }: StepEvent): string[] {
  return [patient.id, ...aliases].map((id) => `${encounter.id} ${id}`);
}

/** A stay of a person: corrected to another person, it is another subject. */
function subjectOf({ encounter, patient }: StepEvent): string {
  return `${encounter.id} ${patient.id}`;
}

/** Taking back an opening takes back all that was told of the stay. */
const OPENINGS: ReadonlySet<string> = new Set(['arrived', 'admitted']);

/** Subscriptions with a delivery of a step of these Encounters, by kind of step, and under `*` of any kind. */
async function whoWasTold(tx: Tx, events: readonly StepEvent[]): Promise<Map<string, Set<string>>> {
  const told = new Map<string, Set<string>>();
  const add = (key: string, subscriptionId: string): void => {
    const ids = told.get(key) ?? new Set();
    told.set(key, ids.add(subscriptionId));
  };
  for (const chunk of chunks([...new Set(events.map((event) => event.encounter.id))])) {
    const rows = await tx
      .selectFrom('step')
      .innerJoin('delivery', 'delivery.step_seq', 'step.seq')
      .select(['step.encounter_id', 'step.patient_id', 'step.kind', 'delivery.subscription_id'])
      .distinct()
      .where('step.encounter_id', 'in', chunk)
      .execute();
    for (const row of rows) {
      const subject = `${row.encounter_id} ${row.patient_id}`;
      add(`${row.kind} ${subject}`, row.subscription_id);
      add(`* ${subject}`, row.subscription_id);
    }
  }
  return told;
}

/** Raises each subscription's count by the number of its events; gives the last number of each. */
async function advanceNumbers(tx: Tx, due: Due): Promise<Map<string, number>> {
  const byCount = new Map<number, string[]>();
  for (const [id, { events }] of due) byCount.set(events.length, [...(byCount.get(events.length) ?? []), id]);
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
  const rows = [...due].flatMap(([subscriptionId, { events, terms }]) => {
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
      topic: terms.topic,
      payload: terms.payload,
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
