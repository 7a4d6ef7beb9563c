/**
 * One leaf of a search as SQL over the search rows, in two forms: the keys that it has (`keysOf`), for a leaf that has few,
 * and the test of one key (`hasRow`), for a leaf that has many. Values are always bound.
 */
import { sql, type RawBuilder } from 'kysely';
import type { ServedType } from '../../conformance/search-parameters/definition.ts';
import { presenceOf } from './search-rows.ts';
import type { Clause, DateMatch, StringMatch, TokenMatch } from './query.ts';

export type Fragment = RawBuilder<unknown>;
/** A condition on rows of one table, or on the resource table itself. */
export type Leaf = Extract<
  Clause,
  { kind: 'token' | 'reference' | 'date' | 'string' | 'last-updated' | 'present' }
>;

/** The whole key of a presence row but for the resource. */
const PRESENT = sql`value = '' and system = ''`;

/** Sorts after every text: the end of a prefix range. */
const LAST = '\u{10FFFF}';

/** `select` of the keys of the resources that match; a key may come more than once. */
export function keysOf(leaf: Leaf, type: ServedType): Fragment {
  switch (leaf.kind) {
    case 'token':
      return union(tokenGroups(leaf.any), (g) => keySelect('search_token', leaf.param, tokenRow(g)));
    case 'reference':
      return keySelect('search_reference', leaf.param, sql`target in (${valueList(leaf.any)})`);
    case 'date':
      return union(leaf.any, (m) => keySelect('search_date', leaf.param, dateRow(m, sql`low`, sql`high`)));
    case 'string':
      return union(leaf.any, (m) => keySelect('search_string', leaf.param, stringRow(m)));
    case 'present':
      return sql`${keySelect(leaf.table, leaf.param, sql`1 = 1`)} union all ${keySelect('search_token', presenceOf(leaf.param), PRESENT)}`;
    case 'last-updated':
      return sql`select key as resource_key from resource where type = ${type} and (${updated(leaf.any, sql``)})`;
  }
}

/**
 * Whether the resource of `alias` matches. Where an index answers that for one key, it is asked key by key, so that a page
 * can be filled without collecting everything that matches; where none does, the keys are collected once.
 */
export function hasRow(leaf: Leaf, alias: Fragment, type: ServedType): Fragment {
  const listed = sql`${alias}.key in (${keysOf(leaf, type)})`;
  const exists = (table: string, param: string, row: Fragment): Fragment =>
    sql`exists (select 1 from ${sql.table(table)} where param = ${param} and ${row} and resource_key = ${alias}.key)`;
  switch (leaf.kind) {
    case 'token': {
      const groups = tokenGroups(leaf.any);
      if (groups.some((g) => g.values === undefined || g.below)) return listed;
      return any(groups.flatMap(perSystem).map((row) => exists('search_token', leaf.param, row(leaf.param))));
    }
    case 'reference':
      return exists('search_reference', leaf.param, sql`target in (${valueList(leaf.any)})`);
    case 'date':
      // Joined to '' so that the lookup goes by the key: a bare comparison invites a walk of the dates instead.
      return any(
        leaf.any.map((m) =>
          exists('search_date', leaf.param, dateRow(m, sql`(low || '')`, sql`(high || '')`)),
        ),
      );
    case 'present':
      return leaf.table === 'search_date' || leaf.table === 'search_reference'
        ? any([
            exists(leaf.table, leaf.param, sql`1 = 1`),
            exists('search_token', presenceOf(leaf.param), PRESENT),
          ])
        : listed;
    case 'string':
      return listed;
    case 'last-updated':
      return sql`(${updated(leaf.any, sql`${alias}.`)})`;
  }
}

/** Conditions of which one must hold. */
export function any(conditions: readonly Fragment[]): Fragment {
  return sql`(${sql.join(conditions, sql` or `)})`;
}

/** A list of values as parameters, its last repeated up to a power of two: few statements, whatever the lengths. */
export function valueList(values: readonly string[]): Fragment {
  const last = values.at(-1) ?? '';
  const size = 2 ** Math.ceil(Math.log2(Math.max(values.length, 1)));
  return sql.join([...values, ...Array.from({ length: size - values.length }, () => last)]);
}

function keySelect(table: string, param: string, row: Fragment): Fragment {
  return sql`select resource_key from ${sql.table(table)} where param = ${param} and ${row}`;
}

/** A union rather than an `or`: each part then has its own walk of the index. */
function union<T>(parts: readonly T[], select: (part: T) => Fragment): Fragment {
  return sql.join(parts.map(select), sql` union all `);
}

/** Alternatives that share a system are one list of values. */
interface TokenGroup {
  readonly system: string | undefined;
  readonly values: readonly string[] | undefined;
  readonly below: boolean;
}

function tokenGroups(matches: readonly TokenMatch[]): TokenGroup[] {
  const lists = new Map<string, { system: string | undefined; values: string[]; below: boolean }>();
  const groups: TokenGroup[] = [];
  for (const { system, value, below } of matches) {
    if (value === undefined || below === true) {
      groups.push({ system, values: value === undefined ? undefined : [value], below: below === true });
      continue;
    }
    const key = JSON.stringify([system ?? null]);
    const list = lists.get(key);
    if (list === undefined) lists.set(key, { system, values: [value], below: false });
    else list.values.push(value);
  }
  return [...groups, ...lists.values()];
}

function tokenRow({ system, values, below }: TokenGroup): Fragment {
  const conditions: Fragment[] = [];
  const [value] = values ?? [];
  if (below && value !== undefined) conditions.push(under(value));
  else if (values !== undefined) conditions.push(sql`value in (${valueList(values)})`);
  if (system !== undefined) conditions.push(sql`system = ${system}`);
  return sql.join(conditions, sql` and `);
}

/** A uri, and what continues it after a slash. FHIR R4 search.html, modifier :below. */
function under(uri: string): Fragment {
  const folder = uri.endsWith('/') ? uri : `${uri}/`;
  return sql`(value = ${uri} or (value >= ${folder} and value < ${folder + LAST}))`;
}

/**
 * Rows of a group with the system named in every case, because the key of a row begins with parameter, value and system:
 * where the query leaves it open, the few systems that the value has are looked up first, stepping over the index.
 */
function perSystem({ system, values = [] }: TokenGroup): ((param: string) => Fragment)[] {
  if (system !== undefined) {
    return [() => sql`value in (${valueList(values)}) and system = ${system}`];
  }
  return values.map((value) => (param: string) => {
    const next = (after: Fragment): Fragment =>
      sql`select min(system) from search_token where param = ${param} and value = ${value}${after}`;
    return sql`value = ${value} and system in (with recursive known(v) as (${next(sql``)} union all select (${next(
      sql` and system > known.v`,
    )}) from known where known.v is not null) select v from known where v is not null)`;
  });
}

/** The comparison of ranges. `ge` and `le` hold as soon as the ranges meet: an open stay counts for every later day. */
function dateRow({ prefix, low: from, high: to }: DateMatch, low: Fragment, high: Fragment): Fragment {
  switch (prefix) {
    case 'eq':
      return sql`${low} >= ${from} and ${low} <= ${to} and ${high} <= ${to}`;
    case 'ne':
      return sql`(${low} < ${from} or ${high} > ${to})`;
    case 'gt':
      return sql`${high} > ${to}`;
    case 'lt':
      return sql`${low} < ${from}`;
    case 'ge':
      return sql`${high} >= ${from}`;
    case 'le':
      return sql`${low} <= ${to}`;
    case 'sa':
      return sql`${low} > ${to}`;
    case 'eb':
      return sql`${low} < ${from} and ${high} < ${from}`;
    case 'ap':
      return sql`${low} <= ${to} and ${high} >= ${from}`;
  }
}

function updated(matches: readonly DateMatch[], qualifier: Fragment): Fragment {
  const column = sql`${qualifier}last_updated`;
  return any(matches.map((match) => dateRow(match, column, column)));
}

function stringRow({ mode, norm, value }: StringMatch): Fragment {
  switch (mode) {
    case 'starts':
      return sql`norm >= ${norm} and norm < ${norm + LAST}`;
    case 'contains':
      return sql`norm like ${`%${norm.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`;
    case 'exact':
      return sql`norm = ${norm} and value = ${value}`;
    case 'sound':
      return sql`norm = ${norm}`;
  }
}
