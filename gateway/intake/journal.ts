/** The journal of source messages: every framed message, taken or refused, with its bytes. Promise 1 and 5. */
import { sql } from 'kysely';
import type { Envelope, Rejection } from '../../adapters/feed.ts';
import { uuidV5 } from '../record/uuid.ts';
import { compiledOnce, type Scalar } from '../store/compiled.ts';
import type { Tx } from '../store/engine.ts';
import type { SourceMessageTable } from '../store/schema.ts';

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
}

/** Whether this very message, or another with its control id, is known. */
export async function lookUp(
  tx: Tx,
  envelope: Envelope,
): Promise<{ readonly known: SourceMessageTable['outcome'] | undefined; readonly controlIdReused: boolean }> {
  const id = messageId(envelope);
  const [same] = await selectOutcome(tx, [id]);
  if (same?.outcome === 'committed') return { known: 'committed', controlIdReused: false };
  const [other] = await selectOther(tx, [envelope.feed, envelope.controlId, id]);
  return { known: same?.outcome, controlIdReused: other !== undefined };
}

const selectOutcome = compiledOnce((db, [id]) =>
  db
    .selectFrom('source_message')
    .select('outcome')
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

/** Counts a repeat. */
export async function countRepeat(tx: Tx, envelope: Envelope): Promise<void> {
  await tx
    .updateTable('source_message')
    .set((eb) => ({ receipts: eb('receipts', '+', 1), last_received_at: envelope.receivedAt }))
    .where('id', '=', messageId(envelope))
    .execute();
}

/** Keeps a message. One that was refused before and comes again takes the outcome of this time. */
export async function keep(
  tx: Tx,
  envelope: Envelope,
  reading: Reading,
  rejection: Rejection | undefined,
): Promise<void> {
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
    rejection === undefined ? 'committed' : 'rejected',
    rejection === undefined ? null : JSON.stringify(rejection),
    JSON.stringify(reading.issues),
    null,
    null,
    null,
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
  const [correlation_id, peer, outcome, rejection, issues, quarantine, skew_ms, effects] = rest as unknown as [
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
