/** The answer to a batch while it is being written: begun with the first message, bounded where the client does not read. */
import type { Response } from 'express';
import type { MessagePlace } from '../../adapters/hl7v2/batch.ts';
import type { BatchFault } from '../../adapters/hl7v2/batch-wrapper.ts';
import type { AdtAnswer, AdtTold } from './adt-answer.ts';
import type { BatchReply, BatchStop, BatchTotals } from './feeds-adt-reply.ts';

export interface BatchWriter {
  /** Whether the answer has begun: its status can no longer change. */
  readonly begun: boolean;
  /** Nobody is there any more to read it. */
  readonly clientGone: boolean;
  /** Each resolves when the client may be told more. */
  message(place: MessagePlace, told: AdtTold, answer: AdtAnswer): Promise<void>;
  fault(fault: BatchFault): Promise<void>;
  /** Counts a message that was not taken because the client asked to begin behind it. */
  skip(): void;
  /** Ends the answer. */
  finish(stop: BatchStop | undefined): void;
}

/** Bytes of the answer that a client may leave unread while it still sends. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
/** For a client that reads nothing. */
const READ_DEADLINE_MS = 60_000;
/** Faults before the first message, which wait for the answer to begin. */
const MAX_WAITING_FAULTS = 100;

/** Writes `reply` to `res` with status 200, beginning with the first message or at the end. */
export function createBatchWriter(res: Response, reply: BatchReply): BatchWriter {
  let begun = false;
  const waiting: string[] = [];
  const totals = { messages: 0, accepted: 0, refused: 0, skipped: 0, faults: 0 };

  function begin(first: MessagePlace | undefined): void {
    if (begun) return;
    begun = true;
    res.status(200).set('Content-Type', reply.contentType);
    res.write(reply.head(first) + waiting.splice(0).join(''));
  }

  async function write(text: string | Uint8Array): Promise<void> {
    if (res.destroyed || text.length === 0) return;
    res.write(text);
    await untilRead(res);
  }

  return {
    get begun() {
      return begun;
    },
    get clientGone() {
      return res.destroyed || res.closed;
    },
    async message(place, told, answer) {
      totals.messages += 1;
      if (told.code === 'AA') totals.accepted += 1;
      else totals.refused += 1;
      begin(place);
      await write(reply.message(place, told, answer));
    },
    async fault(fault) {
      totals.faults += 1;
      const text = reply.fault(fault);
      if (begun) await write(text);
      else if (waiting.length < MAX_WAITING_FAULTS) waiting.push(text);
    },
    skip() {
      totals.skipped += 1;
    },
    finish(stop) {
      begin(undefined);
      const final: BatchTotals = { ...totals };
      res.end(reply.foot(final, stop));
    },
  };
}

/** Waits where too much of the answer is unread; a client that does not read is cut off. */
async function untilRead(res: Response): Promise<void> {
  if (res.writableLength <= MAX_UNREAD_BYTES) return;
  await new Promise<void>((resolve) => {
    const deadline = setTimeout(() => res.destroy(), READ_DEADLINE_MS);
    const go = (): void => {
      clearTimeout(deadline);
      res.off('drain', go);
      res.off('close', go);
      resolve();
    };
    res.once('drain', go);
    res.once('close', go);
  });
}
