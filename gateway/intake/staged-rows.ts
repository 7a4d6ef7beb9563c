/**
 * Rows of a council's return that wait until the whole file is read, and which upload has the council's feed. They are
 * written by some hundreds and read by people, so that memory is that of a batch. One upload a council: it holds the feed
 * for as long as it does something, also against a gateway beside this one on the same database.
 */
import { sql } from 'kysely';
import { bulkInsert } from '../store/bulk.ts';
import type { Db, Engine, Tx } from '../store/engine.ts';

/** An upload that did nothing for so long has lost its feed: its process is gone, or its sender. */
const STALE_MS = 30_000;
/** Rows a statement: clearing a large file holds up nobody. */
const CLEARED = 2_000;

export interface StagedRow {
  readonly line: number;
  /** '' for a row that is refused. */
  readonly person: string;
  readonly record: string;
}

/** A person's rows, as far as it takes to say how many go into one part. */
export interface StagedPerson {
  readonly person: string;
  readonly rows: number;
  /** Characters. */
  readonly size: number;
}

const insert = bulkInsert('staged_row', ['upload', 'line', 'person', 'record']);

/** @returns seconds until the feed may be free, where another upload has it; else undefined, and the feed is this upload's. */
export async function claimFeed(
  engine: Engine,
  feed: string,
  upload: string,
  now: Date,
): Promise<number | undefined> {
  const busy = await engine.write(async (tx) => {
    const held = await tx
      .selectFrom('council_upload')
      .select('touched_at')
      .where('feed', '=', feed)
      .executeTakeFirst();
    const since = held === undefined ? STALE_MS : Math.abs(now.getTime() - Date.parse(held.touched_at));
    if (since < STALE_MS) return Math.ceil((STALE_MS - since) / 1000);
    const row = { upload, touched_at: now.toISOString() };
    await tx
      .insertInto('council_upload')
      .values({ feed, ...row })
      .onConflict((oc) => oc.column('feed').doUpdateSet(row))
      .execute();
    return undefined;
  });
  if (busy === undefined) await clearStale(engine, now);
  return busy;
}

/** Says that the upload is still at work. @returns false where another one has taken its feed, as it stood still too long. */
export async function touchUpload(tx: Tx, upload: string, now: Date): Promise<boolean> {
  const touched = await tx
    .updateTable('council_upload')
    .set({ touched_at: now.toISOString() })
    .where('upload', '=', upload)
    .returning('feed')
    .execute();
  return touched.length > 0;
}

/** @returns as touchUpload. */
export async function stageRows(
  engine: Engine,
  upload: string,
  rows: readonly StagedRow[],
  now: Date,
): Promise<boolean> {
  return engine.write(async (tx) => {
    if (!(await touchUpload(tx, upload, now))) return false;
    await insert(
      tx,
      rows.map(({ line, person, record }) => [upload, line, person, record]),
    );
    return true;
  });
}

/** Ends an upload: its rows go, and the feed is free. */
export async function releaseFeed(engine: Engine, upload: string): Promise<void> {
  await engine.write((tx) => tx.deleteFrom('council_upload').where('upload', '=', upload).execute());
  await clearRows(engine, upload);
}

/** What uploads have left behind that ended without saying so. */
export async function clearStale(engine: Engine, now: Date): Promise<void> {
  const left = await engine.write(async (tx) => {
    const before = new Date(now.getTime() - STALE_MS).toISOString();
    await tx.deleteFrom('council_upload').where('touched_at', '<=', before).execute();
    const rows = await tx
      .selectFrom('staged_row')
      .select('upload')
      .distinct()
      .where('upload', 'not in', tx.selectFrom('council_upload').select('upload'))
      .execute();
    return rows.map(({ upload }) => upload);
  });
  for (const upload of left) await clearRows(engine, upload);
}

async function clearRows(engine: Engine, upload: string): Promise<void> {
  for (let cleared = CLEARED; cleared > 0;) {
    cleared = await engine.write(async (tx) => {
      const some = tx.selectFrom('staged_row').select('line').where('upload', '=', upload).limit(CLEARED);
      const gone = await tx
        .deleteFrom('staged_row')
        .where('upload', '=', upload)
        .where('line', 'in', some)
        .executeTakeFirst();
      return Number(gone.numDeletedRows);
    });
  }
}

/** The next people after `after` by their ids; those of refused rows, who are '', left out. */
export async function nextPeople(
  db: Db,
  upload: string,
  after: string,
  limit: number,
): Promise<readonly StagedPerson[]> {
  const rows = await db
    .selectFrom('staged_row')
    .select(({ fn }) => [
      'person',
      fn.countAll<number | string>().as('rows'),
      sql<number | string>`sum(length(record))`.as('size'),
    ])
    .where('upload', '=', upload)
    .where('person', '>', after)
    .groupBy('person')
    .orderBy('person')
    .limit(limit)
    .execute();
  return rows.map(({ person, rows: count, size }) => ({ person, rows: Number(count), size: Number(size) }));
}

/** All records of these people, each person's sorted by what they say. */
export async function recordsOf(
  db: Db,
  upload: string,
  people: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .selectFrom('staged_row')
    .select(['person', 'record'])
    .where('upload', '=', upload)
    .where('person', 'in', people)
    .execute();
  const grouped = Map.groupBy(rows, ({ person }) => person);
  return new Map([...grouped].map(([person, own]) => [person, own.map(({ record }) => record).toSorted()]));
}

/** One person's records, sorted, some of them: of somebody who has too many for one part, and of refused rows (''). */
export async function someRecordsOf(
  db: Db,
  upload: string,
  person: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('staged_row')
    .select('record')
    .where('upload', '=', upload)
    .where('person', '=', person)
    .orderBy('record')
    .orderBy('line')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(({ record }) => record);
}
