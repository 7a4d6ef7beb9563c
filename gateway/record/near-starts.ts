/** Which of many things began near each other, without comparing each with all: sorted once, then looked up by halving. */

export interface Started<T> {
  readonly what: T;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The earliest first; those that have not begun are left out. @param startOf ISO UTC. */
export function byStart<T>(
  all: readonly T[],
  startOf: (one: T) => string | undefined,
): readonly Started<T>[] {
  return all
    .flatMap((what): Started<T>[] => {
      const starts = startOf(what);
      return starts === undefined ? [] : [{ what, at: Date.parse(starts) }];
    })
    .sort((a, b) => a.at - b.at);
}

/** Those of `sorted` (by byStart) that began at `from` or later, up to and including `to`. */
export function startedWithin<T>(sorted: readonly Started<T>[], from: number, to: number): readonly T[] {
  let low = 0;
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.at ?? Infinity) < from) low = middle + 1;
    else high = middle;
  }
  const found: T[] = [];
  for (let one = sorted[low]; one !== undefined && one.at <= to; one = sorted[++low]) found.push(one.what);
  return found;
}
