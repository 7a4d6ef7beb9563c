/**
 * One turn of a subscription's lane: the handshake, a heartbeat, or the events that are pending now, strictly in the
 * order of their numbers. The state is read again before every single send.
 */
import type { Log } from '../logging.ts';
import { nextBatch } from './batches.ts';
import type { SendOutcome } from './channel.ts';
import type { LedgerEvent } from './pending.ts';
import {
  recordBatch,
  recordBroken,
  recordFailed,
  recordSent,
  recordWorking,
  type Attempt,
  type Sent,
} from './record-attempt.ts';
import { retryWait } from './retry.ts';
import { sendEvents, sendPlain, type SendDependencies } from './send.ts';
import { HANDSHAKE_FAILED, readState, type VersionedState } from './state.ts';
import { changeStatus } from './status-change.ts';

export interface DeliveryDependencies extends SendDependencies {
  readonly random: () => number;
  readonly log: Log;
}

/** What the dispatcher says to whatever runs in it. */
export interface Run {
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  /** True where nothing new may be begun. */
  readonly stopping: () => boolean;
}

/** Deliveries are recorded together when this much time has passed since the first of them, or the queue is done. */
const RECORD_AFTER_MS = 250;
/** Milliseconds until the lane looks again. */
const AT_ONCE = 0;

/** Verifies the endpoint. Success makes the subscription `active`; any failure makes it `error`, and only a client's PUT tries again. */
export async function deliverHandshake(
  state: VersionedState,
  run: Run,
  deps: DeliveryDependencies,
): Promise<number> {
  const { store, clock, newId, log } = deps;
  if (run.stopping()) return AT_ONCE;
  const outcome = await sendPlain(state, 'handshake', run.signal, deps);
  if (outcome.kind === 'stopped') return AT_ONCE;
  const subscriptionId = state.subscription_id;
  const code = outcome.kind === 'failed' ? outcome.code : outcome.kind;
  log.info({ event: 'subscription.handshake', subscription: subscriptionId, outcome: code });
  await store.write(async (tx) => {
    const current = await readState(tx, subscriptionId);
    // A client wrote meanwhile: what was verified is no longer what is asked for.
    if (current?.version !== state.version || current.headers !== state.headers) return;
    const delivered = outcome.kind === 'delivered';
    await changeStatus(
      tx,
      {
        subscriptionId,
        status: delivered ? 'active' : outcome.kind === 'gone' ? 'off' : 'error',
        error: delivered ? null : `${HANDSHAKE_FAILED}${code}`,
        now: clock.now().toISOString(),
      },
      newId,
    );
  });
  return AT_ONCE;
}

/** Tells the subscriber that the channel works. Carries no event and counts as none. */
export async function deliverHeartbeat(
  state: VersionedState,
  run: Run,
  deps: DeliveryDependencies,
): Promise<void> {
  const outcome = await sendPlain(state, 'heartbeat', run.signal, deps);
  if (outcome.kind === 'stopped') return;
  const { store, clock, newId } = deps;
  const now = clock.now().toISOString();
  if (outcome.kind === 'delivered') {
    if (state.consecutive_failures > 0) {
      await store.write((tx) => recordWorking(tx, state.subscription_id, now, newId));
    }
    return;
  }
  await store.write((tx) => recordBroken(tx, state.subscription_id, outcome, now, newId));
}

/**
 * Sends the queue's events one notification after the other until one fails, the queue is done, or the subscription is
 * found changed. A crash between a 2xx and its record sends the same notification again, with the same id and number.
 */
export async function deliverEvents(
  subscriptionId: string,
  pending: readonly LedgerEvent[],
  run: Run,
  deps: DeliveryDependencies,
): Promise<number> {
  const { store, clock, newId } = deps;
  const sent: Sent[] = [];
  const began = clock.now().getTime();
  let queue = pending;
  while (!run.stopping()) {
    const state = await readState(store.reader, subscriptionId);
    const now = clock.now();
    const batch = nextBatch(queue, state?.max_count ?? null);
    if (batch === undefined || state === undefined || !maySend(state, batch.events, now)) break;
    if (now.getTime() - began > RECORD_AFTER_MS) break;
    if (batch.fresh || batch.separated.length > 0) {
      await store.write(async (tx) => {
        if (batch.fresh) await recordBatch(tx, subscriptionId, batch.events, batch.events[0].bundle_id);
        if (batch.separated.length > 0) await recordBatch(tx, subscriptionId, batch.separated, newId());
      });
      if (batch.separated.length > 0) break;
    }
    const outcome = await sendEvents(state, batch.events, run.signal, deps);
    if (outcome.kind === 'stopped') break;
    const attempt: Attempt = {
      subscriptionId,
      events: batch.events,
      startedAt: now.toISOString(),
      endedAt: clock.now().toISOString(),
    };
    logAttempt(attempt, outcome, deps);
    if (outcome.kind !== 'delivered') return recordFailure(attempt, outcome, state, sent, deps);
    sent.push({ ...attempt, httpStatus: outcome.httpStatus });
    queue = queue.slice(batch.events.length);
  }
  if (sent.length > 0) await store.write((tx) => recordSent(tx, sent, newId));
  return AT_ONCE;
}

function maySend(state: VersionedState, events: readonly LedgerEvent[], now: Date): boolean {
  const instant = now.toISOString();
  if (state.status !== 'active' && state.status !== 'error') return false;
  if (state.ends_at !== null && state.ends_at <= instant) return false;
  return events.every((event) => event.expires_at > instant);
}

async function recordFailure(
  attempt: Attempt,
  outcome: Extract<SendOutcome, { kind: 'failed' | 'gone' }>,
  state: VersionedState,
  sent: readonly Sent[],
  { store, clock, random, newId }: DeliveryDependencies,
): Promise<number> {
  // Successes of this same turn end the row of failures that the state still shows.
  const failures = (sent.length > 0 ? 0 : state.consecutive_failures) + 1;
  const retryAfter = outcome.kind === 'failed' ? outcome.retryAfterMs : undefined;
  const waitMs = retryWait(failures, random, retryAfter);
  const dueAt = new Date(clock.now().getTime() + waitMs).toISOString();
  await store.write(async (tx) => {
    await recordSent(tx, sent, newId);
    await recordFailed(tx, attempt, outcome, dueAt, newId);
  });
  return waitMs;
}

function logAttempt(
  { subscriptionId, events, startedAt, endedAt }: Attempt,
  outcome: SendOutcome,
  deps: DeliveryDependencies,
): void {
  const fields = {
    subscription: subscriptionId,
    eventNumber: events[0]?.event_number,
    events: events.length,
    ms: Date.parse(endedAt) - Date.parse(startedAt),
  };
  if (outcome.kind === 'delivered') deps.log.info({ event: 'alert.sent', ...fields });
  else
    deps.log.warn({
      event: 'alert.failed',
      ...fields,
      outcome: outcome.kind === 'failed' ? outcome.code : outcome.kind,
    });
}
