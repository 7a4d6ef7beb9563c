/**
 * A typed search -> the conditions of one SQL query over `resource r`.
 * No statistics are kept, so each leaf is first counted up to a bound (one small query for all leaves): a leaf with few
 * keys leads, as a list of keys; the others are asked key by key. Either way the result is the same, only the cost differs.
 */
import { sql } from 'kysely';
import type { ServedType } from '../../conformance/search-parameters/definition.ts';
import type { Db } from '../store/engine.ts';
import { type Fragment, type Leaf, any, hasRow, keysOf, valueList } from './row-conditions.ts';
import type { Clause, SearchQuery } from './query.ts';

/** Up to how many keys a leaf may lead. */
export interface FewLimits {
  readonly own: number;
  /** Of what a chain goes through: each of those keys stands for everything that refers to it. */
  readonly chained: number;
}

const FEW: FewLimits = { own: 5000, chained: 500 };

/** Which leaves have few keys, by identity of the clause. */
type Few = ReadonlySet<Clause>;

/**
 * The whole `where` of a search, over `resource r`; deleted resources are out.
 * @param limits with other limits the result is the same, the cost is not.
 */
export async function planConditions(db: Db, query: SearchQuery, limits = FEW): Promise<Fragment> {
  const few = await fewOf(db, query, limits);
  const conditions = query.clauses.map((clause) => condition(clause, query.type, 'r', few));
  // Rows name their type: where a short list of keys leads, naming it again would only tempt the database to walk the type.
  const led = query.clauses.some((clause) => isFew(clause, few));
  const type = led ? [] : [sql`r.type = ${query.type}`];
  return sql.join([...type, sql`r.deleted = 0`, ...conditions], sql` and `);
}

async function fewOf(db: Db, query: SearchQuery, limits: FewLimits): Promise<Few> {
  const all = query.clauses.flatMap((clause) => leavesOf(clause, query.type, 'own', limits));
  // To count what :contains has costs as much as to list it. Where it is not behind a chain the list is the same anyhow.
  const listed = all.filter(({ leaf, of, limit }) => of === 'own' && limit >= 0 && isContains(leaf));
  const leaves = all.filter((one) => !listed.includes(one));
  if (leaves.length === 0) return new Set(listed.map(({ leaf }) => leaf));
  const counts = leaves.map(
    ({ leaf, type, limit }) =>
      sql`select count(*) as n from (select 1 from (${keysOf(leaf, type)}) as k limit ${limit + 1}) as c`,
  );
  const { rows } = await sql<{ n: number | string }>`${sql.join(counts, sql` union all `)}`.execute(db);
  const counted = leaves.map(({ leaf, limit }, i) => ({
    leaf,
    few: Number(rows[i]?.n ?? Infinity) <= limit,
  }));
  return new Set([...listed, ...counted.filter(({ few }) => few)].map(({ leaf }) => leaf));
}

function isContains(leaf: Leaf): boolean {
  return leaf.kind === 'string' && leaf.any.some(({ mode }) => mode === 'contains');
}

interface CountedLeaf {
  readonly leaf: Leaf;
  /** What the leaf is about. */
  readonly type: ServedType;
  /** A condition on what is searched, or on what a chain goes through. */
  readonly of: keyof FewLimits;
  readonly limit: number;
}

/** The leaves that are worth counting. */
function leavesOf(clause: Clause, type: ServedType, of: keyof FewLimits, limits: FewLimits): CountedLeaf[] {
  switch (clause.kind) {
    case 'chain':
      return leavesOf(clause.clause, clause.type, 'chained', limits);
    case 'has':
      // What refers to a resource by one parameter mostly refers to one: each key stands for one, as if it were of its own.
      return leavesOf(clause.clause, clause.type, of, limits);
    case 'not':
      return leavesOf(clause.clause, type, of, limits);
    case 'words':
      return clause.any.flat().flatMap((word) => leavesOf(word, type, of, limits));
    case 'id':
    case 'present':
      return [];
    default:
      return [{ leaf: clause, type, of, limit: limits[of] }];
  }
}

function isFew(clause: Clause, few: Few): boolean {
  switch (clause.kind) {
    case 'id':
      return true;
    case 'chain':
    case 'has':
      return isFew(clause.clause, few);
    case 'words':
      return clause.any.every((words) => words.some((word) => few.has(word)));
    case 'not':
      return false;
    default:
      return few.has(clause);
  }
}

/** @param alias of the resource table; chains and `_has` add a letter, so that each step has its own. */
function condition(clause: Clause, type: ServedType, alias: string, few: Few): Fragment {
  const resource = sql.ref(alias);
  switch (clause.kind) {
    case 'id':
      return sql`(${resource}.type = ${type} and ${resource}.id in (${valueList(clause.any)}))`;
    case 'not':
      return sql`not (${condition(clause.clause, type, alias, few)})`;
    case 'words':
      return any(
        clause.any.map((words) =>
          sql.join(
            words.map((word) => condition(word, type, alias, few)),
            sql` and `,
          ),
        ),
      );
    case 'chain':
      return chain(clause, alias, few);
    case 'has':
      return has(clause, type, alias, few);
    default:
      return few.has(clause)
        ? sql`${resource}.key in (${keysOf(clause, type)})`
        : hasRow(clause, resource, type);
  }
}

/** What clients write names whom they named, merged away or not; what feeds make is pointed to the survivor when it is written. */
const WRITTEN_BY_CLIENTS = /^(?:CarePlan|CareTeam|Communication|Consent|Flag|Goal|Group|Task)\./;

/**
 * From the few that are meant to what refers to them; or, where they are many, from what refers to what it refers to. A
 * Patient who was merged away is the survivor too.
 */
function chain(clause: Extract<Clause, { kind: 'chain' }>, alias: string, few: Few): Fragment {
  const inner = `${alias}c`;
  const target = sql.ref(inner);
  const prefix = `${clause.type}/`;
  const holds = condition(clause.clause, clause.type, inner, few);
  const own = sql.ref(`${alias}.key`);
  const merged = clause.type === 'Patient' && WRITTEN_BY_CLIENTS.test(clause.param);
  if (isFew(clause.clause, few)) {
    const found = sql`select ${target}.id from resource as ${target} where ${target}.deleted = 0 and ${holds}`;
    const ids = merged
      ? sql`with found as (${found}) select id from found union all select id from patient_alias where survivor in (select id from found)`
      : found;
    return sql`${own} in (select resource_key from search_reference where param = ${clause.param} and target in (select ${prefix} || id from (${ids}) as met))`;
  }
  const id = sql`substr(${sql.ref(`${inner}f.target`)}, ${prefix.length + 1})`;
  const ids = merged ? sql`in (${id}, (select survivor from patient_alias where id = ${id}))` : sql`= ${id}`;
  return sql`exists (select 1 from search_reference as ${sql.ref(`${inner}f`)} join resource as ${target} on ${target}.type = ${clause.type} and ${target}.id ${ids} where ${sql.ref(`${inner}f.param`)} = ${clause.param} and ${sql.ref(`${inner}f.resource_key`)} = ${own} and ${sql.ref(`${inner}f.target`)} like ${`${prefix}%`} and ${target}.deleted = 0 and ${holds})`;
}

/**
 * From the few that refer to what they refer to; or, where they are many, from the resource to what refers to it. A reference
 * to a Patient who was merged away, which a caseload may still hold, is one to the survivor too.
 */
function has(clause: Extract<Clause, { kind: 'has' }>, type: ServedType, alias: string, few: Few): Fragment {
  const inner = `${alias}h`;
  const source = sql.ref(inner);
  const link = (column: string): Fragment => sql.ref(`${inner}f.${column}`);
  const prefix = `${type}/`;
  const holds = condition(clause.clause, clause.type, inner, few);
  const merged = type === 'Patient';
  if (isFew(clause.clause, few)) {
    const found = sql`select substr(${link('target')}, ${prefix.length + 1}) as id from search_reference as ${sql.ref(`${inner}f`)} where ${link('param')} = ${clause.param} and ${link('target')} like ${`${prefix}%`} and ${link('resource_key')} in (select ${source}.key from resource as ${source} where ${source}.deleted = 0 and ${holds})`;
    const ids = merged
      ? sql`with found as (${found}) select id from found union all select survivor from patient_alias where id in (select id from found)`
      : found;
    return sql`${sql.ref(`${alias}.key`)} in (select key from resource where type = ${type} and id in (${ids}))`;
  }
  const id = sql.ref(`${alias}.id`);
  const targets = merged
    ? sql`in (select ${prefix} || ${id} union all select ${prefix} || id from patient_alias where survivor = ${id})`
    : sql`= ${prefix} || ${id}`;
  return sql`exists (select 1 from search_reference as ${sql.ref(`${inner}f`)} join resource as ${source} on ${source}.key = ${link('resource_key')} where ${link('param')} = ${clause.param} and ${link('target')} ${targets} and ${source}.deleted = 0 and ${holds})`;
}
