/** A visit's fold from the store: from its checkpoint on where it has one, else from all facts under all its numbers. */
import type { Identifier } from '@medplum/fhirtypes';
import { IDENTIFIER_TYPE } from '../../conformance/systems.ts';
import type { VisitFact, VisitKey } from '../../mappings/adt/visit-fact.ts';
import type { VisitState } from '../../mappings/adt/resources/states.ts';
import type { Tx } from '../store/engine.ts';
import { dropCheckpoints, readCheckpoint, toFold, writeCheckpoint } from './checkpoint-rows.ts';
import { loadFacts, loadFactsAfter, visitFactOf, visitSubject } from './fact-rows.ts';
import { foldVisit } from './fold-visit.ts';
import type { IdentityGraph } from './identity.ts';
import { checkpointVisit, resumeVisit, type VisitCheckpoint } from './visit-checkpoint.ts';

export interface VisitFold {
  /** Without the facts of the message that is being applied; by the numbers that stand now. */
  readonly before: VisitState | undefined;
  readonly after: VisitState | undefined;
  /** Facts of the visit but for the message's own, as far as they are not long past. */
  readonly earlier: readonly VisitFact[];
}

/**
 * @param key a number that stands for a visit.
 * @param fresh the facts of the message that is being applied, in the store already.
 */
export async function foldVisitOf(
  tx: Tx,
  key: VisitKey,
  identity: IdentityGraph,
  fresh: readonly VisitFact[],
): Promise<VisitFold> {
  const keys = identity.membersOf(key);
  const own = fresh.filter((fact) => keys.includes(fact.visit));
  const isFresh = (fact: VisitFact): boolean =>
    own.some((f) => f.stamp === fact.stamp && f.visit === fact.visit);
  const named = (state: VisitState | undefined): VisitState | undefined =>
    state === undefined || keys.length === 1
      ? state
      : { ...state, visit: key, visitNumber: visitNumberOf(key) };
  const resumed = keys.length === 1 ? await resume(tx, key, own, isFresh) : undefined;
  if (resumed !== undefined) return resumed;
  // Kept for when a number stands alone again: what was said meanwhile may lie before it.
  if (keys.length > 1) await dropCheckpoints(tx, [...new Set(own.map(({ visit }) => visitSubject(visit)))]);
  const facts = (await loadFacts(tx, keys.map(visitSubject))).map(visitFactOf);
  const earlier = facts.filter((fact) => !isFresh(fact));
  if (keys.length === 1) await keepCheckpoint(tx, key, undefined, facts);
  return {
    before: named(own.length === 0 ? undefined : foldVisit(earlier)),
    after: named(foldVisit(facts)),
    earlier,
  };
}

/** From the checkpoint, where nothing of the message reaches back behind it. */
async function resume(
  tx: Tx,
  key: VisitKey,
  own: readonly VisitFact[],
  isFresh: (fact: VisitFact) => boolean,
): Promise<VisitFold | undefined> {
  const subject = visitSubject(key);
  const row = await readCheckpoint(tx, subject);
  if (row === undefined) return undefined;
  // Only keepCheckpoint writes the column.
  const checkpoint = JSON.parse(row.state) as VisitCheckpoint;
  const facts = (await loadFactsAfter(tx, subject, row.stamp)).map(visitFactOf);
  const earlier = facts.filter((fact) => !isFresh(fact));
  const reachesBack = own.some((fact) => fact.stamp <= row.stamp);
  const after = reachesBack ? undefined : resumeVisit(checkpoint, facts);
  if (after === undefined) {
    await dropCheckpoints(tx, [subject]);
    return undefined;
  }
  await keepCheckpoint(tx, key, checkpoint, facts);
  return { before: resumeVisit(checkpoint, earlier), after, earlier };
}

async function keepCheckpoint(
  tx: Tx,
  key: VisitKey,
  from: VisitCheckpoint | undefined,
  facts: readonly VisitFact[],
): Promise<void> {
  const older = facts.slice(0, toFold(facts.length));
  if (older.length === 0) return;
  const folded = checkpointVisit(older, from);
  if (folded === undefined || resumeVisit(folded, facts.slice(older.length)) === undefined) return;
  await writeCheckpoint(tx, visitSubject(key), { stamp: folded.stamp, state: JSON.stringify(folded) });
}

function visitNumberOf(key: VisitKey): Identifier {
  const bar = key.lastIndexOf('|');
  return {
    type: { coding: [{ system: IDENTIFIER_TYPE, code: 'VN', display: 'Visit number' }] },
    system: key.slice(0, bar),
    value: key.slice(bar + 1),
  };
}
