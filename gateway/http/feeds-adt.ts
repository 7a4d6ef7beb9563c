/** POST /feeds/adt: one HL7 v2 message per request, answered with its ACK. HL7 over HTTP 1.0 (HAPI) uses the same media types. */
import express, { Router } from 'express';
import { refusal } from '../outcomes.ts';
import { noteRoute } from './request-context.ts';

/** What becomes of one message: the ACK's bytes, and the HTTP status that says the same. */
export interface AdtAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

/** @param peer the sender's address, `http:` before it. */
export type ReceiveAdt = (raw: Uint8Array, peer: string) => Promise<AdtAnswer>;

const TYPES = ['application/hl7-v2', 'x-application/hl7-v2+er7', 'text/plain'];
const LIMIT = '1mb';

/** The route; bodies over 1 MiB are 413, other media types 415, an empty body 400. */
export function adtFeed(receive: ReceiveAdt): Router {
  const router = Router();
  const path = '/feeds/adt';
  router.post(
    path,
    (_req, res, next) => {
      noteRoute(res, path);
      next();
    },
    express.raw({ type: TYPES, limit: LIMIT }),
    async (req, res) => {
      const body: unknown = req.body;
      if (!Buffer.isBuffer(body)) {
        if (req.is(TYPES) === false) {
          throw refusal('unsupportedMediaType', `A message must be ${TYPES.join(' or ')}`);
        }
        throw refusal('invalid', 'The body is empty; an HL7 v2 message is expected');
      }
      if (body.length === 0) throw refusal('invalid', 'The body is empty; an HL7 v2 message is expected');
      const answer = await receive(body, `http:${(req.socket.remoteAddress ?? '').replace(/^::ffff:/, '')}`);
      res.status(answer.status).set('Content-Type', answer.contentType).send(Buffer.from(answer.body));
    },
  );
  router.all(path, (_req, res) => {
    noteRoute(res, path);
    res.setHeader('Allow', 'POST');
    throw refusal('methodNotAllowed', 'Here only POST is answered');
  });
  return router;
}
