/** Joins what a replay needs, beside a gateway that may be running on the same database, or with none. */
import { randomUUID } from 'node:crypto';
import { systemClock } from './clock.ts';
import { countJournal, readJournal, type JournalSelection } from './intake/journal-selection.ts';
import type { ReceiveDependencies } from './intake/receive.ts';
import { replayMessage, type Replayed, type ReplayOptions } from './intake/replay.ts';
import type { Log } from './logging.ts';
import type { Place } from './place.ts';
import { placeDocuments } from './place-documents.ts';
import { placeRecord } from './place-lookup.ts';
import type { Engine } from './store/engine.ts';
import { openSqlite, readSqlite } from './store/sqlite.ts';
import { createAlertLedger } from './subscriptions/ledger.ts';

export interface Replay {
  /** How many messages the selection holds. */
  count(): Promise<number>;
  /** Replays them in the order in which they came. @throws StoreUnavailableError */
  run(): AsyncGenerator<Replayed>;
  close(): Promise<void>;
}

export interface ReplayRequest extends ReplayOptions {
  /** Path of the database whose record is brought up to date. */
  readonly database: string;
  /** Path of another database whose journal is read; its messages are copied. */
  readonly journalOf?: string;
  readonly selection: JournalSelection;
}

export async function composeReplay(request: ReplayRequest, place: Place, log: Log): Promise<Replay> {
  const now = (): string => systemClock.now().toISOString();
  const engine = await openSqlite(request.database, now);
  const source = request.journalOf === undefined ? undefined : readSqlite(request.journalOf);
  const newId = (): string => randomUUID();
  const deps: ReceiveDependencies = {
    engine,
    feeds: place.feeds,
    place: placeRecord(place),
    documents: placeDocuments(place),
    // A gateway that runs beside this looks for what is due by itself.
    ledger: createAlertLedger({ newId, hint: () => undefined }),
    clock: systemClock,
    log,
    newId,
    // Replay reads what is kept already.
    quota: { admits: () => true },
  };
  const { selection } = request;
  return {
    count: () => countJournal((source ?? engine).reader, selection),
    run: () => replayAll(source ?? engine, request, deps),
    close: async () => {
      await source?.close();
      await engine.close();
    },
  };
}

async function* replayAll(
  source: Pick<Engine, 'reader'>,
  request: ReplayRequest,
  deps: ReceiveDependencies,
): AsyncGenerator<Replayed> {
  for await (const rows of readJournal(source.reader, request.selection)) {
    // Handed over together, so that they share commits; each is its own unit, in this order.
    const settled = await Promise.allSettled(rows.map((row) => replayMessage(row, request, deps)));
    for (const result of settled) {
      // One that fails must not leave the others' failures unheard.
      if (result.status === 'rejected') throw result.reason;
      yield result.value;
    }
  }
}
