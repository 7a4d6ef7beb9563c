/** The subscription that an operation is called on. */
import type { Db } from '../../store/engine.ts';
import { readCurrent } from '../../store/resource-row.ts';
import { refusal } from '../../outcomes.ts';
import { readState, type SubscriptionState } from '../../subscriptions/state.ts';

/** @throws OperationOutcomeError 404 where there never was one of that id, 410 where it is deleted. */
export async function requireSubscription(db: Db, id: string): Promise<SubscriptionState> {
  const state = await readState(db, id);
  if (state !== undefined) return state;
  const row = await readCurrent(db, 'Subscription', id);
  if (row === undefined) throw refusal('notFound', 'There is no Subscription with this id');
  throw refusal('gone', 'This Subscription is deleted');
}
