/** Reading resources and their versions. Each function is one statement. */
import type { Db } from './engine.ts';

/** One version of a resource as stored; `content` is its FHIR JSON text, '' when deleted. */
export interface ResourceRow {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly last_updated: string;
  readonly deleted: number;
  readonly content: string;
  readonly source_message_id: string | null;
}

/** The current version with the key that search rows hang on. */
export interface CurrentRow extends ResourceRow {
  readonly key: number;
}

const COLUMNS = ['type', 'id', 'version', 'last_updated', 'deleted', 'content', 'source_message_id'] as const;

/** The current version, deleted ones included; undefined where there never was one. */
export function readCurrent(db: Db, type: string, id: string): Promise<CurrentRow | undefined> {
  return db
    .selectFrom('resource')
    .select(['key', ...COLUMNS])
    .where('type', '=', type)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Current versions of several ids (UUIDs are unique across types here), in no order. */
export function readCurrents(db: Db, type: string, ids: readonly string[]): Promise<CurrentRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('resource')
    .select(['key', ...COLUMNS])
    .where('type', '=', type)
    .where('id', 'in', ids)
    .execute();
}

/** One version, current or superseded. */
export async function readVersion(
  db: Db,
  type: string,
  id: string,
  version: number,
): Promise<ResourceRow | undefined> {
  const [row] = await db
    .selectFrom('resource')
    .select(COLUMNS)
    .where('type', '=', type)
    .where('id', '=', id)
    .where('version', '=', version)
    .unionAll(
      db
        .selectFrom('resource_history')
        .select(COLUMNS)
        .where('type', '=', type)
        .where('id', '=', id)
        .where('version', '=', version),
    )
    .execute();
  return row;
}

/** Versions from `below` (exclusive; none: from the newest) downwards, at most `limit`. */
export async function readHistory(
  db: Db,
  type: string,
  id: string,
  limit: number,
  below?: number,
): Promise<ResourceRow[]> {
  const top = below ?? Number.MAX_SAFE_INTEGER;
  const rows = await db
    .selectFrom('resource')
    .select(COLUMNS)
    .where('type', '=', type)
    .where('id', '=', id)
    .where('version', '<', top)
    .unionAll(
      db
        .selectFrom('resource_history')
        .select(COLUMNS)
        .where('type', '=', type)
        .where('id', '=', id)
        .where('version', '<', top),
    )
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
  return rows;
}
