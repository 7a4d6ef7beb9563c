/**
 * Many rows in one statement whose text does not change with their number, so that it is prepared once:
 * the rows travel as one JSON parameter. SQLite's json_each; the PostgreSQL engine has its own form.
 */
import { sql } from 'kysely';
import type { Tx } from './engine.ts';
import type { Schema } from './schema.ts';

/** A row's values, in the order of the columns. */
export type Values = readonly (string | number | null)[];

/** Inserts rows; a row that stands already is left as it is. */
export async function insertRows<T extends keyof Schema>(
  tx: Tx,
  table: T,
  columns: readonly (keyof Schema[T] & string)[],
  rows: readonly Values[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = sql.join(columns.map((c) => sql.ref(c)));
  await sql`insert or ignore into ${sql.table(table)} (${names}) select ${elements(columns.length)} from json_each(${JSON.stringify(rows)})`.execute(
    tx,
  );
}

/** Deletes the rows whose `columns` (the whole primary key) have these values. */
export async function deleteRows<T extends keyof Schema>(
  tx: Tx,
  table: T,
  columns: readonly (keyof Schema[T] & string)[],
  rows: readonly Values[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = sql.join(columns.map((c) => sql.ref(c)));
  await sql`delete from ${sql.table(table)} where (${names}) in (select ${elements(columns.length)} from json_each(${JSON.stringify(rows)}))`.execute(
    tx,
  );
}

function elements(count: number): ReturnType<typeof sql.raw> {
  return sql.raw(Array.from({ length: count }, (_, i) => `value ->> ${i}`).join(', '));
}
