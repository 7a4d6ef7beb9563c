/**
 * Which facts of a visit stand. A reversal removes the latest standing fact of the kind that it reverses, effective
 * at or before it, with its repeats; a cancelled admission takes along what was reported of it. A reversal that finds
 * nothing yet waits for its event. HL7 v2.4 3.3.11-3.3.13, 3.3.25-3.3.27, 3.3.32, 3.3.38, 3.3.52-3.3.55.
 */
import { recordedOf } from '../../mappings/fact.ts';
import type { VisitFact, VisitFactKind } from '../../mappings/adt/visit-fact.ts';
import { withoutConsequences, withoutRestatements, type Removal } from './consequences.ts';
import { same } from './fold-person.ts';

const REVERSES: Partial<Record<VisitFactKind, readonly VisitFactKind[]>> = {
  'cancel-pre-admit': ['pre-admit'],
  'cancel-pending-admit': ['pending-admit'],
  'cancel-pending-transfer': ['pending-transfer'],
  'cancel-pending-discharge': ['pending-discharge'],
  'cancel-leave': ['leave'],
  'cancel-return': ['return'],
  'cancel-change-attending': ['change-attending'],
  'cancel-change-consulting': ['change-consulting'],
  'cancel-transfer': ['transfer'],
  'cancel-discharge': ['discharge'],
  'cancel-admit': ['admit', 'register', 'change-class'],
};

export interface Standing {
  /** In order; reversals themselves are not among them. */
  readonly standing: readonly VisitFact[];
  readonly removed: readonly Removal[];
  /** Reversals, in order, each told once however often it was sent. */
  readonly reversals: readonly VisitFact[];
}

export function isReversal({ kind }: Pick<VisitFact, 'kind'>): boolean {
  return REVERSES[kind] !== undefined;
}

/** @param ordered the visit's facts in their total order. */
export function standingFacts(ordered: readonly VisitFact[]): Standing {
  const reversals = withoutRepeats(ordered.filter(isReversal));
  let standing = ordered.filter((fact) => !isReversal(fact));
  const removed: Removal[] = [];
  for (const by of reversals) {
    const targets = new Set(targetsOf(by, standing));
    if (targets.size === 0) continue;
    standing = standing.filter((fact) => !targets.has(fact));
    removed.push(...[...targets].map((fact) => ({ fact, by })));
  }
  // After all reversals have found their own events, so that none finds another's for want of its own.
  for (const removal of [...removed]) {
    if (removal.by.kind === 'cancel-admit') {
      const left = withoutConsequences(removal, standing);
      standing = left.standing;
      removed.push(...left.gone.map((fact) => ({ fact, by: removal.by })));
    } else {
      standing = withoutRestatements(removal, standing);
    }
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

/**
 * The same event told again under another control id. Two transfers in one minute are two, if they lead elsewhere, as
 * are two changes of doctor, if they name others; of two plans the later replaces the earlier.
 */
function repeats(fact: VisitFact, target: VisitFact): boolean {
  if (fact === target || fact.kind !== target.kind) return false;
  switch (fact.kind) {
    case 'transfer':
      return same(fact.data.location, target.data.location);
    case 'change-attending':
      return same(fact.data.attending, target.data.attending);
    case 'change-consulting':
      return same(fact.data.consulting, target.data.consulting);
    default:
      return true;
  }
}

/** What neither moves, opens nor ends the visit, and so may lie between two versions of one event. */
const BESIDE = new Set<VisitFactKind>([
  'update',
  'relocate',
  'move',
  'pending-transfer',
  'pending-discharge',
  'change-attending',
  'change-consulting',
]);
/** A plan may be renewed while the patient is moved or away. */
const PLANS = new Set<VisitFactKind>(['pending-transfer', 'pending-discharge']);
const DURING = new Set<VisitFactKind>([...BESIDE, 'transfer', 'leave', 'return']);

/** Earlier versions of the event: the same again, with nothing between that moves, opens or ends the visit. */
function amended(target: VisitFact, standing: readonly VisitFact[]): readonly VisitFact[] {
  const between = PLANS.has(target.kind) ? DURING : BESIDE;
  const versions: VisitFact[] = [];
  for (const fact of standing.toReversed()) {
    if (fact.effective >= target.effective) continue;
    if (repeats(fact, target) && fact.data.setting === target.data.setting) versions.push(fact);
    else if (fact.kind === target.kind || !between.has(fact.kind)) break;
  }
  return versions;
}
