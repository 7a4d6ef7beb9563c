/** Resources that come with a page: `_include` (what the matches point to) and `_revinclude` (what points to them). FHIR R4 search.html 3.1.1.5.4. */
import { sql } from 'kysely';
import type { Resource } from '@medplum/fhirtypes';
import { searchParameter } from '../../conformance/search-parameters.ts';
import { isServedType } from '../../conformance/search-parameters/definition.ts';
import type { Db } from '../store/engine.ts';
import { readCurrents } from '../store/resource-row.ts';
import type { DerivedTypes } from './derived.ts';
import { valuesAt } from './index-rows.ts';
import { relativeReference } from './literal-reference.ts';
import type { FoundRow } from './page.ts';
import type { IncludeKey, SearchQuery } from './query.ts';

/** Resources included in one page, all parameters together. */
const LIMIT = 1000;

export interface Included {
  readonly rows: readonly FoundRow[];
  /** More would have belonged here than a page may hold. */
  readonly truncated: boolean;
}

/**
 * Each resource once, and none that is a match itself. One query per type pointed to, one per `_revinclude`.
 * @param derived asked for what is made when it is wanted, instead of the tables.
 */
export async function readIncluded(
  db: Db,
  query: SearchQuery,
  matches: readonly FoundRow[],
  derived: DerivedTypes = {},
): Promise<Included> {
  const known = new Set(matches.map((row) => `${row.type}/${row.id}`));
  const rows: FoundRow[] = [];
  const add = (candidates: readonly FoundRow[]): void => {
    for (const row of candidates) {
      const name = `${row.type}/${row.id}`;
      if (known.has(name)) continue;
      known.add(name);
      rows.push(row);
    }
  };
  if (matches.length === 0) return { rows, truncated: false };
  for (const [type, ids] of byType(targetsOf(query.includes, matches), known)) {
    const found = await readCurrents(db, type, ids.slice(0, LIMIT + 1));
    add(found.filter((row) => row.deleted === 0));
  }
  for (const revinclude of query.revincludes) {
    const made = derived[revinclude.type];
    const found =
      made === undefined
        ? pointingTo(db, revinclude, matches)
        : made.pointingTo(revinclude.code, matches, LIMIT + 1);
    add(await found);
  }
  return { rows: rows.slice(0, LIMIT), truncated: rows.length > LIMIT };
}

/** `Type/id` of everything that the matches point to by the given parameters. */
function targetsOf(includes: readonly IncludeKey[], matches: readonly FoundRow[]): Set<string> {
  const targets = new Set<string>();
  if (includes.length === 0) return targets;
  for (const match of matches) {
    // Content was written by this gateway as the JSON of a resource.
    const resource = JSON.parse(match.content) as Resource;
    for (const { type, code, targets: wanted } of includes) {
      const paths = searchParameter(type, code)?.paths ?? [];
      for (const value of paths.flatMap((path) => valuesAt(resource, path))) {
        const reference = literal(value);
        if (reference !== undefined && wanted.some((t) => t === reference.type)) {
          targets.add(`${reference.type}/${reference.id}`);
        }
      }
    }
  }
  return targets;
}

function literal(value: unknown): { type: string; id: string } | undefined {
  if (typeof value !== 'object' || value === null || !('reference' in value)) return undefined;
  return typeof value.reference === 'string' ? relativeReference(value.reference) : undefined;
}

function byType(targets: ReadonlySet<string>, known: ReadonlySet<string>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const target of targets) {
    const reference = known.has(target) ? undefined : relativeReference(target);
    if (reference === undefined || !isServedType(reference.type)) continue;
    const ids = groups.get(reference.type);
    if (ids === undefined) groups.set(reference.type, [reference.id]);
    else ids.push(reference.id);
  }
  return groups;
}

async function pointingTo(
  db: Db,
  { type, code }: IncludeKey,
  matches: readonly FoundRow[],
): Promise<FoundRow[]> {
  const targets = matches.map((row) => `${row.type}/${row.id}`);
  const { rows } = await sql<FoundRow>`select r.type, r.id, r.content from resource as r
    where r.deleted = 0 and r.key in (select resource_key from search_reference
      where param = ${`${type}.${code}`} and target in (${sql.join(targets)}))
    order by r.key limit ${LIMIT + 1}`.execute(db);
  return rows;
}
