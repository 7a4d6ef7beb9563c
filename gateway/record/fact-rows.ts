/** Facts in the store: written with their message, loaded by subject in the total order. */
import type { Fact } from '../../mappings/any-fact.ts';
import type { IdentityFact, IdentityFactKind, PersonFact, SetFact, SetForm } from '../../mappings/fact.ts';
import type { VisitFact, VisitFactKind } from '../../mappings/adt/visit-fact.ts';
import { bulkDelete, bulkInsert } from '../store/bulk.ts';
import { compiledOnce } from '../store/compiled.ts';
import type { Tx } from '../store/engine.ts';

const COLUMNS = ['subject', 'stamp', 'kind', 'source_message_id', 'data'] as const;

const insert = bulkInsert('fact', COLUMNS);
const remove = bulkDelete('fact', ['subject', 'stamp']);
const selectAfter = compiledOnce((db, [subject, stamp]) =>
  db
    .selectFrom('fact')
    .select(COLUMNS)
    .where('subject', '=', subject as string)
    .where('stamp', '>', stamp as string)
    .orderBy('stamp'),
);
const selectAll = compiledOnce((db, subjects) =>
  db
    .selectFrom('fact')
    .select(COLUMNS)
    .where('subject', 'in', subjects as readonly string[])
    .orderBy('subject')
    .orderBy('stamp'),
);

/** Subjects a statement: a merge may concern thousands of visits. */
const CHUNK = 64;

/** [subject, stamp]: where a fact stands. */
export type FactKey = readonly [string, string];

/** The subjects under which a fact is kept: one, or for a fact about two numbers one each. */
export function subjectsOf(fact: Fact): readonly string[] {
  if ('of' in fact) return [linkSubject(fact.of, fact.from), linkSubject(fact.of, fact.into)];
  if ('set' in fact) return [setSubject(fact.set)];
  return ['visit' in fact ? visitSubject(fact.visit) : personSubject(fact.person)];
}

/** A fact that stands already (the same message again) is left as it is. */
export async function insertFacts(tx: Tx, facts: readonly Fact[]): Promise<readonly FactKey[]> {
  const rows = facts.flatMap((fact) => {
    const { stamp, kind, sourceMessageId, ...rest } = fact;
    const data = JSON.stringify(rest);
    return subjectsOf(fact).map((subject) => [subject, stamp, kind, sourceMessageId, data] as const);
  });
  await insert(tx, rows);
  return rows.map(([subject, stamp]) => [subject, stamp]);
}

/** Takes facts out again, for their message to be read anew. @returns what stood. */
export async function withdrawFacts(tx: Tx, keys: readonly FactKey[]): Promise<readonly FactRow[]> {
  const rows = await loadFacts(tx, [...new Set(keys.map(([subject]) => subject))]);
  const wanted = new Set(keys.map(([subject, stamp]) => `${subject}\n${stamp}`));
  const standing = rows.filter(({ subject, stamp }) => wanted.has(`${subject}\n${stamp}`));
  await remove(
    tx,
    standing.map(({ subject, stamp }) => [subject, stamp]),
  );
  return standing;
}

export interface FactRow {
  readonly subject: string;
  readonly stamp: string;
  readonly kind: string;
  readonly source_message_id: string;
  readonly data: string;
}

/** All facts of these subjects, each subject's in the total order. */
export async function loadFacts(tx: Tx, subjects: readonly string[]): Promise<readonly FactRow[]> {
  const rows: FactRow[] = [];
  for (let i = 0; i < subjects.length; i += CHUNK)
    rows.push(...(await selectAll(tx, subjects.slice(i, i + CHUNK))));
  return rows;
}

/** The facts of a subject beyond a stamp. */
export function loadFactsAfter(tx: Tx, subject: string, stamp: string): Promise<readonly FactRow[]> {
  return selectAfter(tx, [subject, stamp]);
}

export function personFactOf(row: FactRow): PersonFact {
  // Only insertFacts writes these columns, from facts of these types.
  const rest = JSON.parse(row.data) as Omit<PersonFact, 'stamp' | 'kind' | 'sourceMessageId'>;
  return { ...rest, ...placeOf(row), kind: row.kind as PersonFact['kind'] };
}

export function visitFactOf(row: FactRow): VisitFact {
  // As above.
  const rest = JSON.parse(row.data) as Omit<VisitFact, 'stamp' | 'kind' | 'sourceMessageId'>;
  return { ...rest, ...placeOf(row), kind: row.kind as VisitFactKind };
}

export function identityFactOf(row: FactRow): IdentityFact {
  // As above.
  const rest = JSON.parse(row.data) as Omit<IdentityFact, 'stamp' | 'kind' | 'sourceMessageId'>;
  return { ...rest, ...placeOf(row), kind: row.kind as IdentityFactKind };
}

export function setFactOf(row: FactRow): SetFact {
  // As above.
  const rest = JSON.parse(row.data) as Omit<SetFact, 'stamp' | 'kind' | 'sourceMessageId'>;
  return { ...rest, ...placeOf(row), kind: row.kind as SetForm };
}

function placeOf(row: FactRow): { readonly stamp: string; readonly sourceMessageId: string } {
  return { stamp: row.stamp, sourceMessageId: row.source_message_id };
}

export function personSubject(person: string): string {
  return `person:${person}`;
}

export function visitSubject(visit: string): string {
  return `visit:${visit}`;
}

export function setSubject(set: string): string {
  return `set:${set}`;
}

export function linkSubject(of: IdentityFact['of'], key: string): string {
  return `${of}-link:${key}`;
}
