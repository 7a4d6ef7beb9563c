/**
 * The subscriptions that events are matched against, kept in memory between units of work. Correct under rollback and
 * with several gateways: the store holds a random mark that every change of the set replaces in its own transaction,
 * and the copy is used only while the transaction at hand sees the mark that it was loaded under. A mark that is
 * rolled back never comes again.
 */
import type { Tx } from '../store/engine.ts';
import type { ContentLevel } from './channel-settings.ts';
import type { Matchable } from './match.ts';
import { storedFilters, type SubscriptionState } from './state.ts';

export interface IndexedSubscription extends Matchable {
  readonly id: string;
  readonly payload: ContentLevel;
  /** ISO UTC; null when it has no end. */
  readonly endsAt: string | null;
}

/** Gives all subscriptions that are not off, whatever their number, as the transaction sees them. */
export type LoadSubscriptions = (tx: Tx) => Promise<readonly IndexedSubscription[]>;

const MARK = 'subscriptions.mark';

/** Says, inside the transaction of a change, that the set of subscriptions has changed. */
export async function markChanged(tx: Tx, newId: () => string): Promise<void> {
  const value = newId();
  await tx
    .insertInto('setting')
    .values({ name: MARK, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

/** What decides whether one is the same as in the copy. */
const COLUMNS = ['subscription_id', 'topic', 'filters', 'payload', 'ends_at'] as const;
type Row = Pick<SubscriptionState, (typeof COLUMNS)[number]>;

interface Kept {
  readonly row: Row;
  readonly subscription: IndexedSubscription;
}

export function createSubscriptionIndex(): LoadSubscriptions {
  let copy: { readonly mark: string; readonly kept: ReadonlyMap<string, Kept> } | undefined;
  let subscriptions: readonly IndexedSubscription[] = [];
  return async (tx) => {
    const row = await tx.selectFrom('setting').select('value').where('name', '=', MARK).executeTakeFirst();
    // Without a mark no subscription was ever written.
    if (row === undefined) return [];
    if (copy?.mark === row.value) return subscriptions;
    const rows = await tx
      .selectFrom('subscription_state')
      .select(COLUMNS)
      .where('status', '!=', 'off')
      .orderBy('subscription_id')
      .execute();
    const before = copy?.kept;
    const kept = rows.map((state): Kept => {
      const known = before?.get(state.subscription_id);
      // Filters may be long: only those that have changed are read again.
      const same = known !== undefined && COLUMNS.every((column) => known.row[column] === state[column]);
      return same ? known : { row: state, subscription: indexed(state) };
    });
    subscriptions = kept.map(({ subscription }) => subscription);
    copy = { mark: row.value, kept: new Map(kept.map((one) => [one.row.subscription_id, one])) };
    return subscriptions;
  };
}

function indexed(row: Row): IndexedSubscription {
  return {
    id: row.subscription_id,
    topic: row.topic,
    payload: row.payload,
    filters: storedFilters(row).map(({ param, values }) => ({ param, values: new Set(values) })),
    endsAt: row.ends_at,
  };
}
