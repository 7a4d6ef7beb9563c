/** The journal of source messages: every framed message, taken or refused, with its bytes. Promise 1 and 5. */
import type { Envelope, Rejection } from '../../adapters/feed.ts';
import { uuidV5 } from '../record/uuid.ts';
import type { Tx } from '../store/engine.ts';

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
): Promise<{ readonly known: 'committed' | 'rejected' | undefined; readonly controlIdReused: boolean }> {
  const same = await tx
    .selectFrom('source_message')
    .select('outcome')
    .where('id', '=', messageId(envelope))
    .executeTakeFirst();
  if (same?.outcome === 'committed') return { known: 'committed', controlIdReused: false };
  // One row is enough to know: a sender that re-uses its control ids has thousands.
  const other = await tx
    .selectFrom('source_message')
    .select('id')
    .where('feed', '=', envelope.feed)
    .where('control_id', '=', envelope.controlId)
    .where('id', '<>', messageId(envelope))
    .limit(1)
    .executeTakeFirst();
  return { known: same?.outcome, controlIdReused: other !== undefined };
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
export async function keep(
  tx: Tx,
  envelope: Envelope,
  reading: Reading,
  rejection: Rejection | undefined,
): Promise<void> {
  const outcome = rejection === undefined ? ('committed' as const) : ('rejected' as const);
  const told = {
    outcome,
    rejection: rejection === undefined ? null : JSON.stringify(rejection),
    issues: JSON.stringify(reading.issues),
    charset: reading.charset,
    trigger: reading.trigger,
    last_received_at: envelope.receivedAt,
  };
  await tx
    .insertInto('source_message')
    .values({
      id: messageId(envelope),
      feed: envelope.feed,
      control_id: envelope.controlId,
      hash: envelope.hash,
      raw: envelope.raw,
      received_at: envelope.receivedAt,
      receipts: 1,
      correlation_id: envelope.correlationId,
      peer: envelope.peer,
      ...told,
    })
    .onConflict((oc) =>
      oc.column('id').doUpdateSet((eb) => ({ ...told, receipts: eb('source_message.receipts', '+', 1) })),
    )
    .execute();
}
