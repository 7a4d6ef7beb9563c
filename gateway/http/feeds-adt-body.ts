/** The body of POST /feeds/adt as it comes in: read whole for a message, in pieces for a batch. RFC 9110 6.4. */
import { refusal } from '../outcomes.ts';
import type { Request } from 'express';

/** Bytes before the first segment that are looked at: a byte order mark, blanks and line ends. */
const MAX_LEAD = 1024;

export interface OpenBody {
  /** Whether it begins with FHS or BHS. HL7 v2.4 2.15. */
  readonly isBatch: boolean;
  /** All of it, once. Rejects with a refusal where the sender breaks off. */
  readonly chunks: AsyncGenerator<Uint8Array>;
}

/** Reads as far as is needed to tell a batch from a message. */
export async function openBody(req: Request): Promise<OpenBody> {
  const rest = chunksOf(req);
  let lead = Buffer.alloc(0);
  for (;;) {
    const begin = BATCH.exec(lead.toString('latin1', 0, MAX_LEAD + 8));
    if (begin !== null || lead.length >= MAX_LEAD || !UNDECIDED.test(lead.toString('latin1'))) {
      return { isBatch: begin !== null, chunks: following(lead, rest) };
    }
    const { value, done } = await rest.next();
    if (done === true) return { isBatch: false, chunks: following(lead, rest) };
    lead = Buffer.concat([lead, value]);
  }
}

/** @returns undefined where it is longer than `limit`; the rest is then read and dropped, so that the answer can be. */
export async function readWhole(
  req: Request,
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Buffer | undefined> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > limit) {
      req.resume();
      return undefined;
    }
    read.push(chunk);
  }
  return Buffer.concat(read);
}

/** A byte order mark, an MLLP start and blanks may come first. */
const BATCH = /^(?:\u00EF\u00BB\u00BF)?[ \t\r\n\0\v]*(?:FHS|BHS)(?:[!-/:-@[-`{-~\r\n])/;
const UNDECIDED =
  /^(?:\u00EF(?:\u00BB\u00BF?)?)?$|^(?:\u00EF\u00BB\u00BF)?[ \t\r\n\0\v]*(?:F|FH|FHS|B|BH|BHS)?$/;

async function* following(
  lead: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  if (lead.length > 0) yield lead;
  yield* rest;
}

async function* chunksOf(req: Request): AsyncGenerator<Uint8Array, void> {
  // A compressed body has been read and unpacked before.
  const unpacked: unknown = req.body;
  if (Buffer.isBuffer(unpacked)) {
    yield unpacked;
    return;
  }
  try {
    // Leaving early must not destroy the request: what is still coming is then to be read and dropped.
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  } catch {
    throw refusal('invalid', 'The body ended early');
  }
}
