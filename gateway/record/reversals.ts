/**
 * Which facts of a visit stand. A reversal removes the latest standing fact of the kind that it reverses, effective
 * at or before it; a reversal that finds nothing yet waits for its event. HL7 v2.4 3.3.11-3.3.13; adt.md 11.4.
 */
import { recordedOf, type VisitFact, type VisitFactKind } from '../../mappings/adt/fact.ts';

const REVERSES: Partial<Record<VisitFactKind, readonly VisitFactKind[]>> = {
  'cancel-admit': ['admit', 'register'],
  'cancel-transfer': ['transfer'],
  'cancel-discharge': ['discharge'],
};

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
  const standing = ordered.filter((fact) => REVERSES[fact.kind] === undefined);
  const removed: { fact: VisitFact; by: VisitFact }[] = [];
  for (const reversal of reversals) {
    const target = targetOf(reversal, standing);
    if (target === undefined) continue;
    standing.splice(standing.indexOf(target), 1);
    removed.push({ fact: target, by: reversal });
  }
  return { standing, removed, reversals };
}

/** Sent twice is reversed once: the same kind at the same effective time is one reversal. */
function withoutRepeats(reversals: readonly VisitFact[]): readonly VisitFact[] {
  const seen = new Set<string>();
  return reversals.filter((fact) => {
    const key = `${fact.kind}|${fact.effective}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Senders put into EVN-6 of a reversal either the time of the event that it takes back or the time of the reversal:
 * the latest event not after it is meant in both. Of several at that same time, those recorded before the reversal
 * come first, since an event may be entered again after it was cancelled.
 */
function targetOf(reversal: VisitFact, standing: readonly VisitFact[]): VisitFact | undefined {
  const kinds = REVERSES[reversal.kind] ?? [];
  const candidates = standing.filter(
    (fact) => kinds.includes(fact.kind) && fact.effective <= reversal.effective,
  );
  const latest = candidates.at(-1)?.effective;
  const tied = candidates.filter((fact) => fact.effective === latest);
  const recorded = recordedOf(reversal.stamp);
  return tied.filter((fact) => recordedOf(fact.stamp) <= recorded).at(-1) ?? tied.at(-1);
}
