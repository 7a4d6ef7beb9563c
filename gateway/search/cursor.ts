/**
 * Where a page ended, as opaque text: base64url of JSON [check, key, ...sort values]. The check binds it to the search that
 * made it, so that a cursor that was changed, or belongs to another search, is refused instead of skipping entries.
 */
import { createHash } from 'node:crypto';
import { refusal, type OperationOutcomeError } from '../outcomes.ts';

export interface Position {
  readonly key: number;
  /** The sort values of the last entry; none when sorted by key. */
  readonly values: readonly string[];
}

const LIMIT = 4096;

/** @param search what the cursor belongs to, as text. */
export function encodeCursor(search: string, position: Position): string {
  const parts = [check(search, position), position.key, ...position.values];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws OperationOutcomeError 400 where it is not a cursor of this search with that many sort values. */
export function decodeCursor(search: string, cursor: string, values: number): Position {
  const parts = cursor.length > LIMIT ? undefined : parse(cursor);
  if (!Array.isArray(parts) || parts.length !== values + 2) throw foreign();
  const [given, key, ...rest] = parts as unknown[];
  if (typeof key !== 'number' || !Number.isSafeInteger(key)) throw foreign();
  if (!rest.every((value) => typeof value === 'string')) throw foreign();
  const position = { key, values: rest };
  if (given !== check(search, position)) throw foreign();
  return position;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function check(search: string, { key, values }: Position): string {
  return createHash('sha256')
    .update(JSON.stringify([search, key, values]))
    .digest('base64url')
    .slice(0, 16);
}

function foreign(): OperationOutcomeError {
  return refusal('invalid', 'The page cursor is not of this search; follow the links as they were given');
}
