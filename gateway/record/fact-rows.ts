/** Facts in the store: written with their message, loaded by subject in the total order. */
import type { PersonFact, VisitFact, VisitFactKind } from '../../mappings/adt/fact.ts';
import { bulkInsert } from '../store/bulk.ts';
import { compiledOnce } from '../store/compiled.ts';
import type { Tx } from '../store/engine.ts';

const COLUMNS = ['subject', 'stamp', 'kind', 'source_message_id', 'data'] as const;

const insert = bulkInsert('fact', COLUMNS);
const select = compiledOnce((db, subjects) =>
  db
    .selectFrom('fact')
    .select(COLUMNS)
    .where('subject', 'in', subjects as readonly string[])
    .orderBy('subject')
    .orderBy('stamp'),
);

/** A fact that stands already (the same message again) is left as it is. */
export async function insertFacts(tx: Tx, facts: readonly (PersonFact | VisitFact)[]): Promise<void> {
  await insert(
    tx,
    facts.map(({ stamp, kind, sourceMessageId, ...rest }) => [
      'visit' in rest ? visitSubject(rest.visit) : personSubject(rest.person),
      stamp,
      kind,
      sourceMessageId,
      JSON.stringify(rest),
    ]),
  );
}

export interface LoadedFacts {
  readonly person: readonly PersonFact[];
  readonly visit: readonly VisitFact[];
}

/** All facts of a person and, where given, of a visit, each list in the total order. */
export async function loadFacts(tx: Tx, person: string, visit: string | undefined): Promise<LoadedFacts> {
  const rows = await select(
    tx,
    visit === undefined ? [personSubject(person)] : [personSubject(person), visitSubject(visit)],
  );
  const loaded: { person: PersonFact[]; visit: VisitFact[] } = { person: [], visit: [] };
  for (const row of rows) {
    const common = { stamp: row.stamp, sourceMessageId: row.source_message_id };
    // Only insertFacts writes these columns, from facts of these types.
    if (row.kind === 'demographics') {
      const rest = JSON.parse(row.data) as Omit<PersonFact, 'stamp' | 'kind' | 'sourceMessageId'>;
      loaded.person.push({ ...rest, ...common, kind: 'demographics' });
    } else {
      const rest = JSON.parse(row.data) as Omit<VisitFact, 'stamp' | 'kind' | 'sourceMessageId'>;
      loaded.visit.push({ ...rest, ...common, kind: row.kind as VisitFactKind });
    }
  }
  return loaded;
}

function personSubject(person: string): string {
  return `person:${person}`;
}

function visitSubject(visit: string): string {
  return `visit:${visit}`;
}
