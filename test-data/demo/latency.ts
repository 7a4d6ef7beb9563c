/** Latencies in milliseconds, kept whole: a demo has few enough. */

export interface Latencies {
  readonly count: number;
  add(ms: number): void;
  /** By nearest rank; undefined where nothing was measured. @param p from 0 to 1. */
  percentile(p: number): number | undefined;
}

export function createLatencies(): Latencies {
  const values: number[] = [];
  return {
    get count() {
      return values.length;
    },
    add(ms) {
      values.push(ms);
    },
    percentile(p) {
      const sorted = values.toSorted((a, b) => a - b);
      return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
    },
  };
}
