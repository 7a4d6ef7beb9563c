/**
 * Whose record is asked for: by the id of their Patient, also one that was merged away, or by an identifier. Who may see
 * whom is to be decided here: every operation on a whole record begins with it.
 */
import type { Db } from '../../store/engine.ts';
import { readCurrent, type CurrentRow } from '../../store/resource-row.ts';
import { refusal } from '../../outcomes.ts';
import { aliasesOf, survivorsOf } from '../../record/alias-rows.ts';
import { searchPage } from '../../search/page.ts';
import { parseSearch } from '../../search/parse.ts';
import { isFhirId } from '../../search/literal-reference.ts';

export interface ViewedPerson {
  /** The Patient who stands for all entries. */
  readonly row: CurrentRow;
  /** Ids of Patients that were merged into this one: what is about them may still name them. */
  readonly formerIds: readonly string[];
}

/** @throws OperationOutcomeError 404 where there never was such a Patient, 410 where it is deleted. */
export async function personById(db: Db, asked: string): Promise<ViewedPerson> {
  if (!isFhirId(asked)) throw refusal('notFound', 'The id in the path is not a FHIR id');
  const id = (await survivorsOf(db, [asked])).get(asked) ?? asked;
  const row = await readCurrent(db, 'Patient', id);
  if (row === undefined) throw refusal('notFound', 'There is no Patient with this id');
  if (row.deleted !== 0) throw refusal('gone', 'This Patient is deleted');
  return { row, formerIds: (await aliasesOf(db, [id])).get(id) ?? [] };
}

/**
 * @param identifier `system|value`.
 * @throws OperationOutcomeError 400 without a system or a value; 404 where nobody has it; 412 where more than one person has.
 */
export async function personByIdentifier(
  db: Db,
  identifier: string,
  context: { readonly baseUrl: string; readonly now: Date },
): Promise<ViewedPerson> {
  if (!/^[^|]+\|[^|]+$/.test(identifier)) {
    throw refusal('invalid', 'identifier: must be a system and a value with a vertical bar between');
  }
  const query = parseSearch('Patient', new URLSearchParams({ identifier, _count: '20' }), context);
  const { rows } = await searchPage(db, query);
  const ids = rows.map(({ id }) => id);
  const survivors = await survivorsOf(db, ids);
  const [id, ...others] = new Set(ids.map((one) => survivors.get(one) ?? one));
  if (id === undefined) throw refusal('notFound', 'No Patient has this identifier');
  if (others.length > 0) throw refusal('preconditionFailed', 'More than one Patient has this identifier');
  return personById(db, id);
}
