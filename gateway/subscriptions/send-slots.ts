/**
 * Whose send goes next: three pools, so that neither dead endpoints nor endpoints that have never answered can crowd
 * out living ones, and a bound for each origin, so that one receiver with many subscriptions takes no pool for itself.
 */
import { FAILURES_UNTIL_ERROR } from './retry.ts';
import { Slots } from './slots.ts';
import type { SubscriptionState } from './state.ts';

/** `plain`: handshakes and heartbeats, which carry no event. */
export type Pool = 'healthy' | 'failing' | 'plain';

const SENDS_AT_ONCE: Readonly<Record<Pool, number>> = { healthy: 48, failing: 16, plain: 8 };
const SENDS_PER_ORIGIN = 4;

type PoolState = Pick<SubscriptionState, 'consecutive_failures' | 'last_error'>;

/** One refusal is no proof of a dead endpoint; a timeout held its slot for all of its time, and may do so again. */
export function poolOf({ consecutive_failures: failures, last_error: error }: PoolState): Pool {
  if (failures === 0) return 'healthy';
  return failures >= FAILURES_UNTIL_ERROR || error === 'timeout' ? 'failing' : 'healthy';
}

export class SendSlots {
  readonly #pools: Readonly<Record<Pool, Slots>> = {
    healthy: new Slots(SENDS_AT_ONCE.healthy),
    failing: new Slots(SENDS_AT_ONCE.failing),
    plain: new Slots(SENDS_AT_ONCE.plain),
  };
  readonly #origins = new Map<string, { readonly slots: Slots; users: number }>();

  /** Runs the work when both its origin and its pool have room. Who waits for its origin holds no slot of a pool. */
  async run<T>(endpoint: string, pool: Pool, work: () => Promise<T>): Promise<T> {
    const { origin } = new URL(endpoint);
    const own = this.#origins.get(origin) ?? { slots: new Slots(SENDS_PER_ORIGIN), users: 0 };
    this.#origins.set(origin, own);
    own.users++;
    try {
      return await own.slots.run(() => this.#pools[pool].run(work));
    } finally {
      own.users--;
      if (own.users === 0) this.#origins.delete(origin);
    }
  }
}
