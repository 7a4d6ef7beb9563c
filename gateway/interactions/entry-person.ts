/** Whom an entry is about: a Patient under all ids that are theirs now, and what they have already. */
import { sql } from 'kysely';
import { refusal } from '../outcomes.ts';
import { aliasesOf, survivorsOf } from '../record/alias-rows.ts';
import type { Db, Tx } from '../store/engine.ts';
import type { LocalReference } from './entry-body.ts';
import { MAX_FAULTS } from './entry-faults.ts';
import type { Entry, EntryKind, EntryType } from './entry-kinds.ts';

/** Entries of one type about one person: far more than anybody reads. */
const MAX_OF_A_PERSON = 1000;
/** References a statement: keeps bound parameters far below every engine's limit. */
const CHUNK = 500;

/** All ids that stand for the person of this one, the survivor's first. */
export async function idsOfPerson(db: Db, id: string): Promise<readonly [string, ...string[]]> {
  const root = (await survivorsOf(db, [id])).get(id) ?? id;
  return [root, ...((await aliasesOf(db, [root])).get(root) ?? [])];
}

/** The id of the Patient whom each of these ids stands for now; ids that were never merged stand for themselves. */
export async function rootsOf(db: Db, ids: readonly string[]): Promise<(id: string) => string> {
  const roots = new Map<string, string>();
  for (let i = 0; i < ids.length; i += CHUNK) {
    for (const [id, root] of await survivorsOf(db, ids.slice(i, i + CHUNK))) roots.set(id, root);
  }
  return (id) => roots.get(id) ?? id;
}

/** @throws OperationOutcomeError 422 naming every reference to what is not there, or is deleted. */
export async function requireReferences(tx: Tx, references: readonly LocalReference[]): Promise<void> {
  const isKnown = await knownReferences(tx, references);
  const missing = references.filter((reference) => !isKnown(reference));
  if (missing.length === 0) return;
  throw refusal(
    'unprocessable',
    missing.slice(0, MAX_FAULTS).map(({ path, type }) => `${path}: there is no such ${type}`),
  );
}

type Named = Pick<LocalReference, 'type' | 'id'>;

/** Which of these are in the record. The id of a Patient who was merged away, or found to be another, goes on being understood. */
export async function knownReferences(
  tx: Tx,
  references: readonly Named[],
): Promise<(one: Named) => boolean> {
  const present = await readPresent(tx, [...new Set(references.map(({ id }) => id))]);
  const absent = references.filter((one) => one.type === 'Patient' && !present.has(`Patient/${one.id}`));
  const rootOf = await rootsOf(tx, [...new Set(absent.map(({ id }) => id))]);
  const survivors = await readPresent(tx, [...new Set(absent.map(({ id }) => rootOf(id)))]);
  return ({ type, id }) =>
    present.has(`${type}/${id}`) || (type === 'Patient' && survivors.has(`Patient/${rootOf(id)}`));
}

/** `Type/id` of what has one of these ids and is not deleted. */
async function readPresent(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const present = new Set<string>();
  for (let i = 0; i < ids.length; i += CHUNK) {
    const rows = await tx
      .selectFrom('resource')
      .select(['type', 'id'])
      .where('deleted', '=', 0)
      .where('id', 'in', ids.slice(i, i + CHUNK))
      .execute();
    for (const { type, id } of rows) present.add(`${type}/${id}`);
  }
  return present;
}

/**
 * That there is room for this entry among those that its person has.
 * @param former the version before, where there is one: what had its place already keeps it, so that two people who turn out
 * to be one do not lock each other's plans.
 * @throws OperationOutcomeError 409 naming the entry that has the place; 429 where the person has too many of the type.
 */
export async function requireRoom<T extends EntryType>(
  tx: Tx,
  kind: EntryKind<T>,
  people: readonly string[],
  entry: Entry<T>,
  former?: Entry<T>,
): Promise<void> {
  const place = kind.place?.(entry);
  const had = former === undefined ? undefined : kind.place?.(former);
  if (former !== undefined && (place === undefined || place === had)) return;
  const rows = await tx
    .selectFrom('search_reference as about')
    .innerJoin('resource', 'resource.key', 'about.resource_key')
    .select(['resource.id', 'resource.content'])
    .where('about.param', '=', sql.lit(`${kind.type}.patient`))
    .where(
      'about.target',
      'in',
      people.map((id) => `Patient/${id}`),
    )
    .where('resource.deleted', '=', sql.lit(0))
    .orderBy('resource.id')
    .limit(MAX_OF_A_PERSON)
    .execute();
  if (former === undefined && rows.length >= MAX_OF_A_PERSON) {
    throw refusal('tooMany', `The person has as many resources of type ${kind.type} as are kept`);
  }
  if (place === undefined) return;
  for (const { id, content } of rows) {
    // Rows of this type were written by entry-writes.ts, or by a feed as resources of the type.
    const other = JSON.parse(content) as Entry<T>;
    if (id === entry.id || kind.place?.(other) !== place) continue;
    throw refusal('conflict', `The person has a ${place} already: ${kind.type}/${id}; update that one`);
  }
}
