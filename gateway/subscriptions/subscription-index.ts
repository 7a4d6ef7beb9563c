/**
 * The subscriptions that events are matched against, kept in memory between units of work. Correct under rollback and
 * with several gateways: the store holds a random mark that every change of the set replaces in its own transaction,
 * and the copy is used only while the transaction at hand sees the mark that it was loaded under. A mark that is
 * rolled back never comes again.
 */
import type { Tx } from '../store/engine.ts';
import type { Matchable } from './match.ts';
import { storedFilters } from './state.ts';

export interface IndexedSubscription extends Matchable {
  readonly id: string;
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

export function createSubscriptionIndex(): LoadSubscriptions {
  let copy: { readonly mark: string; readonly subscriptions: readonly IndexedSubscription[] } | undefined;
  return async (tx) => {
    const row = await tx.selectFrom('setting').select('value').where('name', '=', MARK).executeTakeFirst();
    // Without a mark no subscription was ever written.
    if (row === undefined) return [];
    if (copy?.mark === row.value) return copy.subscriptions;
    const states = await tx
      .selectFrom('subscription_state')
      .select(['subscription_id', 'topic', 'filters', 'ends_at'])
      .where('status', '!=', 'off')
      .orderBy('subscription_id')
      .execute();
    const subscriptions = states.map((state) => ({
      id: state.subscription_id,
      topic: state.topic,
      filters: storedFilters(state).map(({ param, values }) => ({ param, values: new Set(values) })),
      endsAt: state.ends_at,
    }));
    copy = { mark: row.value, subscriptions };
    return subscriptions;
  };
}
