/**
 * Searches by a Patient who was merged away find what is the survivor's: an old id goes on being understood. A caseload, and
 * an entry that a client wrote, may still name the old id: there the survivor's finds it too.
 */
import { aliasesOf, survivorsOf } from '../record/alias-rows.ts';
import type { Clause, SearchQuery } from '../search/query.ts';
import type { Db } from '../store/engine.ts';
import { isEntryType } from './entry-kinds.ts';

/** @returns the query with the survivor beside each Patient reference that was merged away. */
export async function followMerges(db: Db, query: SearchQuery): Promise<SearchQuery> {
  const own = query.type === 'Patient' ? query.clauses.flatMap(idsIn) : [];
  const ids = [...new Set([...query.clauses.flatMap(patientsIn), ...own])];
  const survivors = await survivorsOf(db, ids);
  const more = new Map<string, readonly string[]>();
  for (const [id, survivor] of survivors) more.set(id, [survivor]);
  if (query.type === 'Group' || isEntryType(query.type)) {
    const roots = ids.map((id) => survivors.get(id) ?? id);
    const aliases = await aliasesOf(db, roots);
    for (const id of ids) {
      const root = survivors.get(id) ?? id;
      more.set(id, [root, ...(aliases.get(root) ?? [])]);
    }
  }
  if (more.size === 0) return query;
  return {
    ...query,
    clauses: query.clauses.map((clause) =>
      query.type === 'Patient' && clause.kind === 'id'
        ? { ...clause, any: [...new Set([...clause.any, ...clause.any.flatMap((id) => more.get(id) ?? [])])] }
        : followed(clause, more),
    ),
  };
}

const PATIENT = 'Patient/';

function patientsIn(clause: Clause): string[] {
  switch (clause.kind) {
    case 'reference':
      return clause.any.flatMap((to) => (to.startsWith(PATIENT) ? to.slice(PATIENT.length) : []));
    case 'chain':
    case 'has':
    case 'not':
      return patientsIn(clause.clause);
    default:
      return [];
  }
}

/** Ids by which a search asks for Patients themselves. */
function idsIn(clause: Clause): readonly string[] {
  return clause.kind === 'id' ? clause.any : [];
}

function followed(clause: Clause, others: ReadonlyMap<string, readonly string[]>): Clause {
  switch (clause.kind) {
    case 'reference': {
      const more = patientsIn(clause).flatMap((id) => others.get(id) ?? []);
      return { ...clause, any: [...new Set([...clause.any, ...more.map((id) => `${PATIENT}${id}`)])] };
    }
    case 'chain':
    case 'has':
    case 'not':
      return { ...clause, clause: followed(clause.clause, others) };
    default:
      return clause;
  }
}
