/** Messages of the journal by what an operator asks for, in the order in which they came. */
import type { QuarantineReason } from '../../adapters/feed.ts';
import type { Db } from '../store/engine.ts';
import type { JournalRow } from './journal.ts';

export interface JournalSelection {
  readonly ids?: readonly string[];
  readonly feed?: string;
  /** ISO UTC, inclusive. */
  readonly from?: string;
  /** ISO UTC, exclusive. */
  readonly to?: string;
  readonly outcome?: JournalRow['outcome'];
  /** Of quarantined messages. */
  readonly reason?: QuarantineReason;
}

/** Messages a page: bounds what is held at a time, as a message may have a mebibyte. */
const PAGE = 64;

/** The messages in the order in which they came, a page at a time. */
export async function* readJournal(
  db: Db,
  selection: JournalSelection,
): AsyncGenerator<readonly JournalRow[]> {
  let last = { received_at: '', id: '' };
  for (;;) {
    const after = last;
    const rows = await selected(db, selection)
      .selectAll()
      .where((eb) =>
        eb.or([
          eb('received_at', '>', after.received_at),
          eb.and([eb('received_at', '=', after.received_at), eb('id', '>', after.id)]),
        ]),
      )
      .orderBy('received_at')
      .orderBy('id')
      .limit(PAGE)
      .execute();
    if (rows.length === 0) return;
    yield rows;
    last = rows.at(-1) ?? last;
  }
}

export async function countJournal(db: Db, selection: JournalSelection): Promise<number> {
  const row = await selected(db, selection)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

function selected(db: Db, { ids, feed, from, to, outcome, reason }: JournalSelection) {
  let query = db.selectFrom('source_message');
  if (ids !== undefined) query = query.where('id', 'in', ids);
  if (feed !== undefined) query = query.where('feed', '=', feed);
  if (from !== undefined) query = query.where('received_at', '>=', from);
  if (to !== undefined) query = query.where('received_at', '<', to);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  // Written by this gateway as JSON with the reason first.
  if (reason !== undefined) query = query.where('quarantine', 'like', `{"reason":"${reason}"%`);
  return query;
}
