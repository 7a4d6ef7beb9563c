/**
 * A seeded source of chance, so that the same seed makes the same borough and the same day on every machine.
 * mulberry32; seeds are mixed with FNV-1a. Not for anything secret.
 */

export interface Random {
  /** From 0 up to, but not including, 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** True with the probability `p`. */
  chance(p: number): boolean;
  /** One of the list. @throws RangeError on an empty list. */
  pick<T>(list: readonly T[]): T;
  /** One of the list, as likely as its weight. @throws RangeError on an empty list. */
  weighted<T>(list: readonly (readonly [T, number])[]): T;
  /** The list in another order; the argument stays as it is. */
  shuffle<T>(list: readonly T[]): T[];
  /** An independent source: drawing from one never shifts the other. */
  fork(label: string): Random;
}

/** The same seed and label give the same sequence. */
export function createRandom(seed: number, label = ''): Random {
  let state = mix(`${seed}/${label}`);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    int,
    chance: (p) => next() < p,
    pick: (list) => at(list, int(0, list.length - 1)),
    weighted: (list) => {
      let left = next() * list.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of list) {
        left -= weight;
        if (left < 0) return item;
      }
      return at(list, list.length - 1)[0];
    },
    shuffle: (list) => {
      const copy = [...list];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = int(0, i);
        const held = at(copy, i);
        copy[i] = at(copy, j);
        copy[j] = held;
      }
      return copy;
    },
    fork: (name) => createRandom(seed, `${label}/${name}`),
  };
}

function at<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) throw new RangeError('nothing to choose from: the list is empty');
  // Safe: the index was checked against the length, and T itself may include undefined.
  return list[index] as T;
}

function mix(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
