/**
 * The fold of a visit's older facts, kept so that a visit of thousands of messages costs no more than a new one. It is
 * derived, and refused wherever the older facts would read otherwise once the later ones are known: then all are folded.
 */
import type { Identifier } from '@medplum/fhirtypes';
import { recordedOf } from '../../mappings/fact.ts';
import type { VisitFact, VisitKey } from '../../mappings/adt/visit-fact.ts';
import type { VisitState } from '../../mappings/adt/resources/states.ts';
import { inOrder, tieInWords } from './fact-order.ts';
import { isReversal, standingFacts, type Standing } from './reversals.ts';
import { tracesOf, type Traces } from './traces.ts';
import { ownedAfter, type Ownership } from './visit-owner.ts';
import { VisitWalk, type WalkState } from './visit-walk.ts';

/** Plain data: it goes through JSON as it is. */
export interface VisitCheckpoint {
  /** Greatest stamp of the facts that are folded in. */
  readonly stamp: string;
  /** Greatest effective and recorded time of them, ISO UTC. */
  readonly effective: string;
  readonly recorded: string;
  /** Whether there is a reversal among them: it may still reach what was recorded before it. */
  readonly reversed: boolean;
  readonly visit: VisitKey;
  readonly visitNumber: Identifier;
  readonly owner: Ownership;
  readonly traces: Traces;
  readonly walk: WalkState;
}

/**
 * @param facts in any order: all of the visit up to some point or, with `from`, those that follow that checkpoint.
 * @returns undefined for no facts; where the order of some is for the rest of the visit to decide (they tie in all their
 * words, or their local time has two readings); where nothing but reversals without their events says that there is a
 * visit; and where the facts do not follow `from` as `resumeVisit` requires.
 */
export function checkpointVisit(
  facts: readonly VisitFact[],
  from?: VisitCheckpoint,
): VisitCheckpoint | undefined {
  const ordered = inOrder(facts);
  if (!isSettled(facts, ordered) || (from !== undefined && !follow(from, ordered))) return undefined;
  const last = ordered.at(-1);
  const owner = ordered.reduce(ownedAfter, from?.owner);
  if (last === undefined || owner === undefined) return from;
  const resolved = standingFacts(ordered);
  // Reversals do not follow a checkpoint: what they leave behind is of one fold.
  const traces = from?.traces ?? tracesOf(resolved.removed);
  const walk = walked(resolved, traces, from).save();
  if (isImpliedByReversals(walk, traces, resolved)) return undefined;
  const checkpoint: VisitCheckpoint = {
    stamp: last.stamp,
    effective: last.effective,
    recorded: ordered.reduce((max, { stamp }) => greater(max, recordedOf(stamp)), from?.recorded ?? ''),
    reversed: from?.reversed ?? resolved.reversals.length > 0,
    visit: last.visit,
    visitNumber: last.data.visitNumber,
    owner,
    traces,
    walk,
  };
  // Without what is undefined, so that what is kept is what was made.
  return JSON.parse(JSON.stringify(checkpoint)) as VisitCheckpoint;
}

/**
 * Goes on from a checkpoint: the same as folding all facts.
 * @param later the facts that the checkpoint does not hold, in any order.
 * @returns undefined where only all facts can tell: one of them happened no later than the last of the checkpoint, or is
 * a reversal, or has two readings, or two tie in their words; or the checkpoint holds a reversal, and one of them was
 * recorded no later than the last of it.
 */
export function resumeVisit(
  checkpoint: VisitCheckpoint,
  later: readonly VisitFact[],
): VisitState | undefined {
  const ordered = inOrder(later);
  if (!isSettled(later, ordered) || !follow(checkpoint, ordered)) return undefined;
  const last = ordered.at(-1);
  const owner = ordered.reduce(ownedAfter, checkpoint.owner);
  const standing = { standing: ordered, removed: [], reversals: [] };
  return {
    visit: last?.visit ?? checkpoint.visit,
    person: owner.person,
    visitNumber: last?.data.visitNumber ?? checkpoint.visitNumber,
    settings: walked(standing, checkpoint.traces, checkpoint).conclude([], owner.changed),
  };
}

function walked({ standing }: Standing, traces: Traces, from: VisitCheckpoint | undefined): VisitWalk {
  const walk = new VisitWalk(traces, from?.walk);
  for (const fact of standing) walk.apply(fact);
  return walk;
}

/** The order of these facts among each other is certain, whatever else the visit has. */
function isSettled(facts: readonly VisitFact[], ordered: readonly VisitFact[]): boolean {
  return !tieInWords(ordered) && facts.every((fact) => fact.laterReading === undefined);
}

function follow(checkpoint: VisitCheckpoint, later: readonly VisitFact[]): boolean {
  return later.every(
    (fact) =>
      fact.effective > checkpoint.effective &&
      !isReversal(fact) &&
      (!checkpoint.reversed || recordedOf(fact.stamp) > checkpoint.recorded),
  );
}

/** Only the reversals themselves would say that there is anything: they are not kept. */
function isImpliedByReversals(walk: WalkState, traces: Traces, { reversals }: Standing): boolean {
  const known = walk.settings.length + walk.erased.length + traces.openings.length;
  return reversals.length > 0 && known === 0 && walk.erasure === undefined;
}

function greater(a: string, b: string): string {
  return a > b ? a : b;
}
