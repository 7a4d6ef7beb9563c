/**
 * The lanes: one serial lane a subscription, so that its events arrive in order and a slow receiver delays nobody else.
 * All that a lane needs to go on stands in the store; what is here is only who is awake. See README.md.
 */
import { errorFields } from '../logging.ts';
import type { DeliveryDependencies } from './deliver.ts';
import { createTurn, type LaneMemory, type Turn } from './lane-turn.ts';
import { havingPending, needingLane } from './pending.ts';
import type { Scheduler } from './scheduler.ts';

export interface DispatcherDependencies extends DeliveryDependencies {
  readonly scheduler: Scheduler;
}

/** How often everything that needs a lane is looked for, whatever was hinted. */
const SWEEP_MS = 30_000;
/** A hint is kept this long: its unit of work may commit after an earlier one's wake. The sweep covers the rest. */
const HINT_MS = 2_000;
/** The answer to a client's write leaves before its handshake. */
const ANSWER_FIRST_MS = 50;
const AFTER_TROUBLE_MS = 5_000;
const STOP_GRACE_MS = 10_000;
const CHUNK = 500;

interface Lane extends LaneMemory {
  running: boolean;
  /** Something happened while it ran: look again. */
  again: boolean;
  cancelTimer: (() => void) | undefined;
}

export class Dispatcher {
  readonly #deps: DispatcherDependencies;
  readonly #lanes = new Map<string, Lane>();
  readonly #hints = new Map<string, number>();
  readonly #runs = new Set<Promise<void>>();
  readonly #turn: Turn;
  readonly #abort = new AbortController();
  #cancelSweep: (() => void) | undefined;
  #looking = false;
  #lookAgain = false;
  #state: 'new' | 'started' | 'stopped' = 'new';

  constructor(deps: DispatcherDependencies) {
    this.#deps = deps;
    this.#turn = createTurn({ signal: this.#abort.signal, stopping: () => !this.#started() }, deps);
  }

  /** Resumes every lane that the store has work for, and keeps looking. */
  async start(): Promise<void> {
    this.#state = 'started';
    await this.#sweep();
  }

  /** The ledger says who may have something once its unit of work is committed. */
  hint(subscriptionIds: readonly string[]): void {
    const now = this.#deps.clock.now().getTime();
    for (const id of subscriptionIds) this.#hints.set(id, now);
  }

  /** A unit of work has been committed: the hinted lanes are looked at. Cheap; calls that come together are one. */
  wake(): void {
    if (this.#state !== 'started' || this.#hints.size === 0) return;
    this.#lookAgain = true;
    if (!this.#looking) this.#track(this.#look());
  }

  /** A client wrote or deleted the subscription: its lane looks anew, a little after the answer has left. */
  changed(subscriptionId: string): void {
    if (this.#state !== 'started') return;
    const lane = this.#lane(subscriptionId);
    lane.heartbeatDue = undefined;
    if (lane.running) lane.again = true;
    else this.#sleep(subscriptionId, lane, ANSWER_FIRST_MS);
  }

  /** Ends the lanes: what is being sent may finish for a while; what is not recorded then is sent again after a start. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#cancelSweep?.();
    for (const lane of this.#lanes.values()) lane.cancelTimer?.();
    const cancelGrace = this.#deps.scheduler.after(STOP_GRACE_MS, () => {
      this.#abort.abort();
    });
    await Promise.all(this.#runs);
    cancelGrace();
    this.#lanes.clear();
  }

  async #look(): Promise<void> {
    this.#looking = true;
    try {
      while (this.#lookAgain && this.#started()) {
        this.#lookAgain = false;
        const old = this.#deps.clock.now().getTime() - HINT_MS;
        for (const [id, at] of this.#hints) if (at < old) this.#hints.delete(id);
        const idle = [...this.#hints.keys()].filter((id) => {
          const lane = this.#lanes.get(id);
          if (lane?.running === true) lane.again = true;
          return lane === undefined || (!lane.running && lane.heartbeatDue !== undefined);
        });
        for (let i = 0; i < idle.length; i += CHUNK) {
          const ids = await havingPending(this.#deps.store.reader, idle.slice(i, i + CHUNK));
          for (const id of ids) this.#kick(id);
        }
      }
    } catch (error) {
      // The sweep finds what was missed here.
      this.#deps.log.error({ event: 'dispatcher.look-failed', ...errorFields(error) });
    } finally {
      this.#looking = false;
    }
  }

  async #sweep(): Promise<void> {
    try {
      const now = this.#deps.clock.now().toISOString();
      const ids = await needingLane(this.#deps.store.reader, now);
      // A lane that waits for its next try keeps its timer.
      for (const id of ids) if (!this.#lanes.has(id)) this.#kick(id);
    } catch (error) {
      this.#deps.log.error({ event: 'dispatcher.sweep-failed', ...errorFields(error) });
    }
    if (this.#started()) {
      this.#cancelSweep = this.#deps.scheduler.after(SWEEP_MS, () => {
        this.#track(this.#sweep());
      });
    }
  }

  #kick(id: string): void {
    const lane = this.#lane(id);
    if (lane.running) {
      lane.again = true;
      return;
    }
    if (!this.#started()) return;
    lane.cancelTimer?.();
    lane.cancelTimer = undefined;
    lane.running = true;
    this.#track(this.#run(id, lane));
  }

  async #run(id: string, lane: Lane): Promise<void> {
    let wait: number | undefined = 0;
    while (this.#started() && (wait === 0 || lane.again)) {
      lane.again = false;
      try {
        wait = await this.#turn(id, lane);
      } catch (error) {
        this.#deps.log.error({ event: 'lane.failed', subscription: id, ...errorFields(error) });
        wait = AFTER_TROUBLE_MS;
        break;
      }
    }
    lane.running = false;
    if (wait === undefined) this.#lanes.delete(id);
    else if (this.#started()) this.#sleep(id, lane, wait);
  }

  #sleep(id: string, lane: Lane, ms: number): void {
    lane.cancelTimer?.();
    lane.cancelTimer = this.#deps.scheduler.after(ms, () => {
      lane.cancelTimer = undefined;
      lane.rang = true;
      this.#kick(id);
    });
  }

  #lane(id: string): Lane {
    const known = this.#lanes.get(id);
    if (known !== undefined) return known;
    const lane: Lane = {
      running: false,
      again: false,
      rang: false,
      cancelTimer: undefined,
      heartbeatDue: undefined,
    };
    this.#lanes.set(id, lane);
    return lane;
  }

  #started(): boolean {
    return this.#state === 'started';
  }

  #track(run: Promise<void>): void {
    this.#runs.add(run);
    void run.finally(() => this.#runs.delete(run));
  }
}
