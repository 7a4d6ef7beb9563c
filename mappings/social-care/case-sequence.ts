/**
 * Which sequence numbers of a source have not come: for the health of the feed. The order of arrival means nothing, and a
 * late one closes its gap. Social-care reference, section 4 (`sequence`).
 */

export interface SequenceGap {
  readonly from: number;
  /** Included. */
  readonly to: number;
}

/** Plain JSON, so that it can be kept. */
export interface SequenceState {
  /** The lowest and highest number seen: before the first nothing is known to be missing. */
  readonly lowest: number;
  readonly highest: number;
  /** Ascending, apart from each other. */
  readonly gaps: readonly SequenceGap[];
  /** Numbers in gaps that are no longer listed, the oldest first: there were too many. */
  readonly unlisted: number;
}

const MOST_GAPS = 1_000;

/** @param sequence of one event of the source, a whole number. @returns the same state for a number seen before. */
export function noteSequence(state: SequenceState | undefined, sequence: number): SequenceState {
  if (state === undefined) return { lowest: sequence, highest: sequence, gaps: [], unlisted: 0 };
  const { lowest, highest, gaps } = state;
  if (sequence > highest) {
    const fresh = sequence > highest + 1 ? [{ from: highest + 1, to: sequence - 1 }] : [];
    return bounded({ ...state, highest: sequence, gaps: [...gaps, ...fresh] });
  }
  if (sequence < lowest) {
    const fresh = sequence < lowest - 1 ? [{ from: sequence + 1, to: lowest - 1 }] : [];
    return bounded({ ...state, lowest: sequence, gaps: [...fresh, ...gaps] });
  }
  const gap = gaps.find(({ from, to }) => from <= sequence && sequence <= to);
  if (gap === undefined) return state;
  const left = { from: gap.from, to: sequence - 1 };
  const right = { from: sequence + 1, to: gap.to };
  const parts = [left, right].filter(({ from, to }) => from <= to);
  return bounded({ ...state, gaps: gaps.flatMap((one) => (one === gap ? parts : [one])) });
}

/** How many numbers have not come. */
export function missingCount({ gaps, unlisted }: SequenceState): number {
  return gaps.reduce((sum, { from, to }) => sum + to - from + 1, unlisted);
}

function bounded(state: SequenceState): SequenceState {
  const extra = state.gaps.slice(0, Math.max(0, state.gaps.length - MOST_GAPS));
  if (extra.length === 0) return state;
  return {
    ...state,
    gaps: state.gaps.slice(extra.length),
    unlisted: missingCount({ ...state, gaps: extra }),
  };
}
