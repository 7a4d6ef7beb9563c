/**
 * The journal as a list, newest first: what came, from whom, and what became of it; no bytes and nothing of a person.
 * Every query reads an index from its place downwards and stops after so many rows, however large the journal is: where
 * few messages match, a page may be short, or empty, and still have a next one.
 */
import type { Rejection } from '../../../adapters/feed.ts';
import { decodeCursor, encodeCursor } from '../../search/cursor.ts';
import type { Db } from '../../store/engine.ts';
import type { SourceMessageTable } from '../../store/schema.ts';
import type { ListQuery } from './list-query.ts';

export interface ListedMessage {
  readonly id: string;
  readonly feed: string;
  readonly controlId: string;
  readonly trigger: string | null;
  readonly receivedAt: string;
  readonly lastReceivedAt: string;
  readonly receipts: number;
  readonly peer: string;
  readonly correlationId: string;
  readonly outcome: SourceMessageTable['outcome'];
  /** The condition of HL7 table 0357 that it was refused with, or why it was quarantined; null when committed. */
  readonly reason: string | null;
  /** The same in a sentence. */
  readonly text: string | null;
  readonly skewMs: number | null;
}

export interface MessageList {
  readonly messages: readonly ListedMessage[];
  /** Where the next page is; absent at the end. */
  readonly cursor?: string;
}

export interface ListDependencies {
  readonly db: Db;
  /** Ids of the configured feeds. The journal may have more: feeds that were configured once, and `unknown`. */
  readonly feeds: readonly { readonly id: string }[];
}

const OUTCOMES: readonly SourceMessageTable['outcome'][] = ['committed', 'rejected', 'quarantined'];
/** Rows that one request reads at most where not every row of an index range matches: some milliseconds. */
const WINDOW = 2000;
/** So many messages of one control id are read through its index; a sender that counts no further has millions. */
const FEW = 1000;
/** Feeds that are looked for in the journal, each by one step in an index: far more than a place has ever had. */
const MOST_FEEDS = 100;

/** @throws OperationOutcomeError 400 for a cursor that is not of this query. */
export async function listMessages(query: ListQuery, deps: ListDependencies): Promise<MessageList> {
  const { cursor, count, ...filters } = query;
  const search = JSON.stringify(filters);
  const below = cursor === undefined ? undefined : placeOf(decodeCursor(search, cursor, 2).values);
  const slices = await slicesOf(query, deps);
  const selective = [query.trigger, query.reason, query.controlId].some((filter) => filter !== undefined);
  const limit = selective ? Math.max(count + 1, Math.ceil(WINDOW / slices.length)) : count + 1;
  const read = await Promise.all(slices.map((slice) => readSlice(deps.db, query, slice, below, limit)));
  // A slice that was cut says nothing of what lies below its last row: nothing older is shown of any.
  const horizons = read.flatMap((rows) => (rows.length < limit ? [] : rows.slice(-1)));
  const horizon = horizons.toSorted(newestFirst)[0];
  const matching = read
    .flat()
    .filter((row) => matches(row, query) && (horizon === undefined || newestFirst(row, horizon) <= 0))
    .toSorted(newestFirst);
  const page = matching.slice(0, count);
  const last = matching.length > count ? page.at(-1) : horizon;
  return {
    messages: page.map(listed),
    ...(last === undefined
      ? {}
      : { cursor: encodeCursor(search, { key: 0, values: [last.received_at, last.id] }) }),
  };
}

/** One range of one index. */
interface Slice {
  readonly feed?: string;
  readonly outcome?: SourceMessageTable['outcome'];
  readonly controlId?: string;
}

interface Place {
  readonly received_at: string;
  readonly id: string;
}

function placeOf([received_at = '', id = '']: readonly string[]): Place {
  return { received_at, id };
}

async function slicesOf(query: ListQuery, { db, feeds }: ListDependencies): Promise<readonly Slice[]> {
  const { feed, outcome, controlId } = query;
  if (feed === undefined && outcome === undefined && controlId === undefined) return [{}];
  const ids = feed === undefined ? await feedsOf(db, feeds) : [feed];
  if (controlId !== undefined && (await isRare(db, ids, controlId))) {
    return ids.map((id) => ({ feed: id, controlId }));
  }
  if (feed === undefined && outcome === undefined) return [{}];
  const outcomes = outcome === undefined ? OUTCOMES : [outcome];
  return ids.flatMap((id) => outcomes.map((one) => ({ feed: id, outcome: one })));
}

/** The configured feeds, `unknown`, and those that the journal has messages of although they are configured no longer. */
async function feedsOf(db: Db, configured: ListDependencies['feeds']): Promise<readonly string[]> {
  const found = new Set([...configured.map(({ id }) => id), 'unknown']);
  let last = '';
  for (let steps = 0; steps < MOST_FEEDS; steps++) {
    const next = await db
      .selectFrom('source_message')
      .select('feed')
      .where('feed', '>', last)
      .orderBy('feed')
      .limit(1)
      .executeTakeFirst();
    if (next === undefined) break;
    last = next.feed;
    found.add(last);
  }
  return [...found];
}

async function isRare(db: Db, feeds: readonly string[], controlId: string): Promise<boolean> {
  const rows = await db
    .selectFrom('source_message')
    .select('control_id')
    .where('feed', 'in', feeds)
    .where('control_id', '=', controlId)
    .limit(FEW + 1)
    .execute();
  return rows.length <= FEW;
}

type Row = Awaited<ReturnType<typeof readSlice>>[number];

function readSlice(db: Db, query: ListQuery, slice: Slice, below: Place | undefined, limit: number) {
  let select = db
    .selectFrom('source_message')
    .select(['id', 'feed', 'control_id', 'trigger', 'received_at', 'last_received_at', 'receipts'])
    .select(['correlation_id', 'peer', 'outcome', 'rejection', 'quarantine', 'skew_ms'])
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (slice.feed !== undefined) select = select.where('feed', '=', slice.feed);
  if (slice.outcome !== undefined) select = select.where('outcome', '=', slice.outcome);
  if (slice.controlId !== undefined) select = select.where('control_id', '=', slice.controlId);
  if (query.from !== undefined) select = select.where('received_at', '>=', query.from);
  if (query.to !== undefined) select = select.where('received_at', '<=', query.to);
  if (below !== undefined) {
    select = select
      .where('received_at', '<=', below.received_at)
      .where((eb) => eb.or([eb('received_at', '<', below.received_at), eb('id', '<', below.id)]));
  }
  return select.execute();
}

/** What the index of the slice did not decide. */
function matches(row: Row, { outcome, reason, controlId, trigger }: ListQuery): boolean {
  return (
    (outcome === undefined || row.outcome === outcome) &&
    (controlId === undefined || row.control_id === controlId) &&
    (trigger === undefined || row.trigger === trigger) &&
    (reason === undefined ||
      reasonOf(row).reason === ('condition' in reason ? String(reason.condition) : reason.quarantine))
  );
}

function newestFirst(a: Place, b: Place): number {
  if (a.received_at !== b.received_at) return a.received_at < b.received_at ? 1 : -1;
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
}

function listed(row: Row): ListedMessage {
  return {
    id: row.id,
    feed: row.feed,
    controlId: row.control_id,
    trigger: row.trigger,
    receivedAt: row.received_at,
    lastReceivedAt: row.last_received_at,
    receipts: row.receipts,
    peer: row.peer,
    correlationId: row.correlation_id,
    outcome: row.outcome,
    ...reasonOf(row),
    skewMs: row.skew_ms,
  };
}

function reasonOf({ rejection, quarantine }: Row): Pick<ListedMessage, 'reason' | 'text'> {
  // The journal alone writes these columns, from values of these types.
  if (rejection !== null) {
    const { condition, text } = JSON.parse(rejection) as Rejection;
    return { reason: String(condition), text };
  }
  if (quarantine === null) return { reason: null, text: null };
  return JSON.parse(quarantine) as { reason: string; text: string };
}
