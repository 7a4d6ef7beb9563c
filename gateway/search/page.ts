/**
 * One page of a search in one SQL query, by key-set: the cursor holds the last entry's sort values and key, so a page costs
 * the same however far in it is, and entries written meanwhile neither repeat nor push others out. Missing sort values come last.
 */
import { sql } from 'kysely';
import type { Db } from '../store/engine.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { planConditions, type FewLimits } from './plan.ts';
import type { SearchQuery, SortKey } from './query.ts';
import { type Fragment, any } from './row-conditions.ts';

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
  /** The sort values, s0, s1 and so on. */
  readonly [sortValue: `s${number}`]: string;
}

/** Characters by which entries are sorted: the next page's link holds the sort values and must stay short enough to be followed. */
const SORT_LENGTH = 100;

/** Stand for a missing sort value: after every text, and before it for descending order. */
const LAST = '\u{10FFFF}';
const FIRST = '';

/**
 * @param limits see planConditions.
 * @throws OperationOutcomeError 400 for a cursor that is not of this search.
 */
export async function searchPage(db: Db, query: SearchQuery, limits?: FewLimits): Promise<Page> {
  const where = await planConditions(db, query, limits);
  const total = query.withTotal ? { total: await count(db, where) } : {};
  if (query.count === 0) return { rows: [], ...total };
  const { rows } = await pageQuery(query, where).execute(db);
  const page = rows.slice(0, query.count);
  const last = page.at(-1);
  if (rows.length <= query.count || last === undefined) return { rows: page, ...total };
  const values = query.sort.map((_, i) => last[`s${i}`] ?? '');
  return { rows: page, cursor: encodeCursor(searchText(query), { key: Number(last.key), values }), ...total };
}

/** The page's statement; exported for the test that reads its query plan. */
export function pageQuery(query: SearchQuery, where: Fragment): ReturnType<typeof sql<PageRow>> {
  const sorts = query.sort.map((key, i) => sortColumn(key, i));
  const columns = sorts.map((s) => sql`, ${s.value} as ${sql.ref(s.name)}`);
  const order = query.sort.map(
    (key, i) => sql`${sql.ref(`s${i}`)} ${key.descending ? sql`desc` : sql`asc`}, `,
  );
  const after = query.cursor === undefined ? sql`` : sql` where ${afterCursor(query, query.cursor)}`;
  // The keys first: content is read for the page only, not for what is sorted away.
  const hits = sql`select r.key, r.id, r.last_updated from resource as r where ${where}`;
  const joined = sql`select h.key${sql.join(columns, sql``)} from hit as h${sql.join(
    sorts.map((s) => s.join),
    sql``,
  )}`;
  return sql<PageRow>`with hit as (${hits}), sorted as (${joined}), page as (select * from sorted${after} order by ${sql.join(order, sql``)}key limit ${query.count + 1})
    select r.key, r.type, r.id, r.content${sql.join(
      sorts.map((s) => sql`, page.${sql.ref(s.name)}`),
      sql``,
    )} from page join resource as r on r.key = page.key order by ${sql.join(order, sql``)}page.key`;
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
  const missing = key.descending ? FIRST : LAST;
  return {
    name,
    value: sql`substr(coalesce(${alias}.v, ${missing}), 1, ${SORT_LENGTH})`,
    join: sql` left join (select resource_key, ${first} as v from ${sql.table(table)} where param = ${param} and resource_key in (select key from hit) group by resource_key) as ${alias} on ${alias}.resource_key = h.key`,
  };
}

/** Lexicographic: later by the first key, or equal and later by the next, and so on; the resource's key decides last. */
function afterCursor(query: SearchQuery, cursor: string): Fragment {
  const { key, values } = decodeCursor(searchText(query), cursor, query.sort.length);
  const equal: Fragment[] = [];
  const cases: Fragment[] = [];
  query.sort.forEach((sort, i) => {
    const column = sql.ref(`s${i}`);
    const value = values[i] ?? '';
    const later = sort.descending ? sql`${column} < ${value}` : sql`${column} > ${value}`;
    cases.push(sql`(${sql.join([...equal, later], sql` and `)})`);
    equal.push(sql`${column} = ${value}`);
  });
  cases.push(sql`(${sql.join([...equal, sql`key > ${key}`], sql` and `)})`);
  return any(cases);
}

/** What decides which entries there are and in which order: a cursor holds for this, whatever the page size or the includes. */
function searchText(query: SearchQuery): string {
  const kept = query.processed.filter(
    ([name]) => !/^_(count|total|summary|format|(rev)?include)$/.test(name),
  );
  return JSON.stringify([query.type, kept]);
}
