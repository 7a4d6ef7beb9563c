/** What the journal says of a feed's health: its first and last message, what waits in quarantine, the last refusal. */
import type { Rejection } from '../../adapters/feed.ts';
import type { Db } from '../store/engine.ts';
import type { SourceMessageTable } from '../store/schema.ts';

export interface JournalFigures {
  /** ISO UTC; undefined where no message came yet. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** Counted up to QUARANTINE_LIMIT. */
  readonly quarantined: number;
  readonly lastRejection: { readonly at: string; readonly rejection: Rejection } | undefined;
}

const OUTCOMES: readonly SourceMessageTable['outcome'][] = ['committed', 'rejected', 'quarantined'];
/** A quarantine of so many is full in any sense; counting on would only take time. */
const QUARANTINE_LIMIT = 10_000;

/** A few steps in the index of feed, outcome and time of receipt, however large the journal is. */
export async function journalFigures(db: Db, feed: string): Promise<JournalFigures> {
  const edges = await Promise.all(
    OUTCOMES.flatMap((outcome) => [edge(db, feed, outcome, 'asc'), edge(db, feed, outcome, 'desc')]),
  );
  const times = edges.flatMap((row) => row?.received_at ?? []).sort();
  const { quarantined } = await db
    .selectFrom(ofOutcome(db, feed, 'quarantined').select('received_at').limit(QUARANTINE_LIMIT).as('some'))
    .select((eb) => eb.fn.countAll<number | string>().as('quarantined'))
    .executeTakeFirstOrThrow();
  const rejected = await ofOutcome(db, feed, 'rejected')
    .select(['received_at', 'rejection'])
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    first: times[0],
    last: times.at(-1),
    quarantined: Number(quarantined),
    lastRejection:
      rejected?.rejection == null
        ? undefined
        : // The journal alone writes this column, from values of this type.
          { at: rejected.received_at, rejection: JSON.parse(rejected.rejection) as Rejection },
  };
}

function edge(db: Db, feed: string, outcome: SourceMessageTable['outcome'], order: 'asc' | 'desc') {
  return ofOutcome(db, feed, outcome)
    .select('received_at')
    .orderBy('received_at', order)
    .limit(1)
    .executeTakeFirst();
}

function ofOutcome(db: Db, feed: string, outcome: SourceMessageTable['outcome']) {
  return db.selectFrom('source_message').where('feed', '=', feed).where('outcome', '=', outcome);
}
