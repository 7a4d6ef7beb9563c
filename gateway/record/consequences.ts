/** What falls with a fact that was taken back: what was only reported of it, and what only repeated it. */
import { recordedOf } from '../../mappings/fact.ts';
import type { VisitData, VisitFact, VisitFactKind } from '../../mappings/adt/visit-fact.ts';
import { same } from './fold-person.ts';

/** A fact that does not stand, and the reversal that took it back. */
export interface Removal {
  readonly fact: VisitFact;
  readonly by: VisitFact;
}

/** What opens a part of the visit, and what can only follow an opening. */
const OPENS = new Set<VisitFactKind>(['pre-admit', 'pending-admit', 'register', 'admit', 'change-class']);
const FOLLOWS = new Set<VisitFactKind>([
  'transfer',
  'relocate',
  'pending-transfer',
  'leave',
  'return',
  'pending-discharge',
  'change-attending',
  'change-consulting',
  'discharge',
]);

/**
 * What was reported of a cancelled admission before it was cancelled did not happen either. An update stands as what it
 * describes, and moves nobody any more.
 */
export function withoutConsequences(
  { fact: opening, by }: Removal,
  standing: readonly VisitFact[],
): { readonly standing: VisitFact[]; readonly gone: readonly VisitFact[] } {
  const next = standing.find((fact) => OPENS.has(fact.kind) && fact.stamp > opening.stamp);
  const isConsequence = (fact: VisitFact): boolean =>
    FOLLOWS.has(fact.kind) &&
    fact.stamp > opening.stamp &&
    (next === undefined || fact.stamp < next.stamp) &&
    recordedOf(fact.stamp) <= recordedOf(by.stamp);
  const gone = new Set(standing.filter((fact) => fact.kind !== 'relocate' && isConsequence(fact)));
  return {
    standing: standing
      .filter((fact) => !gone.has(fact))
      .map((fact) => (isConsequence(fact) ? { ...fact, kind: 'update' } : fact)),
    gone: [...gone],
  };
}

/** What an event says that every later snapshot of the visit repeats. */
const RESTATED: Partial<Record<VisitFactKind, keyof VisitData>> = {
  'pending-discharge': 'expectedDischarge',
  'change-attending': 'attending',
  'change-consulting': 'consulting',
};

/**
 * Messages are snapshots: updates between an event and its reversal repeat what it said, and would keep it standing.
 * Only what was recorded before the reversal is taken for a repetition.
 */
export function withoutRestatements({ fact: event, by }: Removal, standing: VisitFact[]): VisitFact[] {
  const field = RESTATED[event.kind];
  const stated = field === undefined ? undefined : event.data[field];
  if (field === undefined || stated == null) return standing;
  return standing.map((fact) => {
    const restates =
      fact.data[field] != null &&
      fact.kind !== event.kind &&
      fact.stamp > event.stamp &&
      recordedOf(fact.stamp) <= recordedOf(by.stamp) &&
      same(fact.data[field], stated);
    return restates ? without(fact, field) : fact;
  });
}

function without(fact: VisitFact, field: keyof VisitData): VisitFact {
  const { [field]: _restated, ...rest } = fact.data;
  // The fields that may be restated are none of those that every fact has.
  return { ...fact, data: rest as VisitData };
}
