/**
 * The total order of a visit's facts. The sender's own words decide it (see stampOf); where they tie to the last, as
 * with two admissions of one second under a re-used control id, the fact whose place the rest of the visit speaks of
 * stands last, and prevails. Only then does the hash of the bytes decide, which is no evidence but the same everywhere.
 */
import type { VisitFact } from '../../mappings/adt/fact.ts';
import { same } from './fold-person.ts';

/** @param facts of one visit, in any order. */
export function inOrder(facts: readonly VisitFact[]): readonly VisitFact[] {
  const ordered = facts.toSorted(byStamp);
  const tied = ordered.some((fact, i) => i > 0 && words(fact) === wordsOf(ordered[i - 1]));
  if (!tied) return ordered;
  const weight = new Map(ordered.map((fact) => [fact, support(fact, ordered)]));
  return ordered.toSorted(
    (a, b) =>
      compare(words(a), words(b)) || (weight.get(a) ?? 0) - (weight.get(b) ?? 0) || compare(a.stamp, b.stamp),
  );
}

/** How many facts, those that tie with it apart, name the same place. */
function support(fact: VisitFact, all: readonly VisitFact[]): number {
  if (fact.data.location == null) return 0;
  return all.filter((other) => words(other) !== words(fact) && same(other.data.location, fact.data.location))
    .length;
}

/** The stamp without the hash of the bytes. */
function words({ stamp }: VisitFact): string {
  return stamp.slice(0, stamp.lastIndexOf('|'));
}

function wordsOf(fact: VisitFact | undefined): string | undefined {
  return fact === undefined ? undefined : words(fact);
}

function byStamp(a: VisitFact, b: VisitFact): number {
  return compare(a.stamp, b.stamp);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
