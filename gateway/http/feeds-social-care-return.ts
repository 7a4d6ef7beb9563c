/**
 * POST /feeds/social-care with text/csv: the file streams in, and the answer streams out: NDJSON, a line for each step and
 * last the summary; or the summary alone where JSON is asked for. RFC 4180, RFC 9110 12.5.1.
 */
import type { Request, Response } from 'express';
import type { UploadEvent, UploadSummary } from '../intake/council-upload-summary.ts';
import { refusal } from '../outcomes.ts';
import { StoreUnavailableError } from '../store/engine.ts';
import { openBody } from './feeds-adt-body.ts';

export interface ReturnRequest {
  /** Of the council. */
  readonly feed: string;
  /** `http:` and the sender's address. */
  readonly peer: string;
  readonly releaseShort: boolean;
}

export type ReturnIntake = (
  request: ReturnRequest & { readonly chunks: AsyncIterable<Uint8Array> },
) => AsyncIterable<UploadEvent>;

const NDJSON = 'application/x-ndjson';
const JSON_TYPE = 'application/json';
const MAX_BYTES = 1_073_741_824;
/** For a sender that sends nothing while its file is read. */
const IDLE_MS = 60_000;
/** For a client that reads nothing of the answer. */
const READ_DEADLINE_MS = 60_000;
const MAX_UNREAD_BYTES = 1_048_576;

/** Leaves when the client does: what was applied stays, and the same file again goes on from there. */
export async function takeReturn(
  req: Request,
  res: Response,
  request: ReturnRequest,
  intake: ReturnIntake,
): Promise<void> {
  const type = req.accepts([NDJSON, JSON_TYPE]);
  if (type === false) throw refusal('notAcceptable', `The answer is ${NDJSON} or ${JSON_TYPE}`);
  if (Number(req.get('Content-Length') ?? 0) > MAX_BYTES) {
    req.resume();
    throw refusal('tooLarge', 'A return is at most 1 GiB');
  }
  req.setTimeout(IDLE_MS);
  const answer = createAnswer(res, type === NDJSON);
  try {
    const { chunks } = await openBody(req);
    for await (const event of intake({ ...request, chunks })) {
      if (res.destroyed) return;
      if (event.kind === 'busy') {
        res.setHeader('Retry-After', event.retryAfterSeconds);
        throw refusal('conflict', 'A return of this council is being taken at present; send it again later');
      }
      // From here on nothing more is awaited of the sender.
      if (event.kind === 'end' || event.of !== null) req.setTimeout(0);
      if (event.kind === 'progress') {
        const { staged, applied, of } = event;
        await answer.progress({ staged, applied, of });
      } else answer.end(event.summary);
    }
  } catch (error) {
    // What is still coming is read and dropped, so that the answer can be read.
    req.resume();
    const unavailable = error instanceof StoreUnavailableError;
    if (answer.begun) answer.broken(unavailable ? 'unavailable' : 'interrupted');
    if (!answer.begun && unavailable)
      throw refusal('unavailable', 'The store takes nothing at present; send the return again');
    if (!answer.begun || !unavailable) throw error;
  }
  req.resume();
}

interface Answer {
  /** Whether its status can no longer change. */
  readonly begun: boolean;
  progress(line: object): Promise<void>;
  end(summary: UploadSummary): void;
  broken(error: 'unavailable' | 'interrupted'): void;
}

function createAnswer(res: Response, streams: boolean): Answer {
  let begun = false;
  const line = (value: unknown): void => {
    if (!begun) res.status(200).set('Content-Type', NDJSON).set('Cache-Control', 'no-store');
    begun = true;
    res.write(`${JSON.stringify(value)}\n`);
  };
  return {
    get begun() {
      return begun;
    },
    async progress(value) {
      if (!streams) return;
      line(value);
      await untilRead(res);
    },
    end(summary) {
      if (streams) {
        line(summary);
        res.end();
        return;
      }
      begun = true;
      res.status(statusOf(summary)).set('Cache-Control', 'no-store').json(summary);
    },
    broken(error) {
      line({ error, text: 'Not all of it was taken; send it again, it goes on from there' });
      res.end();
    },
  };
}

function statusOf({ outcome }: UploadSummary): number {
  switch (outcome) {
    case 'taken':
      return 200;
    case 'held':
    case 'refused':
      return 422;
    case 'stopped':
      return 503;
  }
}

/** Waits where too much of the answer is unread; a client that does not read is cut off. */
async function untilRead(res: Response): Promise<void> {
  if (res.destroyed || res.writableLength <= MAX_UNREAD_BYTES) return;
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
