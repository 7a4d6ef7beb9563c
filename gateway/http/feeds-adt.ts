/**
 * POST /feeds/adt: one HL7 v2 message, answered with its ACK, or a batch (a body that begins with FHS or BHS), answered
 * message by message. HL7 over HTTP 1.0 (HAPI) uses the same media types; HL7 v2.4 2.15 (batch protocol).
 */
import type { IncomingMessage } from 'node:http';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { refusal } from '../outcomes.ts';
import type { AdtAnswer } from './adt-answer.ts';
import { takeBatch } from './feeds-adt-batch.ts';
import { openBody, readWhole } from './feeds-adt-body.ts';
import { hl7Reply, ndjsonReply, type BatchReply } from './feeds-adt-reply.ts';
import { createSlots, readWithin, type Slots } from './feeds-adt-slots.ts';
import { correlationIdOf, noteRoute } from './request-context.ts';

/** @param peer the sender's address, `http:` before it. */
export type ReceiveAdt = (raw: Uint8Array, peer: string) => Promise<AdtAnswer>;

const TYPES = ['application/hl7-v2', 'x-application/hl7-v2+er7', 'text/plain'];
/** One message, alone or in a batch; and a compressed body, as it is unpacked whole. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_BATCH_BYTES = 256 * 1024 * 1024;
const NDJSON = 'application/x-ndjson';
/** FHS-11 and BHS-11 are 20 characters long. */
const MAX_CONTROL_ID = 20;

/**
 * Bodies that are held at a time, from their first byte to their answer. The store takes one message after another, so that
 * more of them would wait in memory and be no sooner stored: 16 messages of 1 MiB, and 4 batches, each with one message and
 * what of the answer is not yet read (4 MiB), are some 40 MiB at most.
 */
const MAX_HELD = { messages: 16, batches: 4 };
/** For one message, however it drips in: 1 MiB takes so long at 140 kbit/s. A batch is cut where nothing moves. */
const BODY_DEADLINE_MS = 60_000;

/**
 * The route. One message over 1 MiB is 413, other media types 415, an empty body 400, one too many at a time 503, one that
 * does not come in 408; for batches see takeBatch.
 */
export function adtFeed(receive: ReceiveAdt, bodyDeadlineMs = BODY_DEADLINE_MS): Router {
  const router = Router();
  const messages = createSlots(MAX_HELD.messages, 'messages');
  const batches = createSlots(MAX_HELD.batches, 'batches');
  const path = '/feeds/adt';
  router.post(
    path,
    (req, res, next) => {
      noteRoute(res, path);
      if (req.is(TYPES) !== false) next();
      else throw refusal('unsupportedMediaType', `A message must be ${TYPES.join(' or ')}`);
    },
    async (req, res) => {
      const peer = `http:${(req.socket.remoteAddress ?? '').replace(/^::ffff:/, '')}`;
      const take: Take = (raw) => receive(raw, peer);
      // Until its first bytes are seen a batch is taken for a message.
      const release = messages.take(res);
      try {
        const body = await readWithin(bodyDeadlineMs, res, readBody(req, res));
        if ('chunks' in body) {
          release();
          await answerBatch(req, res, body.chunks, take, batches);
        } else await answerMessage(res, body.whole, take);
      } finally {
        release();
      }
    },
  );
  router.all(path, (_req, res) => {
    noteRoute(res, path);
    res.setHeader('Allow', 'POST');
    throw refusal('methodNotAllowed', 'Here only POST is answered');
  });
  return router;
}

function isCompressed({ headers }: IncomingMessage): boolean {
  return (headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity';
}

type Take = (raw: Uint8Array) => Promise<AdtAnswer>;

/** `whole` is undefined where it is too large. */
type Body = { readonly chunks: AsyncIterable<Uint8Array> } | { readonly whole: Buffer | undefined };

/** A batch as far as it takes to know it for one; a message whole. */
async function readBody(req: Request, res: Response): Promise<Body> {
  await unpack(req, res);
  const { isBatch, chunks } = await openBody(req);
  return isBatch ? { chunks } : { whole: await readWhole(req, chunks, MAX_MESSAGE_BYTES) };
}

const unpackRaw: RequestHandler = express.raw({ type: isCompressed, limit: MAX_MESSAGE_BYTES });

/** Of a compressed body; any other is left to be read. */
function unpack(req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    void unpackRaw(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new TypeError('the body reader failed'));
    });
  });
}

async function answerMessage(res: Response, body: Buffer | undefined, take: Take): Promise<void> {
  if (body === undefined) throw refusal('tooLarge', 'The body is larger than 1 MiB');
  if (body.length === 0) throw refusal('invalid', 'The body is empty; an HL7 v2 message is expected');
  const answer = await take(body);
  res.status(answer.status).set('Content-Type', answer.contentType).send(Buffer.from(answer.body));
}

async function answerBatch(
  req: Request,
  res: Response,
  chunks: AsyncIterable<Uint8Array>,
  take: Take,
  slots: Slots,
): Promise<void> {
  const refuse = (error: Error): never => {
    // What is still coming is read and dropped, so that the answer can be read.
    req.resume();
    throw error;
  };
  const from = firstPosition(req);
  const reply = replyTo(req, res);
  if (from === undefined) return refuse(refusal('invalid', 'from is the position of a message, from 1'));
  if (reply === undefined)
    return refuse(refusal('notAcceptable', `A batch is answered with ${NDJSON} or ${TYPES[0]}`));
  if (Number(req.get('Content-Length') ?? 0) > MAX_BATCH_BYTES) {
    return refuse(refusal('tooLarge', 'A batch is at most 256 MiB; send it in parts'));
  }
  let release: () => void;
  try {
    release = slots.take(res);
  } catch (error) {
    req.resume();
    throw error;
  }
  try {
    await takeBatch(req, res, {
      chunks,
      from,
      reply,
      maxBytes: MAX_BATCH_BYTES,
      maxMessageBytes: MAX_MESSAGE_BYTES,
      receive: take,
    });
  } finally {
    release();
  }
}

function firstPosition(req: Request): number | undefined {
  const text = new URL(req.url, 'http://localhost').searchParams.get('from') ?? '1';
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

function replyTo(req: Request, res: Response): BatchReply | undefined {
  const accepted = req.accepts([NDJSON, ...TYPES.slice(0, 2)]);
  if (accepted === false) return undefined;
  return accepted === NDJSON ? ndjsonReply() : hl7Reply(correlationIdOf(res).slice(0, MAX_CONTROL_ID));
}
