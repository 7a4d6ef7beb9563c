/**
 * Which facts of a visit stand. A reversal removes the latest standing fact of the kind that it reverses, effective
 * at or before it, with its repeats; a cancelled admission takes along what was reported of it. A reversal that finds
 * nothing yet waits for its event. HL7 v2.4 3.3.11-3.3.13.
 */
import { recordedOf, type VisitFact, type VisitFactKind } from '../../mappings/adt/fact.ts';
import { same } from './fold-person.ts';

const REVERSES: Partial<Record<VisitFactKind, readonly VisitFactKind[]>> = {
  'cancel-admit': ['admit', 'register', 'change-class'],
  'cancel-transfer': ['transfer'],
  'cancel-discharge': ['discharge'],
};

/** What opens a part of the visit, and what can only follow an opening. */
const OPENS = new Set<VisitFactKind>(['pre-admit', 'register', 'admit', 'change-class']);
const FOLLOWS = new Set<VisitFactKind>(['transfer', 'discharge']);

export interface Standing {
  /** In order; reversals themselves are not among them. */
  readonly standing: readonly VisitFact[];
  readonly removed: readonly { readonly fact: VisitFact; readonly by: VisitFact }[];
  /** Reversals, in order, each told once however often it was sent. */
  readonly reversals: readonly VisitFact[];
}

/** @param ordered the visit's facts in their total order. */
export function standingFacts(ordered: readonly VisitFact[]): Standing {
  const reversals = withoutRepeats(ordered.filter((fact) => REVERSES[fact.kind] !== undefined));
  let standing = ordered.filter((fact) => REVERSES[fact.kind] === undefined);
  const removed: { fact: VisitFact; by: VisitFact }[] = [];
  const remove = (facts: readonly VisitFact[], by: VisitFact): void => {
    standing = standing.filter((fact) => !facts.includes(fact));
    removed.push(...facts.map((fact) => ({ fact, by })));
  };
  for (const reversal of reversals) remove(targetsOf(reversal, standing), reversal);
  // After all reversals have found their own events, so that none finds another's for want of its own.
  for (const { fact, by } of [...removed]) {
    if (by.kind === 'cancel-admit') remove(consequencesOf(fact, by, standing), by);
  }
  return { standing, removed, reversals };
}

/** Sent twice is reversed once: the same kind, of the same care setting and place, at the same effective time. */
function withoutRepeats(reversals: readonly VisitFact[]): readonly VisitFact[] {
  const seen = new Set<string>();
  return reversals.filter((fact) => {
    const place = fact.kind === 'cancel-transfer' ? JSON.stringify(fact.data.location ?? null) : '';
    const key = `${fact.kind}|${fact.effective}|${fact.data.setting ?? ''}|${place}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Senders put into EVN-6 of a reversal either the time of the event that it takes back or the time of the reversal:
 * the latest event not after it is meant in both. Its PV1 tells nothing of which: some senders put the cancelled stay
 * there, others the state that is returned to. Of several at that same time, those recorded before the reversal come
 * first, since an event may be entered again after it was cancelled. With the event go its repeats and its earlier
 * versions, as an amended time is told by a second event.
 */
function targetsOf(reversal: VisitFact, standing: readonly VisitFact[]): readonly VisitFact[] {
  const kinds = REVERSES[reversal.kind] ?? [];
  const candidates = standing.filter(
    (fact) => kinds.includes(fact.kind) && fact.effective <= reversal.effective,
  );
  const latest = candidates.at(-1)?.effective;
  const tied = candidates.filter((fact) => fact.effective === latest);
  const recorded = recordedOf(reversal.stamp);
  const before = tied.filter((fact) => recordedOf(fact.stamp) <= recorded);
  const target = before.at(-1) ?? tied.at(-1);
  if (target === undefined) return [];
  return [target, ...before.filter((fact) => repeats(fact, target)), ...amended(target, standing)];
}

/** The same event told again under another control id. Two transfers in one minute are two, if they lead elsewhere. */
function repeats(fact: VisitFact, target: VisitFact): boolean {
  if (fact === target || fact.kind !== target.kind) return false;
  return fact.kind !== 'transfer' || same(fact.data.location, target.data.location);
}

/** Earlier versions of the event: the same again, with nothing between that moves, opens or ends the visit. */
function amended(target: VisitFact, standing: readonly VisitFact[]): readonly VisitFact[] {
  const moves = standing.filter((fact) => fact.kind !== 'update' && fact.effective < target.effective);
  const versions: VisitFact[] = [];
  for (const fact of moves.toReversed()) {
    if (!repeats(fact, target) || fact.data.setting !== target.data.setting) break;
    versions.push(fact);
  }
  return versions;
}

/** Transfers and discharges of the cancelled admission, reported before it was cancelled: they did not happen either. */
function consequencesOf(
  opening: VisitFact,
  by: VisitFact,
  standing: readonly VisitFact[],
): readonly VisitFact[] {
  const next = standing.find((fact) => OPENS.has(fact.kind) && fact.stamp > opening.stamp);
  return standing.filter(
    (fact) =>
      FOLLOWS.has(fact.kind) &&
      fact.stamp > opening.stamp &&
      (next === undefined || fact.stamp < next.stamp) &&
      recordedOf(fact.stamp) <= recordedOf(by.stamp),
  );
}
