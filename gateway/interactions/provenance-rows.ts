/** Versions of resources as Provenance needs them: current and superseded ones alike, without their content but its beginning. */
import { sql, type RawBuilder } from 'kysely';
import type { DateMatch } from '../search/query.ts';
import { valueList } from '../search/row-conditions.ts';
import type { Db } from '../store/engine.ts';
import type { VersionName } from './provenance-id.ts';

export interface VersionRow extends VersionName {
  readonly last_updated: string;
  readonly deleted: number;
  readonly source_message_id: string | null;
  /** The first characters of the content, in which `meta` stands; '' where this version is the deletion. */
  readonly head: string;
}

/** Which versions, in which order, and after which one. */
export interface VersionQuery {
  /** `Type/id`, any of which; undefined: no condition. */
  readonly targets: readonly string[] | undefined;
  readonly names: readonly VersionName[] | undefined;
  /** Of the time at which the version was written: all conditions hold, each in any of its ways. */
  readonly times: readonly (readonly DateMatch[])[];
  readonly oldestFirst: boolean;
  readonly after?: VersionName & { readonly last_updated: string };
}

type Condition = RawBuilder<unknown>;

const HEAD = 4000;
/** Names a statement: each is a branch of the condition, and engines bound how many there may be. */
const CHUNK = 100;

/** These versions, in no order; those that there are not are left out. */
export async function readVersions(db: Db, names: readonly VersionName[]): Promise<VersionRow[]> {
  const rows: VersionRow[] = [];
  for (let i = 0; i < names.length; i += CHUNK) {
    const part = names.slice(i, i + CHUNK);
    rows.push(
      ...(await sql<VersionRow>`select * from ${versions(anyOf(part.map(isVersion)))}`.execute(db)).rows,
    );
  }
  return rows;
}

/** The whole content of these versions. */
export async function readContents(
  db: Db,
  names: readonly VersionName[],
): Promise<(VersionName & { readonly content: string })[]> {
  const rows: (VersionName & { readonly content: string })[] = [];
  for (let i = 0; i < names.length; i += CHUNK) {
    const condition = anyOf(names.slice(i, i + CHUNK).map(isVersion));
    const columns = sql`select type, id, version, content`;
    const found = await sql<
      VersionName & { readonly content: string }
    >`${columns} from resource where ${condition}
      union all ${columns} from resource_history where ${condition}`.execute(db);
    rows.push(...found.rows);
  }
  return rows;
}

/** At most `limit` versions, by their time. Two of one moment stand in the order of type, id and version. */
export async function findVersions(db: Db, query: VersionQuery, limit: number): Promise<VersionRow[]> {
  const { oldestFirst, after } = query;
  const order = oldestFirst
    ? sql`last_updated, type, id, version`
    : sql`last_updated desc, type, id, version desc`;
  const from = after === undefined ? sql`` : sql` where ${follows(after, oldestFirst)}`;
  const { rows } = await sql<VersionRow>`select * from ${versions(conditionOf(query))}${from}
    order by ${order} limit ${limit}`.execute(db);
  return rows;
}

/** How many versions there are, of all pages. */
export async function countVersions(db: Db, query: VersionQuery): Promise<number> {
  const { rows } = await sql<{
    n: number | string;
  }>`select count(*) as n from ${versions(conditionOf(query))}`.execute(db);
  // PostgreSQL gives a count as text.
  return Number(rows[0]?.n ?? 0);
}

/** Of both tables: `resource` has the current version of each resource, `resource_history` those before. */
function versions(condition: Condition): Condition {
  const columns = sql`select type, id, version, last_updated, deleted, source_message_id, substr(content, 1, ${sql.lit(HEAD)}) as head`;
  return sql`(${columns} from resource where ${condition}
    union all ${columns} from resource_history where ${condition}) as v`;
}

function conditionOf({ targets, names, times }: VersionQuery): Condition {
  const all = times.map((any) => anyOf(any.map(isAt)));
  if (targets !== undefined) all.push(anyOf([...idsByType(targets)].map(isOf)));
  if (names !== undefined) all.push(anyOf(names.map(isVersion)));
  return all.length === 0 ? sql`1 = 1` : sql`(${sql.join(all, sql` and `)})`;
}

function anyOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql`1 = 0` : sql`(${sql.join(conditions, sql` or `)})`;
}

function isVersion({ type, id, version }: VersionName): Condition {
  return sql`(type = ${type} and id = ${id} and version = ${version})`;
}

/** A list a type: an id alone may be of every type, and so many branches are more than an engine takes. */
function idsByType(targets: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const target of targets) {
    const slash = target.indexOf('/');
    const type = target.slice(0, slash);
    ids.set(type, [...(ids.get(type) ?? []), target.slice(slash + 1)]);
  }
  return ids;
}

function isOf([type, ids]: readonly [string, readonly string[]]): Condition {
  return sql`(type = ${type} and id in (${valueList(ids)}))`;
}

/** A version was written at one instant. FHIR R4 search.html 3.1.1.4.6. */
function isAt({ prefix, low, high }: DateMatch): Condition {
  switch (prefix) {
    case 'eq':
    case 'ap':
      return sql`(last_updated >= ${low} and last_updated <= ${high})`;
    case 'ne':
      return sql`(last_updated < ${low} or last_updated > ${high})`;
    case 'gt':
    case 'sa':
      return sql`last_updated > ${high}`;
    case 'lt':
    case 'eb':
      return sql`last_updated < ${low}`;
    case 'ge':
      return sql`last_updated >= ${low}`;
    case 'le':
      return sql`last_updated <= ${high}`;
  }
}

function follows(
  { last_updated, type, id, version }: NonNullable<VersionQuery['after']>,
  oldestFirst: boolean,
): Condition {
  const later = oldestFirst ? sql`last_updated > ${last_updated}` : sql`last_updated < ${last_updated}`;
  const next = oldestFirst ? sql`version > ${version}` : sql`version < ${version}`;
  return sql`(${later} or (last_updated = ${last_updated} and (type > ${type}
    or (type = ${type} and (id > ${id} or (id = ${id} and ${next}))))))`;
}
