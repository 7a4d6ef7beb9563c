/** Which sets have to be stood anew, as their facts or the people whom they speak of changed. */
import type { PersonFact, PersonKey, SetKey } from '../../../mappings/fact.ts';
import type { ResourceIds } from '../../../mappings/resource-ids.ts';
import type { Tx } from '../../store/engine.ts';
import type { IdentityChange } from '../identity-rows.ts';
import type { KnownEntries } from '../known-people.ts';
import type { FoldedSets } from './fold-sets.ts';
import { setsOf, setsReferringTo } from './set-rows.ts';

export interface TouchContext {
  readonly entries: KnownEntries;
  /** What the message states of people. */
  readonly facts: readonly PersonFact[];
  readonly ids: Pick<ResourceIds, 'patient'>;
}

/** Sets that changed, those of entries that were taken back, those of people who are known otherwise now, and those that refer to such people. */
export async function setsTouched(
  tx: Tx,
  folded: FoldedSets,
  { before, after, changed }: IdentityChange,
  { entries, facts, ids }: TouchContext,
): Promise<readonly SetKey[]> {
  const moved = changed.filter((key) => before.rootOf(key) !== after.rootOf(key));
  const taken: PersonKey[] = [];
  for (const { person } of facts) {
    const fold = await entries.fold(person);
    if ((fold.before?.deleted ?? false) !== (fold.after?.deleted ?? false)) taken.push(person);
  }
  const own = await setsOf(tx, [...new Set([...moved, ...taken])]);
  const known = moved.flatMap((key) => [key, before.rootOf(key)]).map((key) => ids.patient(key));
  const referring = moved.length === 0 ? [] : await setsReferringTo(tx, [...new Set(known)]);
  return [...[...folded.rows, ...own].map(({ set }) => set), ...referring].filter(
    (set) => !folded.gone.includes(set),
  );
}
