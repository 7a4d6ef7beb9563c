/** The folds of sets: gone on with where facts come in their order, done anew where an older one arrives or one is taken out. */
import type { SetFact, SetForm, SetKey } from '../../../mappings/fact.ts';
import type { SetContext, SetFold } from '../../../mappings/source-set.ts';
import type { Tx } from '../../store/engine.ts';
import { loadFacts, setFactOf, setSubject } from '../fact-rows.ts';
import { same } from '../fold-person.ts';
import { deleteSet, setsByKey, writeSet, type SetRow } from './set-rows.ts';

/** The fold of each form; its state is plain JSON. */
export type SetFolds = Readonly<Record<SetForm, SetFold<unknown>>>;

export interface FoldedSets {
  /** Those that changed, as they are now; a set without facts is no more. */
  readonly rows: readonly SetRow[];
  readonly gone: readonly SetKey[];
  /** As whose sets they stood before and stand now. */
  readonly people: readonly string[];
}

/** @param withdrawn keys of sets of which facts were taken out in this unit of work. */
export async function foldSets(
  tx: Tx,
  fresh: readonly SetFact[],
  withdrawn: readonly SetKey[],
  context: { readonly folds: SetFolds } & SetContext,
): Promise<FoldedSets> {
  const bySet = Map.groupBy(fresh, ({ set }) => set);
  const keys = [...new Set([...bySet.keys(), ...withdrawn])].sort();
  if (keys.length === 0) return { rows: [], gone: [], people: [] };
  const stored = new Map((await setsByKey(tx, keys)).map((row) => [row.set, row]));
  const rows: SetRow[] = [];
  const gone: SetKey[] = [];
  for (const set of keys) {
    const before = stored.get(set);
    const own = bySet.get(set) ?? [];
    const after =
      withdrawn.includes(set) || own.some(({ stamp }) => before !== undefined && stamp <= before.stamp)
        ? await foldAnew(tx, set, context)
        : goOn(before, own, context);
    if (after === undefined) {
      gone.push(set);
      await deleteSet(tx, set);
    } else if (!same(after, before)) {
      rows.push(after);
      await writeSet(tx, after);
    }
  }
  const people = [
    ...rows,
    ...[...rows.map(({ set }) => set), ...gone].flatMap((set) => stored.get(set) ?? []),
  ];
  return { rows, gone, people: [...new Set(people.map(({ person }) => person))] };
}

async function foldAnew(
  tx: Tx,
  set: SetKey,
  context: { readonly folds: SetFolds } & SetContext,
): Promise<SetRow | undefined> {
  const facts = (await loadFacts(tx, [setSubject(set)])).map(setFactOf);
  return facts.length === 0 ? undefined : goOn(undefined, facts, context);
}

function goOn(
  before: SetRow | undefined,
  facts: readonly SetFact[],
  context: { readonly folds: SetFolds } & SetContext,
): SetRow | undefined {
  const last = facts.toSorted((a, b) => (a.stamp < b.stamp ? -1 : 1)).at(-1);
  if (last === undefined) return before;
  const fold = context.folds[last.kind];
  let state: unknown = before === undefined ? undefined : JSON.parse(before.state);
  for (const fact of facts.toSorted((a, b) => (a.stamp < b.stamp ? -1 : 1))) state = fold.step(state, fact);
  const { evidence } = fold.standing(state, context);
  return {
    set: last.set,
    person: last.person,
    form: last.kind,
    stamp: last.stamp,
    state: JSON.stringify(state),
    evidence,
  };
}
