/**
 * POST /feeds/social-care with case events: one object, an array or one a line. Each is answered with its fate, as JSON or,
 * while they are taken, as NDJSON; and last with what the sequence numbers say is missing.
 */
import type { Request, Response } from 'express';
import type { SequenceReport } from '../intake/case-sequences.ts';
import type { EventFate, EventTaken } from '../intake/receive-case-events.ts';
import { refusal } from '../outcomes.ts';
import { openBody, readWhole } from './feeds-adt-body.ts';
import { readWithin } from './feeds-adt-slots.ts';

interface Sender {
  /** Of the council. */
  readonly feed: string;
  /** `http:` and the sender's address. */
  readonly peer: string;
}

export interface EventIntake {
  readonly take: (body: Uint8Array, sender: Sender) => AsyncIterable<EventTaken>;
  /** Notes the numbers of events that are journaled. */
  readonly sequences: (feed: string, numbers: readonly number[]) => Promise<SequenceReport | undefined>;
}

const NDJSON = 'application/x-ndjson';
const JSON_TYPE = 'application/json';
const MAX_BYTES = 8 * 1024 * 1024;
const BODY_DEADLINE_MS = 60_000;

/** One event alone has the status of its fate: 200, 202 in quarantine, 422 refused. */
export async function takeEvents(
  req: Request,
  res: Response,
  sender: Sender,
  intake: EventIntake,
): Promise<void> {
  const sent = req.is(NDJSON) === false ? JSON_TYPE : NDJSON;
  const type = req.accepts([sent, JSON_TYPE, NDJSON]);
  if (type === false) throw refusal('notAcceptable', `The answer is ${JSON_TYPE} or ${NDJSON}`);
  const body = await readWithin(BODY_DEADLINE_MS, res, whole(req));
  if (body === undefined)
    throw refusal('tooLarge', 'A body of case events is at most 8 MiB; send it in parts');
  if (type === NDJSON) res.set('Content-Type', NDJSON);
  const lines = type === NDJSON ? res : undefined;
  const fates: EventFate[] = [];
  const numbers: number[] = [];
  const counts = { committed: 0, duplicate: 0, quarantined: 0, refused: 0 };
  let stoppedAt: number | undefined;
  res.set('Cache-Control', 'no-store');
  for await (const taken of intake.take(body, sender)) {
    if (taken.kind === 'unavailable') {
      stoppedAt = taken.position;
      continue;
    }
    counts[taken.fate.outcome] += 1;
    if (taken.sequence !== undefined) numbers.push(taken.sequence);
    if (lines === undefined) fates.push(taken.fate);
    else lines.write(`${JSON.stringify(taken.fate)}\n`);
    if (res.destroyed) break;
  }
  // Events that are journaled have come, whether or not the rest could be taken and whoever hears of it.
  const sequence = (await intake.sequences(sender.feed, numbers).catch(() => undefined)) ?? null;
  if (lines !== undefined) {
    const stopped =
      stoppedAt === undefined ? {} : { error: 'unavailable', position: stoppedAt, text: UNAVAILABLE };
    lines.end(`${JSON.stringify({ ...stopped, counts, sequence })}\n`);
    return;
  }
  if (stoppedAt !== undefined) throw refusal('unavailable', UNAVAILABLE);
  const [only] = fates;
  const status = fates.length === 1 && only !== undefined ? STATUS[only.outcome] : 200;
  res.status(status).json({ events: fates, counts, sequence });
}

const UNAVAILABLE = 'The store takes nothing at present; send all events again, those that it has are known';

const STATUS = { committed: 200, duplicate: 200, quarantined: 202, refused: 422 } as const;

async function whole(req: Request): Promise<Buffer | undefined> {
  if (Number(req.get('Content-Length') ?? 0) > MAX_BYTES) {
    req.resume();
    return undefined;
  }
  const { chunks } = await openBody(req);
  return readWhole(req, chunks, MAX_BYTES);
}
