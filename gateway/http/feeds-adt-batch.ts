/**
 * POST /feeds/adt with a batch: each message is taken alone and in order while the body comes in, and what became of it is
 * written as it is committed. Nothing waits for the end, so a batch of any length takes the same memory. HL7 v2.4 2.15.
 */
import type { Request, Response } from 'express';
import { createBatchSplitter, type BatchEvent } from '../../adapters/hl7v2/batch.ts';
import { refusal, type OperationOutcomeError } from '../outcomes.ts';
import type { AdtAnswer } from './adt-answer.ts';
import type { BatchReply, BatchStop } from './feeds-adt-reply.ts';
import { createBatchWriter, type BatchWriter } from './feeds-adt-writer.ts';

export interface BatchRequest {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Position of the first message to take; those before it are read and left alone. */
  readonly from: number;
  readonly reply: BatchReply;
  readonly maxBytes: number;
  readonly maxMessageBytes: number;
  /** Takes one message. */
  readonly receive: (raw: Uint8Array) => Promise<AdtAnswer>;
}

/** For a connection on which nothing moves, in either direction. */
const IDLE_MS = 120_000;

/**
 * Answers with 200 and `reply` as soon as one message is taken. What stops the batch before that is refused: 413 a message
 * over its limit, 422 a wrapper that cannot be read, 503 a store that takes nothing. Later it ends the answer with the
 * position, and nothing behind it is processed. A client that goes away ends the work after the message in progress.
 */
export async function takeBatch(req: Request, res: Response, batch: BatchRequest): Promise<void> {
  req.setTimeout(IDLE_MS);
  const writer = createBatchWriter(res, batch.reply);
  let seen = 0;
  for await (const event of eventsOf(batch)) {
    if (event.kind === 'message' || event.kind === 'too-large') seen = event.place.position;
    const stop = await take(event, seen, writer, batch);
    if (writer.clientGone) return;
    if (stop === undefined) continue;
    // What is still coming is read and dropped, so that the answer can be read.
    req.resume();
    if (!writer.begun) throw refusalOf(stop);
    writer.finish(stop);
    return;
  }
  writer.finish(undefined);
}

type BodyEvent = BatchEvent | { readonly kind: 'body-too-large' };

async function* eventsOf({
  chunks,
  maxBytes,
  maxMessageBytes,
}: BatchRequest): AsyncGenerator<BodyEvent, void> {
  const splitter = createBatchSplitter({ maxMessageBytes });
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBytes) {
      yield { kind: 'body-too-large' };
      return;
    }
    yield* splitter.push(chunk);
  }
  yield* splitter.end();
}

/**
 * @param seen position of the last message that was met, this one included.
 * @returns why nothing more may be processed, where that is so.
 */
async function take(
  event: BodyEvent,
  seen: number,
  writer: BatchWriter,
  { from, maxBytes, maxMessageBytes, receive }: BatchRequest,
): Promise<BatchStop | undefined> {
  switch (event.kind) {
    case 'body-too-large': {
      const text = `the body is larger than ${inMebibytes(maxBytes)}`;
      return { reason: 'body-too-large', position: seen + 1, from: seen + 1, text };
    }
    case 'fault':
      if (event.fault === 'unreadable-wrapper' && seen === 0) {
        return {
          reason: 'unreadable-wrapper',
          position: 1,
          from: 1,
          text: `line ${event.line}: ${event.text}`,
        };
      }
      await writer.fault(event);
      return undefined;
    case 'too-large':
    case 'message':
      if (seen < from) {
        writer.skip();
        return undefined;
      }
  }
  if (event.kind === 'too-large') {
    const text = `message ${seen} at line ${event.place.line} is larger than ${inMebibytes(maxMessageBytes)}`;
    return { reason: 'message-too-large', position: seen, from: seen + 1, text };
  }
  const answer = await receive(event.bytes);
  if (answer.told === undefined) {
    return { reason: 'unavailable', position: seen, from: seen, text: 'the message could not be stored' };
  }
  await writer.message(event.place, answer.told, answer);
  return undefined;
}

/** Before anything was answered. */
function refusalOf({ reason, text, from }: BatchStop): OperationOutcomeError {
  switch (reason) {
    case 'unavailable':
      return refusal('unavailable', 'The store takes no messages at present; send the batch again');
    case 'unreadable-wrapper':
      return refusal('unprocessable', `Nothing was processed: ${text}`);
    case 'message-too-large':
      return refusal('tooLarge', `Nothing was processed: ${text}; ?from=${from} begins behind it`);
    case 'body-too-large':
      return refusal('tooLarge', `Nothing was processed: ${text}`);
  }
}

function inMebibytes(bytes: number): string {
  return `${bytes / 1024 / 1024} MiB`;
}
