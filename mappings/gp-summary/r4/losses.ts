/** Counts what is not carried over, and why: nothing disappears silently, and no value is told. */
import type { Dropped } from '../summary.ts';

/** Kinds told apart; a bundle of nonsense has no more to say. */
const MOST_KINDS = 500;

export interface Losses {
  readonly add: (path: string, reason: string) => void;
  /** Sorted by path and reason. */
  readonly all: () => readonly Dropped[];
}

export function collectLosses(): Losses {
  const counts = new Map<string, Dropped>();
  return {
    add: (path, reason) => {
      const key = `${path}|${reason}`;
      const known = counts.get(key);
      if (known === undefined && counts.size >= MOST_KINDS) return;
      counts.set(key, { path, reason, count: (known?.count ?? 0) + 1 });
    },
    all: () => [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, dropped]) => dropped),
  };
}
