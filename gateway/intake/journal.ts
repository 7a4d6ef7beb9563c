/** The journal of source messages: every framed message, taken or refused, with its bytes. Promise 1 and 5. */
import { sql, type Selectable } from 'kysely';
import type { Envelope, Quarantine, Rejection } from '../../adapters/feed.ts';
import type { RefusedQuota } from './refused-quota.ts';
import { uuidV5 } from '../record/uuid.ts';
import { compiledOnce, type Scalar } from '../store/compiled.ts';
import type { Tx } from '../store/engine.ts';
import type { MessageEffects, SourceMessageTable } from '../store/schema.ts';

/** The same bytes from the same feed with the same control id are the same message. */
export function messageId({ feed, controlId, hash }: Pick<Envelope, 'feed' | 'controlId' | 'hash'>): string {
  return uuidV5('SourceMessage', `${feed}|${controlId}|${hash}`);
}

/** What was learnt of a message on reading it. */
export interface Reading {
  readonly charset: string | null;
  readonly trigger: string | null;
  /** Data-quality flags and mapping issues, for the inspector. */
  readonly issues: readonly unknown[];
  /** Milliseconds by which MSH-7 lies after receipt; null where it cannot be read. */
  readonly skewMs: number | null;
}

/** What became of a message, with what it changed. */
export type Outcome =
  | { readonly kind: 'committed'; readonly effects: MessageEffects }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'quarantined'; readonly quarantine: Quarantine; readonly effects?: MessageEffects };

/** Whether this very message has been applied, and whether another with its control id is known. */
export async function lookUp(
  tx: Tx,
  envelope: Envelope,
): Promise<{ readonly applied: boolean; readonly controlIdReused: boolean }> {
  const id = messageId(envelope);
  const [same] = await selectOutcome(tx, [id]);
  // What a fault of ours kept out is tried again when it is sent again; what stands aside for a reason is not.
  if (same?.outcome === 'committed' || (same?.outcome === 'quarantined' && same.effects !== null))
    return { applied: true, controlIdReused: false };
  const [other] = await selectOther(tx, [envelope.feed, envelope.controlId, id]);
  return { applied: false, controlIdReused: other !== undefined };
}

const selectOutcome = compiledOnce((db, [id]) =>
  db
    .selectFrom('source_message')
    .select(['outcome', 'effects'])
    .where('id', '=', id as string),
);
/** One row is enough to know: a sender that re-uses its control ids has thousands. */
const selectOther = compiledOnce((db, [feed, controlId, id]) =>
  db
    .selectFrom('source_message')
    .select('id')
    .where('feed', '=', feed as string)
    .where('control_id', '=', controlId as string)
    .where('id', '<>', id as string)
    .limit(sql.lit(1)),
);

/** Whether a message of nobody's feed is kept: what is known already costs nothing more. */
export async function isKept(tx: Tx, envelope: Envelope, quota: RefusedQuota, now: Date): Promise<boolean> {
  const [same] = await selectOutcome(tx, [messageId(envelope)]);
  return same !== undefined || quota.admits(envelope.raw.length, now);
}

/** Counts a repeat. */
export async function countRepeat(tx: Tx, envelope: Envelope): Promise<void> {
  await tx
    .updateTable('source_message')
    .set((eb) => ({ receipts: eb('receipts', '+', 1), last_received_at: envelope.receivedAt }))
    .where('id', '=', messageId(envelope))
    .execute();
}

/** Keeps a message. One that was refused before and comes again takes the outcome of this time. */
export async function keep(tx: Tx, envelope: Envelope, reading: Reading, outcome: Outcome): Promise<void> {
  await upsertMessage(tx, [
    messageId(envelope),
    envelope.feed,
    envelope.controlId,
    envelope.hash,
    envelope.raw,
    reading.charset,
    reading.trigger,
    envelope.receivedAt,
    envelope.receivedAt,
    1,
    envelope.correlationId,
    envelope.peer,
    outcome.kind,
    'rejection' in outcome ? JSON.stringify(outcome.rejection) : null,
    JSON.stringify(reading.issues),
    'quarantine' in outcome ? JSON.stringify(outcome.quarantine) : null,
    reading.skewMs,
    'effects' in outcome ? JSON.stringify(outcome.effects) : null,
  ]);
}

const upsertMessage = compiledOnce((db, parameters) =>
  db
    .insertInto('source_message')
    .values(messageRow(parameters))
    .onConflict((oc) =>
      oc.column('id').doUpdateSet((eb) => ({
        outcome: eb.ref('excluded.outcome'),
        rejection: eb.ref('excluded.rejection'),
        issues: eb.ref('excluded.issues'),
        charset: eb.ref('excluded.charset'),
        trigger: eb.ref('excluded.trigger'),
        quarantine: eb.ref('excluded.quarantine'),
        skew_ms: eb.ref('excluded.skew_ms'),
        effects: eb.ref('excluded.effects'),
        // Only what was not applied comes here again: it is read by the time of this receipt.
        received_at: eb.ref('excluded.received_at'),
        last_received_at: eb.ref('excluded.last_received_at'),
        receipts: eb('source_message.receipts', '+', sql.lit(1)),
      })),
    ),
);

/** The columns of a row by position, as `keep` alone lists them. */
function messageRow(parameters: readonly Scalar[]): SourceMessageTable {
  const [
    id,
    feed,
    control_id,
    hash,
    raw,
    charset,
    trigger,
    received_at,
    last_received_at,
    receipts,
    ...rest
  ] = parameters as [
    string,
    string,
    string,
    string,
    Uint8Array,
    string | null,
    string | null,
    string,
    string,
    number,
  ];
  const [correlation_id, peer, outcome, rejection, issues, quarantine, skew_ms, effects] =
    rest as unknown as [
      string,
      string,
      SourceMessageTable['outcome'],
      string | null,
      string,
      string | null,
      number | null,
      string | null,
    ];
  return {
    id,
    feed,
    control_id,
    hash,
    raw,
    charset,
    trigger,
    received_at,
    last_received_at,
    receipts,
    correlation_id,
    peer,
    outcome,
    rejection,
    issues,
    quarantine,
    skew_ms,
    effects,
  };
}

export type JournalRow = Selectable<SourceMessageTable>;

/** A message of the journal as it is now. */
export async function readRow(tx: Tx, id: string): Promise<JournalRow | undefined> {
  return tx.selectFrom('source_message').selectAll().where('id', '=', id).executeTakeFirst();
}

/**
 * Writes what a message came to when it was read again. One of an unknown sender whose feed is configured now, or of
 * another journal, is entered with what is known of its receipt.
 */
export async function restate(
  tx: Tx,
  row: JournalRow,
  envelope: Pick<Envelope, 'feed' | 'controlId' | 'hash'>,
  reading: Reading,
  outcome: (
    | { readonly kind: 'committed' }
    | Extract<Outcome, { kind: 'rejected' }>
    | { readonly kind: 'quarantined'; readonly quarantine: Quarantine }
  ) & { readonly effects: MessageEffects | null },
): Promise<void> {
  const read = {
    charset: reading.charset,
    trigger: reading.trigger,
    issues: JSON.stringify(reading.issues),
    skew_ms: reading.skewMs,
    outcome: outcome.kind,
    rejection: 'rejection' in outcome ? JSON.stringify(outcome.rejection) : null,
    quarantine: 'quarantine' in outcome ? JSON.stringify(outcome.quarantine) : null,
    effects: outcome.effects === null ? null : JSON.stringify(outcome.effects),
  };
  const { feed, controlId } = envelope;
  await tx
    .insertInto('source_message')
    .values({ ...row, ...read, id: messageId(envelope), feed, control_id: controlId })
    .onConflict((oc) => oc.column('id').doUpdateSet(read))
    .execute();
}
