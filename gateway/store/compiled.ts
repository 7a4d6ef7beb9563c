/**
 * Queries of the hot path, compiled once: Kysely builds and prints a query's tree anew at every call, which costs more
 * than SQLite takes to run it. The builder is still Kysely's, with its types; only its text is kept.
 */
import type { Compilable, CompiledQuery } from 'kysely';
import type { Db } from './engine.ts';

export type Scalar = string | number | Uint8Array | null;

/**
 * @param build makes the query of its parameters, each used exactly once and in the order given. Its text may depend on
 * how many there are, and on nothing else of them: one text is kept for each number.
 * @returns a function that runs the query with other parameters.
 */
export function compiledOnce<R>(
  build: (db: Db, parameters: readonly Scalar[]) => Compilable<R>,
): (db: Db, parameters: readonly Scalar[]) => Promise<R[]> {
  const texts = new WeakMap<object, Map<number, CompiledQuery<R>>>();
  return async (db, parameters) => {
    const { adapter } = db.getExecutor();
    let byCount = texts.get(adapter);
    if (byCount === undefined) texts.set(adapter, (byCount = new Map<number, CompiledQuery<R>>()));
    let query = byCount.get(parameters.length);
    if (query === undefined) {
      query = build(db, parameters).compile();
      if (!sameList(query.parameters, parameters)) {
        throw new Error('a compiled query must use its parameters once each, in order');
      }
      byCount.set(parameters.length, query);
    }
    const { rows } = await db.executeQuery<R>({ ...query, parameters });
    return rows;
  };
}

/** Splits a flat list into rows of `width`. */
export function rowsOf(parameters: readonly Scalar[], width: number): (readonly Scalar[])[] {
  const rows: (readonly Scalar[])[] = [];
  for (let i = 0; i < parameters.length; i += width) rows.push(parameters.slice(i, i + width));
  return rows;
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
