/**
 * Whose visit it is: the person whom the last fact names, but nobody from whom the visit was moved away, until it is
 * moved back. HL7 v2.4 A44, A45.
 */
import type { PersonKey } from '../../mappings/fact.ts';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import { causeOf, type Cause } from './setting-state.ts';

export interface Ownership {
  readonly person: PersonKey;
  /** Those whose visit it was taken for, in the order of the moves. */
  readonly former: readonly PersonKey[];
  /** The message that made the visit another person's; absent where it always was this one's. */
  readonly changed?: Cause;
}

/** @param fact the next in the order of facts. */
export function ownedAfter(before: Ownership | undefined, fact: VisitFact): Ownership {
  const { person } = fact;
  const former = before?.former ?? [];
  if (fact.kind === 'move') {
    const from = fact.data.movedFrom ?? before?.person;
    const left = from === undefined || former.includes(from) ? former : [...former, from];
    return owner(
      before,
      fact,
      left.filter((one) => one !== person),
    );
  }
  return before !== undefined && former.includes(person) ? before : owner(before, fact, former);
}

function owner(before: Ownership | undefined, fact: VisitFact, former: readonly PersonKey[]): Ownership {
  const { person } = fact;
  const changed = before === undefined || before.person === person ? before?.changed : causeOf(fact);
  return { person, former, ...(changed === undefined ? {} : { changed }) };
}
