/**
 * POST /feeds/gp-summary: one GP summary (GP Connect Structured, SCR, IPS or UK Core, told from its content), or the
 * refusal that a practice gave, with what was asked beside it. adapters/gp-summary/README.md.
 */
import { Router, type Request } from 'express';
import type { Taken } from '../intake/take.ts';
import { refusal } from '../outcomes.ts';
import { openBody, readWhole } from './feeds-adt-body.ts';
import { createSlots, readWithin } from './feeds-adt-slots.ts';
import { noteRoute } from './request-context.ts';

export interface SummaryIntake {
  /** Whether the feed takes documents from this address. */
  readonly accepts: (address: string) => boolean;
  /** @param peer `http:` and the sender's address. */
  readonly receive: (raw: Uint8Array, peer: string) => Promise<Taken>;
}

const PATH = '/feeds/gp-summary';
const TYPES = ['application/fhir+json', 'application/json'];
/** As adapters/gp-summary bounds it. */
const MAX_BYTES = 10_000_000;
/** 8 bodies of 10 MB are 80 MB at most. */
const MAX_HELD = 8;
const BODY_DEADLINE_MS = 60_000;

/** @param intake undefined where the place has no such feed: then nothing is taken. */
export function summaryFeed(intake: SummaryIntake | undefined): Router {
  const router = Router();
  const slots = createSlots(MAX_HELD, 'summaries');
  router.post(PATH, async (req, res) => {
    noteRoute(res, PATH);
    if (intake === undefined)
      throw refusal('notFound', 'No feed of GP summaries is configured in the place file');
    const address = (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    if (!intake.accepts(address))
      throw refusal('forbidden', 'This address is not among the peers of the feed');
    if (req.is(TYPES) === false)
      throw refusal('unsupportedMediaType', `A summary must be ${TYPES.join(' or ')}`);
    const release = slots.take(res);
    try {
      const body = await readWithin(BODY_DEADLINE_MS, res, whole(req));
      if (body === undefined) throw refusal('tooLarge', 'The body is larger than 10 MB');
      if (body.length === 0)
        throw refusal('invalid', 'The body is empty; a FHIR Bundle or Parameters is expected');
      const { status, ...answer } = receiptAnswer(await intake.receive(body, `http:${address}`));
      res.status(status).set('Cache-Control', 'no-store').json(answer);
    } finally {
      release();
    }
  });
  router.all(PATH, (_req, res) => {
    noteRoute(res, PATH);
    res.setHeader('Allow', 'POST');
    throw refusal('methodNotAllowed', 'Here only POST is answered');
  });
  return router;
}

async function whole(req: Request): Promise<Buffer | undefined> {
  if (Number(req.get('Content-Length') ?? 0) > MAX_BYTES) {
    req.resume();
    return undefined;
  }
  const { chunks } = await openBody(req);
  return readWhole(req, chunks, MAX_BYTES);
}

/** What became of a document. */
export interface ReceiptAnswer {
  readonly status: number;
  readonly outcome: 'committed' | 'duplicate' | 'quarantined' | 'refused';
  readonly messageId: string;
  /** Versions of resources that were written; 0 where it changed nothing. */
  readonly changes?: number;
  /** Where it was refused and why, or why it waits: without a value of a person. */
  readonly reason?: string;
}

/** @throws OperationOutcomeError 503 where it could not be stored: the sender is to send it again. */
export function receiptAnswer({ receipt, changes }: Taken): ReceiptAnswer {
  switch (receipt.kind) {
    case 'committed':
      return { status: 200, outcome: 'committed', messageId: receipt.messageId, changes };
    case 'duplicate':
      return { status: 200, outcome: 'duplicate', messageId: receipt.messageId, changes: 0 };
    case 'quarantined':
      return {
        status: 202,
        outcome: 'quarantined',
        messageId: receipt.messageId,
        reason: receipt.quarantine.text,
      };
    case 'rejected':
      return {
        status: 422,
        outcome: 'refused',
        messageId: receipt.messageId,
        reason: receipt.rejection.text,
      };
    case 'unavailable':
      throw refusal('unavailable', 'It could not be stored; send it again');
  }
}
