/** Who is meant by the identifiers of a list: Patients of the record, those who were merged as their survivors. Nobody is made. */
import { sql } from 'kysely';
import { FORMER_NHS_NUMBER, NHS_NUMBER } from '../../../conformance/systems.ts';
import { normaliseIdentifier } from '../../search/normalise.ts';
import type { Tx } from '../../store/engine.ts';
import { rootsOf } from '../entry-person.ts';
import type { Identified } from './caseload-upload-rows.ts';

/** Values a statement: keeps bound parameters far below every engine's limit. */
const CHUNK = 500;

/** The id of the Patient who has all of the identifiers; ambiguous where they are not known to be one person's. */
export type FindPerson = (
  identifiers: readonly Identified[],
) => { readonly id: string } | 'unknown' | 'ambiguous';

/** @param identifiers all that will be asked for. A superseded NHS number is still its person's. */
export async function findPeople(tx: Tx, identifiers: readonly Identified[]): Promise<FindPerson> {
  const bySystem = new Map<string, Set<string>>();
  for (const { system, value } of identifiers) {
    for (const one of system === NHS_NUMBER ? [NHS_NUMBER, FORMER_NHS_NUMBER] : [system]) {
      const values = bySystem.get(one) ?? new Set<string>();
      bySystem.set(one, values.add(normaliseIdentifier(value, system)));
    }
  }
  const found: Found[] = [];
  for (const [system, values] of bySystem) {
    const list = [...values];
    for (let i = 0; i < list.length; i += CHUNK) {
      found.push(...(await selectPeople(tx, system, list.slice(i, i + CHUNK))));
    }
  }
  const rootOf = await rootsOf(tx, [...new Set(found.map(({ id }) => id))]);
  const people = new Map<string, Set<string>>();
  for (const { system, value, id } of found) {
    const key = keyOf(system === FORMER_NHS_NUMBER ? NHS_NUMBER : system, value);
    const ids = people.get(key) ?? new Set<string>();
    people.set(key, ids.add(rootOf(id)));
  }
  return (wanted) => {
    const each = wanted.map(({ system, value }) =>
      people.get(keyOf(system, normaliseIdentifier(value, system))),
    );
    if (each.every((ids) => ids === undefined)) return 'unknown';
    const all = new Set(each.flatMap((ids) => [...(ids ?? [])]));
    const [id] = all;
    // An identifier that nobody has beside one that somebody has may as well be a second person's.
    return all.size === 1 && id !== undefined && !each.includes(undefined) ? { id } : 'ambiguous';
  };
}

interface Found {
  readonly system: string;
  readonly value: string;
  readonly id: string;
}

function selectPeople(tx: Tx, system: string, values: readonly string[]): Promise<Found[]> {
  return tx
    .selectFrom('search_token as token')
    .innerJoin('resource', 'resource.key', 'token.resource_key')
    .select(['token.system', 'token.value', 'resource.id'])
    .where('token.param', '=', sql.lit('Patient.identifier'))
    .where('token.system', '=', system)
    .where('token.value', 'in', values)
    .where('resource.deleted', '=', sql.lit(0))
    .execute();
}

function keyOf(system: string, value: string): string {
  return `${system}|${value}`;
}
