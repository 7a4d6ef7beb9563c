/** How much of one message is read: what is beyond is kept in the raw message and reported, never a reason to refuse. */
import type { IssueList } from './issue.ts';

/** Repetitions of a field, or segments of one name. No real message comes near it. */
const MOST = 50;

/** The first of a list, and an issue where there are more. */
export function bounded<T>(items: readonly T[], from: string, to: string, issues: IssueList): readonly T[] {
  if (items.length <= MOST) return items;
  issues.add(from, to, `only the first ${MOST} of ${items.length} repetitions are read`);
  return items.slice(0, MOST);
}
