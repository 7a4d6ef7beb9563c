/**
 * The resources about a person, by the index of references: whatever has a search parameter `patient`. FHIR R4
 * compartmentdefinition-patient, narrowed to what is about the person and not only by them.
 */
import { sql } from 'kysely';
import { searchParameter } from '../../../conformance/search-parameters.ts';
import {
  SERVED_TYPES,
  isDerivedType,
  type ServedType,
} from '../../../conformance/search-parameters/definition.ts';
import type { Fragment } from '../../search/row-conditions.ts';
import type { Db } from '../../store/engine.ts';
import type { ViewedPerson } from './view-person.ts';

/** Types whose resources are about a person. */
export const PERSONS_TYPES: readonly ServedType[] = SERVED_TYPES.filter(
  (type) => !isDerivedType(type) && searchParameter(type, 'patient')?.kind === 'reference',
);

export interface OwnRow {
  readonly key: number;
  readonly type: string;
  readonly id: string;
  readonly last_updated: string;
  readonly content: string;
}

/** PostgreSQL gives a bigint as text. */
interface StoredRow extends Omit<OwnRow, 'key'> {
  readonly key: number | string;
}

export interface OwnSelection {
  readonly types: readonly ServedType[];
  /** Those with a greater key. */
  readonly after?: number;
  readonly limit: number;
  /** Over `resource r`. */
  readonly where?: readonly Fragment[];
  /** Before the key, which is the order otherwise. */
  readonly order?: Fragment;
}

/** One statement: keys from the index first, then the rows of those keys. */
export async function ownRows(
  db: Db,
  person: ViewedPerson,
  selection: OwnSelection,
): Promise<readonly OwnRow[]> {
  if (selection.types.length === 0 || selection.limit === 0) return [];
  const { rows } = await ownQuery(person, selection).execute(db);
  return rows.map((row) => ({ ...row, key: Number(row.key) }));
}

/** The statement; exported for the test that reads its query plan. */
export function ownQuery(
  { row, formerIds }: ViewedPerson,
  { types, after = 0, limit, where = [], order }: OwnSelection,
): ReturnType<typeof sql<StoredRow>> {
  const params = types.map((type) => sql`${`${type}.patient`}`);
  const targets = [row.id, ...formerIds].map((id) => sql`${`Patient/${id}`}`);
  const keys = sql`select distinct resource_key as key from search_reference
    where param in (${sql.join(params)}) and target in (${sql.join(targets)}) and resource_key > ${after}`;
  const conditions = sql.join([sql`r.deleted = 0`, ...where], sql` and `);
  const first = order === undefined ? sql`` : sql`${order}, `;
  return sql<StoredRow>`with own as (${keys})
    select r.key, r.type, r.id, r.last_updated, r.content from own join resource as r on r.key = own.key
    where ${conditions} order by ${first}r.key limit ${limit}`;
}
