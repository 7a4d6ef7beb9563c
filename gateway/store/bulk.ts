/**
 * Many rows in one statement. One text is kept for each number of rows, up to a bound; more rows take more statements.
 */
import { CompiledQuery } from 'kysely';
import type { Tx } from './engine.ts';
import type { Schema } from './schema.ts';

/** A row's values, in the order of the columns. */
export type Values = readonly (string | number | null)[];
export type BulkStatement = (tx: Tx, rows: readonly Values[]) => Promise<void>;

/** Rows a statement: keeps the number of texts, and of bound parameters, small. */
const CHUNK = 64;

/** Inserts rows; a row that stands already is left as it is. Names are constants of ours, never input. */
export function bulkInsert<T extends keyof Schema>(
  table: T,
  columns: readonly (keyof Schema[T] & string)[],
): BulkStatement {
  const head = `insert into "${table}" (${names(columns)}) values `;
  return statements(columns.length, (rows) => `${head}${rows} on conflict do nothing`);
}

/** Deletes the rows whose `columns` (the whole primary key) have these values. */
export function bulkDelete<T extends keyof Schema>(
  table: T,
  columns: readonly (keyof Schema[T] & string)[],
): BulkStatement {
  const head = `delete from "${table}" where (${names(columns)}) in (values `;
  return statements(columns.length, (rows) => `${head}${rows})`);
}

function statements(width: number, textOf: (rows: string) => string): BulkStatement {
  const row = `(${Array.from({ length: width }, () => '?').join(', ')})`;
  const texts = Array.from({ length: CHUNK + 1 }, (_, n) =>
    textOf(Array.from({ length: n }, () => row).join(', ')),
  );
  return async (tx, rows) => {
    for (let i = 0; i < rows.length; i += CHUNK) {
      const part = rows.slice(i, i + CHUNK);
      await tx.executeQuery(CompiledQuery.raw(texts[part.length] ?? '', part.flat()));
    }
  };
}

function names(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
