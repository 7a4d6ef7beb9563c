/** A person's fold from the store: from its checkpoint on where it has one, else from all facts under all their numbers. */
import type { PersonFact } from '../../mappings/fact.ts';
import type { Tx } from '../store/engine.ts';
import { dropCheckpoints, readCheckpoint, toFold, writeCheckpoint } from './checkpoint-rows.ts';
import { loadFacts, loadFactsAfter, personFactOf, personSubject } from './fact-rows.ts';
import { continuePerson, foldPerson, type PersonDraft } from './fold-person.ts';
import type { IdentityGraph } from './identity.ts';

export interface PersonFold {
  /** Without the facts of the message that is being applied; by the merges that stand now. */
  readonly before: PersonDraft | undefined;
  readonly after: PersonDraft | undefined;
}

/**
 * @param key a number that stands for somebody, or one that was merged away: then what was said under it alone.
 * @param fresh the facts of the message that is being applied, in the store already.
 */
export async function foldPersonOf(
  tx: Tx,
  key: string,
  identity: IdentityGraph,
  fresh: readonly PersonFact[],
): Promise<PersonFold> {
  const keys = identity.rootOf(key) === key ? identity.membersOf(key) : [key];
  const own = fresh.filter((fact) => keys.includes(fact.person));
  const isFresh = (fact: PersonFact): boolean =>
    own.some((f) => f.stamp === fact.stamp && f.person === fact.person);
  if (keys.length === 1 && identity.retirementOf(key) === undefined) {
    const resumed = await resume(tx, key, own, isFresh);
    if (resumed !== undefined) return resumed;
  }
  // Kept for when the number stands alone again: what was said meanwhile may lie before it.
  await dropCheckpoints(tx, [...new Set(own.map(({ person }) => personSubject(person)))]);
  const rows = await loadFacts(tx, keys.map(personSubject));
  // A sender who clears up the entry of a retired number does not delete the survivor.
  const facts = rows.map(personFactOf).filter((fact) => fact.kind !== 'delete-person' || fact.person === key);
  return {
    before:
      own.length === 0
        ? foldPerson(facts, identity)
        : foldPerson(
            facts.filter((f) => !isFresh(f)),
            identity,
          ),
    after: foldPerson(facts, identity),
  };
}

async function resume(
  tx: Tx,
  key: string,
  own: readonly PersonFact[],
  isFresh: (fact: PersonFact) => boolean,
): Promise<PersonFold | undefined> {
  const subject = personSubject(key);
  const checkpoint = await readCheckpoint(tx, subject);
  if (checkpoint !== undefined && own.some((fact) => fact.stamp <= checkpoint.stamp)) {
    await dropCheckpoints(tx, [subject]);
    return undefined;
  }
  // Only this function writes the column.
  const base = checkpoint === undefined ? undefined : (JSON.parse(checkpoint.state) as PersonDraft);
  const facts = (await loadFactsAfter(tx, subject, checkpoint?.stamp ?? '')).map(personFactOf);
  const older = facts.slice(0, toFold(facts.length));
  const folded = older.length === 0 ? undefined : continuePerson(base, older);
  if (folded !== undefined) {
    await writeCheckpoint(tx, subject, { stamp: folded.stamp, state: JSON.stringify(folded) });
  }
  return {
    before: continuePerson(
      base,
      facts.filter((fact) => !isFresh(fact)),
    ),
    after: continuePerson(folded ?? base, facts.slice(older.length)),
  };
}
