/**
 * POST /caseloads/{id}/members: a caseload's people as text/csv, each row answered. What is answered names lines of the
 * file, and nobody. docs/caseloads-and-plans.md; RFC 4180, RFC 7111 (text/csv).
 */
import { Router, type Request, type Response } from 'express';
import type { FhirRequest } from '../interactions/fhir-request.ts';
import type { UploadReport } from '../interactions/operations/caseload-upload.ts';
import type { Line } from '../interactions/operations/caseload-upload-rows.ts';
import { refusal } from '../outcomes.ts';
import { isFhirId } from '../search/literal-reference.ts';
import { csvLines } from './caseloads-csv.ts';
import { createSlots, readWithin } from './feeds-adt-slots.ts';
import { correlationIdOf, noteRoute } from './request-context.ts';
import { targetUrl } from './request-target.ts';

export type UploadCaseload = (request: FhirRequest, lines: AsyncIterable<Line>) => Promise<UploadReport>;

const PATH = '/caseloads/:id/members';
/** 20,000 rows of a hundred characters. */
const MAX_BYTES = 2 * 1024 * 1024;
/** Each holds its rows until they are stored. */
const MAX_HELD = 2;
const DEADLINE_MS = 60_000;
const ETAGS = /^\s*(?:\*|(?:W\/)?"[A-Za-z0-9\-.]{1,64}"(?:\s*,\s*(?:W\/)?"[A-Za-z0-9\-.]{1,64}")*)\s*$/;

/**
 * The route: 200 with a report, 422 with one where nothing was applied; 413 over 2 MiB, 415 for another type, 408 for a body
 * that does not come in, 503 for one too many at a time.
 */
export function caseloads(upload: UploadCaseload, deadlineMs = DEADLINE_MS): Router {
  const router = Router();
  const slots = createSlots(MAX_HELD, 'lists');
  router.post(PATH, async (req, res) => {
    noteRoute(res, PATH);
    res.setHeader('Cache-Control', 'no-store');
    const release = slots.take(res);
    try {
      const request = fhirRequest(req, res);
      const report = await readWithin(deadlineMs, res, upload(request, csvLines(chunksOf(req))));
      res.setHeader('ETag', `W/"${report.version}"`);
      res.status(report.applied ? 200 : 422).json(report);
    } catch (error) {
      // What is still coming is read and dropped, so that the answer can be read.
      req.resume();
      throw error;
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

function fhirRequest(req: Request, res: Response): FhirRequest {
  const [mime = '', ...parameters] = (req.get('Content-Type') ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const encoded = (req.get('Content-Encoding') ?? 'identity').toLowerCase() !== 'identity';
  const foreign = parameters.some((p) => p.startsWith('charset=') && !/^charset="?utf-?8"?$/.test(p));
  if (mime !== 'text/csv' || encoded || foreign) {
    throw refusal('unsupportedMediaType', 'A list must be text/csv in UTF-8, not compressed');
  }
  const { id } = req.params;
  if (typeof id !== 'string' || !isFhirId(id)) throw refusal('notFound', 'There is no Group with this id');
  const ifMatch = req.get('If-Match');
  if (ifMatch !== undefined && !ETAGS.test(ifMatch))
    throw refusal('invalid', 'If-Match is not a list of ETags');
  return {
    method: 'POST',
    type: 'Group',
    id,
    query: targetUrl(req.originalUrl)?.searchParams ?? new URLSearchParams(),
    ...(ifMatch === undefined ? {} : { ifMatch }),
    baseUrl: '',
    correlationId: correlationIdOf(res),
  };
}

async function* chunksOf(req: Request): AsyncGenerator<Uint8Array, void> {
  let length = 0;
  try {
    // Leaving early must not destroy the request: what is still coming is then to be read and dropped.
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      if (!(chunk instanceof Uint8Array)) continue;
      length += chunk.length;
      if (length > MAX_BYTES) break;
      yield chunk;
    }
  } catch {
    throw refusal('invalid', 'The body ended early');
  }
  if (length > MAX_BYTES) throw refusal('tooLarge', 'A list is at most 2 MiB');
}
