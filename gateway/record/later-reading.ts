/**
 * The hour that October repeats: local times in it have two readings, an hour apart, and senders tell no offset. The
 * earlier one counts, but for what only happens to a patient who is here: where that would stand before everything that
 * opens the visit, and by the later reading would not, the later one is meant. It depends on the set of facts alone.
 */
import type { VisitFact, VisitFactKind } from '../../mappings/adt/visit-fact.ts';

const OPENS = new Set<VisitFactKind>(['register', 'admit', 'change-class']);
/** What may come before the opening as well: plans, descriptions, whose visit it is. Its time is no contradiction. */
const ANY_TIME = new Set<VisitFactKind>([
  ...OPENS,
  'pre-admit',
  'pending-admit',
  'cancel-pre-admit',
  'cancel-pending-admit',
  'change-attending',
  'change-consulting',
  'cancel-change-attending',
  'cancel-change-consulting',
  'update',
  'move',
  'delete-visit',
]);

/** @param facts of one visit. @returns them with the times that are meant; the same objects where nothing is re-read. */
export function asRead(facts: readonly VisitFact[]): readonly VisitFact[] {
  if (!facts.some((fact) => fact.laterReading !== undefined)) return facts;
  const opening = facts
    .filter(({ kind }) => OPENS.has(kind))
    .reduce<string | undefined>(
      (first, { stamp }) => (first === undefined || stamp < first ? stamp : first),
      undefined,
    );
  return opening === undefined ? facts : facts.map((fact) => read(fact, opening));
}

function read(fact: VisitFact, opening: string): VisitFact {
  const { laterReading, ...rest } = fact;
  if (laterReading === undefined || ANY_TIME.has(fact.kind) || fact.stamp > opening) return fact;
  const { instant, dateTime } = laterReading;
  const stamp = `${instant}${fact.stamp.slice(fact.effective.length)}`;
  return stamp < opening ? fact : { ...rest, stamp, effective: instant, dateTime };
}
