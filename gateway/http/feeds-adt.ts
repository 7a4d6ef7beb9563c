/**
 * POST /feeds/adt: one HL7 v2 message, answered with its ACK, or a batch (a body that begins with FHS or BHS), answered
 * message by message. HL7 over HTTP 1.0 (HAPI) uses the same media types; HL7 v2.4 2.15 (batch protocol).
 */
import type { IncomingMessage } from 'node:http';
import express, { Router, type Request, type Response } from 'express';
import { refusal } from '../outcomes.ts';
import type { AdtAnswer } from './adt-answer.ts';
import { takeBatch } from './feeds-adt-batch.ts';
import { openBody, readWhole } from './feeds-adt-body.ts';
import { hl7Reply, ndjsonReply, type BatchReply } from './feeds-adt-reply.ts';
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

/** The route. One message over 1 MiB is 413, other media types 415, an empty body 400; for batches see takeBatch. */
export function adtFeed(receive: ReceiveAdt): Router {
  const router = Router();
  const path = '/feeds/adt';
  router.post(
    path,
    (req, res, next) => {
      noteRoute(res, path);
      if (req.is(TYPES) !== false) next();
      else throw refusal('unsupportedMediaType', `A message must be ${TYPES.join(' or ')}`);
    },
    express.raw({ type: isCompressed, limit: MAX_MESSAGE_BYTES }),
    async (req, res) => {
      const peer = `http:${(req.socket.remoteAddress ?? '').replace(/^::ffff:/, '')}`;
      const take = (raw: Uint8Array): Promise<AdtAnswer> => receive(raw, peer);
      const { isBatch, chunks } = await openBody(req);
      if (isBatch) await answerBatch(req, res, chunks, take);
      else await answerMessage(req, res, chunks, take);
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

async function answerMessage(
  req: Request,
  res: Response,
  chunks: AsyncIterable<Uint8Array>,
  take: Take,
): Promise<void> {
  const body = await readWhole(req, chunks, MAX_MESSAGE_BYTES);
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
  await takeBatch(req, res, {
    chunks,
    from,
    reply,
    maxBytes: MAX_BATCH_BYTES,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    receive: take,
  });
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
