/**
 * What changed since a search began, at the place that it had then. A sorted search would otherwise miss or repeat a resource
 * whose sort value changes between two pages: it goes on in the order of its beginning, which the history still knows.
 */
import { sql } from 'kysely';
import type { Resource } from '@medplum/fhirtypes';
import { refusal } from '../outcomes.ts';
import type { Db } from '../store/engine.ts';
import { indexRows } from './index-rows.ts';
import type { SearchQuery, SortKey } from './query.ts';
import type { Fragment } from './row-conditions.ts';
import { SORT_LENGTH, missingValue } from './sort-values.ts';

/** How many matches may change while a sorted search goes on: each is read again for every page. */
const CHANGED_LIMIT = 5000;

/** A match with its key and the values by which it is sorted. */
export interface PlacedRow {
  readonly key: number;
  readonly type: string;
  readonly id: string;
  readonly content: string;
  readonly values: readonly string[];
}

interface ChangedRow {
  readonly key: number | string;
  readonly type: string;
  readonly id: string;
  readonly content: string;
  readonly former: string;
  readonly former_updated: string;
}

/** Whether a change of a resource can change its place in this order. */
export function isMovable(sort: readonly SortKey[]): boolean {
  return sort.some(({ by }) => by !== 'id');
}

/**
 * The matches that changed after `since`, placed as they stood then; those that were not there are left out.
 * @param since the latest meta.lastUpdated of the type when the search began. A change that was under way at that very moment
 * and commits after it with an earlier time is taken for one from before.
 * @throws OperationOutcomeError 409 where more changed than can be put in place.
 */
export async function changedRows(
  db: Db,
  query: SearchQuery,
  where: Fragment,
  since: string,
): Promise<PlacedRow[]> {
  const { rows } = await changedQuery(query, where, since).execute(db);
  if (rows.length > CHANGED_LIMIT) {
    throw refusal('conflict', 'Too much changed since this search began; begin it again, or without _sort');
  }
  return rows.map((row) => ({
    key: Number(row.key),
    type: row.type,
    id: row.id,
    content: row.content,
    values: placeOf(row, query.sort),
  }));
}

/** The statement; exported for the test that reads its query plan. */
export function changedQuery(
  query: SearchQuery,
  where: Fragment,
  since: string,
): ReturnType<typeof sql<ChangedRow>> {
  return sql<ChangedRow>`select r.key, r.type, r.id, r.content, h.content as former, h.last_updated as former_updated
    from resource as r join resource_history as h on h.type = r.type and h.id = r.id
    where ${where} and r.type = ${query.type} and r.last_updated > ${since} and h.deleted = 0
      and h.version = (select max(b.version) from resource_history as b where b.type = r.type and b.id = r.id and b.last_updated <= ${since})
    order by r.last_updated, r.key limit ${CHANGED_LIMIT + 1}`;
}

/** The sort values as page.ts reads them from the search rows, from the resource as it was. */
function placeOf(row: ChangedRow, sort: readonly SortKey[]): string[] {
  const parametric = sort.some(({ by }) => typeof by === 'object');
  // Content was written by this gateway as the JSON of a resource.
  const rows = parametric ? indexRows(JSON.parse(row.former) as Resource) : undefined;
  return sort.map(({ by, descending }) => {
    if (by === 'id') return row.id;
    if (by === 'last-updated') return row.former_updated;
    const values =
      by.table === 'search_date'
        ? rows?.dates.filter(({ param }) => param === by.param).map(({ low }) => low)
        : by.table === 'search_string'
          ? rows?.strings.filter(({ param }) => param === by.param).map(({ norm }) => norm)
          : rows?.tokens.filter(({ param }) => param === by.param).map(({ value }) => value);
    const [first, ...others] = values ?? [];
    if (first === undefined) return missingValue(descending);
    const best = others.reduce((a, b) => (compareText(a, b) <= 0 === !descending ? a : b), first);
    return Array.from(best).slice(0, SORT_LENGTH).join('');
  });
}

/** Entries in the order of the search. */
export function comparePlaces(sort: readonly SortKey[]): (a: Placed, b: Placed) => number {
  return (a, b) => {
    for (const [i, { descending }] of sort.entries()) {
      const order = compareText(a.values[i] ?? '', b.values[i] ?? '');
      if (order !== 0) return descending ? -order : order;
    }
    return a.key - b.key;
  };
}

type Placed = Pick<PlacedRow, 'key' | 'values'>;

/** As the database compares text: by its UTF-8 bytes. */
function compareText(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
