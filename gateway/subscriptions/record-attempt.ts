/** What became of attempts, in the delivery ledger. Each function is one small family of statements in a transaction. */
import type { Tx } from '../store/engine.ts';
import type { SendOutcome } from './channel.ts';
import type { LedgerEvent } from './pending.ts';
import { FAILURES_UNTIL_ERROR } from './retry.ts';
import { readState } from './state.ts';
import { changeStatus } from './status-change.ts';

/** One attempt to send some events in one notification. */
export interface Attempt {
  readonly subscriptionId: string;
  readonly events: readonly LedgerEvent[];
  /** ISO UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** Events that a receiver has answered 2xx for. */
export interface Sent extends Attempt {
  readonly httpStatus: number;
}

/**
 * Records deliveries. An event that a client cancelled while it was on its way is recorded as sent all the same: the
 * ledger says what happened. A subscription in `error` is `active` again: an alert about a person is worth more than
 * the guide's preference that only the subscriber ends an error, and the receiver has just shown that it works.
 */
export async function recordSent(tx: Tx, sent: readonly Sent[], newId: () => string): Promise<void> {
  const last = sent.at(-1);
  if (last === undefined) return;
  await insertAttempts(
    tx,
    sent.map((attempt) => ({ attempt, httpStatus: attempt.httpStatus, outcome: 'ok' })),
  );
  await tx
    .updateTable('delivery')
    .set((eb) => ({
      status: 'sent',
      sent_at: last.endedAt,
      attempts: eb('attempts', '+', 1),
      last_error: null,
    }))
    .where('subscription_id', '=', last.subscriptionId)
    .where('event_number', 'in', numbers(sent))
    .execute();
  await recordWorking(tx, last.subscriptionId, last.endedAt, newId);
}

/** Any 2xx: failures are forgotten, and `error` ends. A client's `requested` or `off` in between is left alone. */
export async function recordWorking(
  tx: Tx,
  subscriptionId: string,
  now: string,
  newId: () => string,
): Promise<void> {
  const state = await readState(tx, subscriptionId);
  if (state === undefined || state.consecutive_failures === 0) return;
  if (state.status !== 'active' && state.status !== 'error') return;
  await tx
    .updateTable('subscription_state')
    .set({ consecutive_failures: 0 })
    .where('subscription_id', '=', subscriptionId)
    .execute();
  if (state.status === 'error') {
    await changeStatus(tx, { subscriptionId, status: 'active', error: null, now }, newId);
  }
}

/** Records an attempt that did not succeed, and when the events are due again. */
export async function recordFailed(
  tx: Tx,
  attempt: Attempt,
  outcome: Extract<SendOutcome, { kind: 'failed' | 'gone' }>,
  dueAt: string,
  newId: () => string,
): Promise<void> {
  const code = outcome.kind === 'gone' ? 'gone' : outcome.code;
  await insertAttempts(tx, [{ attempt, httpStatus: outcome.httpStatus, outcome: code }]);
  await tx
    .updateTable('delivery')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), last_error: code, due_at: dueAt }))
    .where('subscription_id', '=', attempt.subscriptionId)
    .where('event_number', 'in', numbers([attempt]))
    .where('status', '=', 'pending')
    .execute();
  await recordBroken(tx, attempt.subscriptionId, outcome, attempt.endedAt, newId);
}

/** Counts a failure of the endpoint: `error` after some in a row, `off` where the receiver said 410. */
export async function recordBroken(
  tx: Tx,
  subscriptionId: string,
  outcome: Extract<SendOutcome, { kind: 'failed' | 'gone' }>,
  now: string,
  newId: () => string,
): Promise<void> {
  const state = await readState(tx, subscriptionId);
  if (state === undefined || (state.status !== 'active' && state.status !== 'error')) return;
  if (outcome.kind === 'gone') {
    await changeStatus(tx, { subscriptionId, status: 'off', error: 'gone', now }, newId);
    return;
  }
  const failures = state.consecutive_failures + 1;
  await tx
    .updateTable('subscription_state')
    .set({ consecutive_failures: failures, last_error: outcome.code, last_error_at: now })
    .where('subscription_id', '=', subscriptionId)
    .execute();
  if (failures >= FAILURES_UNTIL_ERROR && state.status === 'active') {
    await changeStatus(tx, { subscriptionId, status: 'error', error: outcome.code, now }, newId);
  }
}

/** Gives up what is past its clinical expiry. The numbers stay; `$events` has what they were. */
export async function recordExpired(tx: Tx, subscriptionId: string, now: string): Promise<number> {
  const result = await tx
    .updateTable('delivery')
    .set({ status: 'expired' })
    .where('subscription_id', '=', subscriptionId)
    .where('status', '=', 'pending')
    .where('expires_at', '<=', now)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Makes the events one notification, now and on every retry, across restarts. */
export async function recordBatch(
  tx: Tx,
  subscriptionId: string,
  events: readonly LedgerEvent[],
  bundleId: string,
): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ bundle_id: bundleId })
    .where('subscription_id', '=', subscriptionId)
    .where(
      'event_number',
      'in',
      events.map((event) => event.event_number),
    )
    .execute();
}

async function insertAttempts(
  tx: Tx,
  results: readonly {
    readonly attempt: Attempt;
    readonly httpStatus: number | null;
    readonly outcome: string;
  }[],
): Promise<void> {
  const rows = results.flatMap(({ attempt, httpStatus, outcome }) =>
    attempt.events.map((event) => ({
      subscription_id: attempt.subscriptionId,
      event_number: event.event_number,
      attempt: event.attempts + 1,
      started_at: attempt.startedAt,
      duration_ms: Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt),
      http_status: httpStatus,
      outcome,
    })),
  );
  await tx.insertInto('delivery_attempt').values(rows).execute();
}

function numbers(attempts: readonly Attempt[]): number[] {
  return attempts.flatMap(({ events }) => events.map((event) => event.event_number));
}
