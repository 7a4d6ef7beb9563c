/** Facts in the store: written with their message, loaded by subject in the total order. */
import type { PersonFact, VisitFact, VisitFactKind } from '../../mappings/adt/fact.ts';
import { insertRows } from '../store/bulk.ts';
import type { Tx } from '../store/engine.ts';

const COLUMNS = ['subject', 'stamp', 'kind', 'source_message_id', 'data'] as const;

/** A fact that stands already (the same message again) is left as it is. */
export async function insertFacts(tx: Tx, facts: readonly (PersonFact | VisitFact)[]): Promise<void> {
  await insertRows(
    tx,
    'fact',
    COLUMNS,
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
  const rows = await tx
    .selectFrom('fact')
    .select(COLUMNS)
    .where(
      'subject',
      'in',
      visit === undefined ? [personSubject(person)] : [personSubject(person), visitSubject(visit)],
    )
    .orderBy('subject')
    .orderBy('stamp')
    .execute();
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
