/**
 * The total order of a visit's facts. The sender's own words decide it (see stampOf); where they tie to the last, as
 * with two admissions of one second under a re-used control id, the fact whose place the rest of the visit speaks of
 * stands last, and prevails. Only then does the hash of the bytes decide, which is no evidence but the same everywhere.
 */
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import { asRead } from './later-reading.ts';

/** @param facts of one visit, in any order. */
export function inOrder(facts: readonly VisitFact[]): readonly VisitFact[] {
  const ordered = asRead(facts).toSorted(byStamp);
  if (!tieInWords(ordered)) return ordered;
  const support = supportOf(ordered);
  return ordered.toSorted(
    (a, b) => compare(words(a), words(b)) || support(a) - support(b) || compare(a.stamp, b.stamp),
  );
}

/** Whether two facts say all the same of when they happened and were sent. @param ordered by their stamps. */
export function tieInWords(ordered: readonly VisitFact[]): boolean {
  return ordered.some((fact, i) => {
    const before = ordered[i - 1];
    return before !== undefined && words(fact) === words(before);
  });
}

/** How many facts, those that tie with it apart, name the same place as a fact: counted once for the whole visit. */
function supportOf(all: readonly VisitFact[]): (fact: VisitFact) => number {
  const naming = new Map<string, number>();
  const count = (key: string): void => void naming.set(key, (naming.get(key) ?? 0) + 1);
  const placeOf = ({ data }: VisitFact): string => JSON.stringify(data.location);
  for (const fact of all) {
    if (fact.data.location == null) continue;
    count(placeOf(fact));
    count(`${words(fact)} ${placeOf(fact)}`);
  }
  return (fact) => {
    if (fact.data.location == null) return 0;
    return (naming.get(placeOf(fact)) ?? 0) - (naming.get(`${words(fact)} ${placeOf(fact)}`) ?? 0);
  };
}

/** The stamp without the hash of the bytes. */
function words({ stamp }: VisitFact): string {
  return stamp.slice(0, stamp.lastIndexOf('|'));
}

function byStamp(a: VisitFact, b: VisitFact): number {
  return compare(a.stamp, b.stamp);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
