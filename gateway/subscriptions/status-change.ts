/** Changing the status of a subscription: its state, its resource and, where it stops, its queue, in one transaction. */
import type { Subscription } from '@medplum/fhirtypes';
import type { Tx } from '../store/engine.ts';
import { readCurrent } from '../store/resource-row.ts';
import { writeResources } from '../record/write-resources.ts';
import type { SubscriptionStatus } from './state.ts';
import { markChanged } from './subscription-index.ts';

export interface StatusChange {
  readonly subscriptionId: string;
  readonly status: SubscriptionStatus;
  /** A code of ours, shown as Subscription.error; null clears it. */
  readonly error: string | null;
  /** ISO UTC. */
  readonly now: string;
}

/** Writes the status. `off` also cancels what is queued, and takes the subscription out of matching. */
export async function changeStatus(tx: Tx, change: StatusChange, newId: () => string): Promise<void> {
  const { subscriptionId, status, error, now } = change;
  await tx
    .updateTable('subscription_state')
    .set({ status, ...(error === null ? {} : { last_error: error, last_error_at: now }) })
    .where('subscription_id', '=', subscriptionId)
    .execute();
  if (status === 'off') {
    await cancelPending(tx, subscriptionId, 'switched-off');
    await markChanged(tx, newId);
  }
  const row = await readCurrent(tx, 'Subscription', subscriptionId);
  if (row === undefined || row.deleted !== 0) return;
  // The store's own serialisation of a Subscription that validate.ts accepted.
  const resource = { ...(JSON.parse(row.content) as Subscription & { id: string }), status };
  if (error === null) delete resource.error;
  else resource.error = error;
  await writeResources(tx, [{ resource }], { now, sourceMessageId: null });
}

/** Ends what is queued of a subscription without sending it. The numbers stay, as does the ledger. */
export async function cancelPending(tx: Tx, subscriptionId: string, reason: string): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ status: 'cancelled', last_error: reason })
    .where('subscription_id', '=', subscriptionId)
    .where('status', '=', 'pending')
    .execute();
}

/** The client says that its endpoint works again: what waits for its next try is due as soon as the handshake is through. */
export async function makeDue(tx: Tx, subscriptionId: string, now: string): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ due_at: now })
    .where('subscription_id', '=', subscriptionId)
    .where('status', '=', 'pending')
    .where('due_at', '>', now)
    .execute();
}
