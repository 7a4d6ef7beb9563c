/**
 * One look at a subscription: what its lane does now, and when it looks again. Each look reads the store, so that a lane
 * keeps nothing that a restart would lose.
 */
import {
  deliverEvents,
  deliverHandshake,
  deliverHeartbeat,
  type DeliveryDependencies,
  type Run,
} from './deliver.ts';
import { readPending } from './pending.ts';
import { recordExpired } from './record-attempt.ts';
import { poolOf, SendSlots } from './send-slots.ts';
import { awaitsClient, readState, type VersionedState } from './state.ts';
import { changeStatus } from './status-change.ts';

/** What a lane remembers between two looks; losing it costs a heartbeat's rhythm, no more. */
export interface LaneMemory {
  /** The wait that the last look asked for is over, whatever the clock says (it may have jumped back). */
  rang: boolean;
  /** ISO UTC; undefined until the lane first had nothing to send. */
  heartbeatDue: string | undefined;
}

/** Gives milliseconds until the next look: 0 for at once, undefined for none. Rejects only where the store fails. */
export type Turn = (id: string, memory: LaneMemory) => Promise<number | undefined>;

/** Pending events read at a time. */
const PAGE = 50;

export function createTurn(run: Run, deps: DeliveryDependencies): Turn {
  const { store, clock, newId, log } = deps;
  const slots = new SendSlots();

  return async (id, memory) => {
    const rang = memory.rang;
    memory.rang = false;
    const state = await readState(store.reader, id);
    if (state === undefined || state.status === 'off') return undefined;
    const now = clock.now();
    const instant = now.toISOString();
    if (state.ends_at !== null && state.ends_at <= instant) {
      const change = { subscriptionId: id, status: 'off', error: 'ended', now: instant } as const;
      await store.write((tx) => changeStatus(tx, change, newId));
      return undefined;
    }
    // Where nothing may be sent until the client writes, only the oldest is looked at, for its expiry: each new event
    // wakes the lane, and its queue may be long.
    const pending = await readPending(store.reader, id, awaitsClient(state) ? 1 : PAGE);
    if (pending.some((event) => event.expires_at <= instant)) {
      const count = await store.write((tx) => recordExpired(tx, id, instant));
      log.warn({ event: 'alert.expired', subscription: id, events: count });
      return 0;
    }
    if (state.status === 'requested') {
      return slots.run(state.endpoint, 'plain', async () => {
        const current = await unchanged(state);
        return current === undefined ? 0 : deliverHandshake(current, run, deps);
      });
    }
    if (awaitsClient(state)) return undefined;
    const [head] = pending;
    if (head === undefined) return heartbeat(state, memory, now);
    const due = Date.parse(head.due_at) - now.getTime();
    if (due > 0 && !rang) return untilEnd(state, now, due);
    return slots.run(state.endpoint, poolOf(state), async () => {
      // It may have waited for its slot, and what was pending then may be so no longer.
      const waited = clock.now().getTime() > now.getTime();
      return deliverEvents(id, waited ? await readPending(store.reader, id, PAGE) : pending, run, deps);
    });
  };

  /** The state as it is when the slot is had; undefined where a client wrote while it was waited for. */
  async function unchanged(state: VersionedState): Promise<VersionedState | undefined> {
    const current = await readState(store.reader, state.subscription_id);
    return current?.version === state.version ? current : undefined;
  }

  /** Between events: a heartbeat each period, where one is wanted. While an event fails, its retries take that place. */
  async function heartbeat(
    state: VersionedState,
    memory: LaneMemory,
    now: Date,
  ): Promise<number | undefined> {
    if (state.heartbeat_s === null) return undefined;
    const period = state.heartbeat_s * 1000;
    const next = new Date(now.getTime() + period).toISOString();
    memory.heartbeatDue ??= next;
    // The clock was set back: nobody waits for the old time to come again.
    if (memory.heartbeatDue > next) memory.heartbeatDue = next;
    const wait = Math.min(Date.parse(memory.heartbeatDue) - now.getTime(), period);
    if (wait > 0) return untilEnd(state, now, wait);
    memory.heartbeatDue = next;
    await slots.run(state.endpoint, 'plain', async () => {
      const current = await unchanged(state);
      if (current !== undefined && !run.stopping()) await deliverHeartbeat(current, run, deps);
    });
    return 0;
  }
}

/** The wait, or what is left until the subscription's end, so that `off` is seen when it is reached. */
function untilEnd(state: VersionedState, now: Date, wait: number): number {
  return state.ends_at === null
    ? wait
    : Math.min(wait, Math.max(1, Date.parse(state.ends_at) - now.getTime()));
}
