/** One measured figure and its statistics: medians and percentiles by nearest rank, from all samples. */

export interface Budget {
  readonly limit: number;
  readonly sense: 'at least' | 'at most';
}

export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** The median of the rounds, or the percentile of all samples of all rounds. */
  readonly value: number;
  /** The least and the greatest of the rounds. */
  readonly low: number;
  readonly high: number;
  readonly rounds: readonly number[];
  /** How many samples stand behind it: messages, alerts, starts. */
  readonly samples: number;
  readonly budget?: Budget;
  readonly note?: string;
}

type About = Pick<Figure, 'name' | 'unit'> & Partial<Pick<Figure, 'budget' | 'note' | 'samples'>>;

/** @throws RangeError where nothing was measured. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const high = sorted[sorted.length >> 1];
  const low = sorted[(sorted.length - 1) >> 1];
  if (high === undefined || low === undefined) throw new RangeError('nothing was measured');
  return (low + high) / 2;
}

/** By nearest rank. @param p from 0 to 1. @throws RangeError where nothing was measured. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('nothing was measured');
  return value;
}

/** One number a round. */
export function ofRounds(rounds: readonly number[], about: About): Figure {
  return {
    samples: rounds.length,
    ...about,
    value: median(rounds),
    low: Math.min(...rounds),
    high: Math.max(...rounds),
    rounds,
  };
}

/** Many samples a round; the value is the percentile of all of them, the rounds are each one's own. */
export function ofSamples(samples: readonly (readonly number[])[], p: number, about: About): Figure {
  const all = samples.flat();
  const rounds = samples.filter(({ length }) => length > 0).map((round) => percentile(round, p));
  return {
    ...about,
    value: percentile(all, p),
    low: Math.min(...rounds),
    high: Math.max(...rounds),
    rounds,
    samples: all.length,
  };
}

/** Whether the figure keeps its budget; undefined where it has none. */
export function met({ value, budget }: Figure): boolean | undefined {
  if (budget === undefined) return undefined;
  return budget.sense === 'at least' ? value >= budget.limit : value <= budget.limit;
}
