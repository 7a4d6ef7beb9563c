/** What was said of a visit before anything was opened: it describes the setting that opens next. */
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import { described, type Description } from './description.ts';
import { causeOf, type Cause } from './setting-state.ts';

/** However many facts said it: plain data. */
export interface Early {
  readonly first: VisitFact;
  readonly data: Description;
  /** What last changed the description. */
  readonly source: Cause;
}

export function saidEarly(before: Early | undefined, fact: VisitFact): Early {
  const known = before?.data ?? {};
  const data = described(known, fact.data, undefined);
  if (before !== undefined && data === known) return before;
  return { first: before?.first ?? fact, data, source: causeOf(fact) };
}
