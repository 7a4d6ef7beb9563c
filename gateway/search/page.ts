/**
 * One page of a search in one SQL query, by key-set: the cursor holds the last entry's sort values and key, so a page costs
 * the same however far in it is, and entries written meanwhile neither repeat nor push others out: a sorted search goes on in
 * the order that it began with (changed-rows.ts). Missing sort values come last.
 */
import { sql } from 'kysely';
import type { Db } from '../store/engine.ts';
import { changedRows, comparePlaces, isMovable, type PlacedRow } from './changed-rows.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { planConditions, type FewLimits } from './plan.ts';
import type { SearchQuery, SortKey } from './query.ts';
import { type Fragment, any } from './row-conditions.ts';
import { SORT_LENGTH, missingValue } from './sort-values.ts';

/** A resource as it is served: its stored JSON text, untouched. */
export interface FoundRow {
  readonly type: string;
  readonly id: string;
  readonly content: string;
}

export interface Page {
  readonly rows: readonly FoundRow[];
  /** Of the next page; absent on the last. */
  readonly cursor?: string;
  readonly total?: number;
}

interface PageRow extends FoundRow {
  readonly key: number | string;
  /** The latest update of the type, where a change can move an entry. */
  readonly since?: string;
  /** The sort values, s0, s1 and so on. */
  readonly [sortValue: `s${number}`]: string;
}

/**
 * @param limits see planConditions.
 * @throws OperationOutcomeError 400 for a cursor that is not of this search.
 */
export async function searchPage(db: Db, query: SearchQuery, limits?: FewLimits): Promise<Page> {
  const where = await planConditions(db, query, limits);
  const total = query.withTotal ? { total: await count(db, where) } : {};
  if (query.count === 0) return { rows: [], ...total };
  const from = startOf(query);
  const { rows } = await pageQuery(query, where, from).execute(db);
  const since = from?.since ?? rows[0]?.since ?? '';
  const placed = rows.map((row) => place(row, query.sort));
  const found = from?.since === undefined ? placed : await withChanged(db, query, where, from, placed);
  const page = found.slice(0, query.count);
  const last = page.at(-1);
  if (found.length <= query.count || last === undefined) return { rows: page, ...total };
  const values = isMovable(query.sort) ? [since, ...last.values] : last.values;
  return { rows: page, cursor: encodeCursor(searchText(query), { key: last.key, values }), ...total };
}

/** Where the page begins: after which entry, and in the order of which moment; undefined for the first page. */
interface Start {
  readonly key: number;
  readonly values: readonly string[];
  /** Absent where no change can move an entry. */
  readonly since?: string;
}

function startOf(query: SearchQuery): Start | undefined {
  if (query.cursor === undefined) return undefined;
  const movable = isMovable(query.sort);
  const { key, values } = decodeCursor(
    searchText(query),
    query.cursor,
    query.sort.length + (movable ? 1 : 0),
  );
  if (!movable) return { key, values };
  const [since = '', ...rest] = values;
  return { key, values: rest, since };
}

function place(row: PageRow, sort: readonly SortKey[]): PlacedRow {
  const { type, id, content } = row;
  return { key: Number(row.key), type, id, content, values: sort.map((_, i) => row[`s${i}`] ?? '') };
}

/** The page's entries and, among them at their former places, those that changed since the search began. */
async function withChanged(
  db: Db,
  query: SearchQuery,
  where: Fragment,
  from: Start,
  unchanged: readonly PlacedRow[],
): Promise<PlacedRow[]> {
  const order = comparePlaces(query.sort);
  const known = new Set(unchanged.map(({ key }) => key));
  const changed = await changedRows(db, query, where, from.since ?? '');
  // One that changed between the two statements is in both.
  const missing = changed.filter((row) => order(row, from) > 0 && !known.has(row.key));
  return [...unchanged, ...missing].sort(order);
}

/** The page's statement; exported for the test that reads its query plan. */
export function pageQuery(
  query: SearchQuery,
  where: Fragment,
  from?: Start,
): ReturnType<typeof sql<PageRow>> {
  const sorts = query.sort.map((key, i) => sortColumn(key, i));
  const columns = sorts.map((s) => sql`, ${s.value} as ${sql.ref(s.name)}`);
  const order = query.sort.map(
    (key, i) => sql`${sql.ref(`s${i}`)} ${key.descending ? sql`desc` : sql`asc`}, `,
  );
  const after = from === undefined ? sql`` : sql` where ${afterStart(query.sort, from)}`;
  // Joined to '' so that it is no reason to walk the update times.
  const unchanged = from?.since === undefined ? sql`` : sql` and (r.last_updated || '') <= ${from.since}`;
  const began = isMovable(query.sort)
    ? sql`, (select last_updated from resource where type = ${query.type} order by last_updated desc limit 1) as since`
    : sql``;
  // The keys first: content is read for the page only, not for what is sorted away.
  const hits = sql`select r.key, r.id, r.last_updated from resource as r where ${where}${unchanged}`;
  const joined = sql`select h.key${sql.join(columns, sql``)} from hit as h${sql.join(
    sorts.map((s) => s.join),
    sql``,
  )}`;
  return sql<PageRow>`with hit as (${hits}), sorted as (${joined}), page as (select * from sorted${after} order by ${sql.join(order, sql``)}key limit ${query.count + 1})
    select r.key, r.type, r.id, r.content${sql.join(
      sorts.map((s) => sql`, page.${sql.ref(s.name)}`),
      sql``,
    )}${began} from page join resource as r on r.key = page.key order by ${sql.join(order, sql``)}page.key`;
}

async function count(db: Db, where: Fragment): Promise<number> {
  const { rows } = await sql<{
    n: number | string;
  }>`select count(*) as n from resource as r where ${where}`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

/** A column of `sorted`, and what has to be joined to `hit` for it. Of several values the one that sorts first counts. */
function sortColumn(key: SortKey, i: number): { name: string; value: Fragment; join: Fragment } {
  const name = `s${i}`;
  if (key.by === 'id') return { name, value: sql`h.id`, join: sql`` };
  if (key.by === 'last-updated') return { name, value: sql`h.last_updated`, join: sql`` };
  const { table, param } = key.by;
  const alias = sql.ref(`j${i}`);
  const column = table === 'search_date' ? sql`low` : table === 'search_string' ? sql`norm` : sql`value`;
  const first = key.descending ? sql`max(${column})` : sql`min(${column})`;
  return {
    name,
    value: sql`substr(coalesce(${alias}.v, ${missingValue(key.descending)}), 1, ${SORT_LENGTH})`,
    join: sql` left join (select resource_key, ${first} as v from ${sql.table(table)} where param = ${param} and resource_key in (select key from hit) group by resource_key) as ${alias} on ${alias}.resource_key = h.key`,
  };
}

/** Lexicographic: later by the first key, or equal and later by the next, and so on; the resource's key decides last. */
function afterStart(sort: readonly SortKey[], { key, values }: Start): Fragment {
  const equal: Fragment[] = [];
  const cases: Fragment[] = [];
  sort.forEach(({ descending }, i) => {
    const column = sql.ref(`s${i}`);
    const value = values[i] ?? '';
    const later = descending ? sql`${column} < ${value}` : sql`${column} > ${value}`;
    cases.push(sql`(${sql.join([...equal, later], sql` and `)})`);
    equal.push(sql`${column} = ${value}`);
  });
  cases.push(sql`(${sql.join([...equal, sql`key > ${key}`], sql` and `)})`);
  return any(cases);
}

/** What decides which entries there are and in which order: a cursor holds for this, whatever the page size or the includes. */
function searchText(query: SearchQuery): string {
  const kept = query.processed.filter(
    ([name]) => !/^_(count|total|summary|elements|format|(rev)?include)$/.test(name),
  );
  return JSON.stringify([query.type, kept]);
}
