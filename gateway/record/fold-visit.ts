/**
 * A visit's care settings as a pure function of its facts in their total order. Design section 3; Interweave
 * Encounter rules: a ward move is a location, a change of care setting is a new Encounter.
 */
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import type { VisitState } from '../../mappings/adt/resources/states.ts';
import { inOrder } from './fact-order.ts';
import { standingFacts } from './reversals.ts';
import { tracesOf } from './traces.ts';
import { ownedAfter, type Ownership } from './visit-owner.ts';
import { VisitWalk } from './visit-walk.ts';

/** @param facts all facts of one visit, in any order. @returns undefined for none. */
export function foldVisit(facts: readonly VisitFact[]): VisitState | undefined {
  const ordered = inOrder(facts);
  const last = ordered.at(-1);
  const owner = ordered.reduce<Ownership | undefined>(ownedAfter, undefined);
  if (last === undefined || owner === undefined) return undefined;
  const { standing, removed, reversals } = standingFacts(ordered);
  const walk = new VisitWalk(tracesOf(removed));
  for (const fact of standing) walk.apply(fact);
  return {
    visit: last.visit,
    person: owner.person,
    visitNumber: last.data.visitNumber,
    settings: walk.conclude(reversals, owner.changed),
  };
}
