/**
 * GET /matches, GET and POST /matches/{id}: pairs that may be one person, for those who decide. What is answered holds
 * personal data: nobody keeps a copy. Decisions are journaled, and undone by the opposite decision.
 */
import express, { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import type { Matches } from '../intake/matches.ts';
import { refusal } from '../outcomes.ts';
import { receiptAnswer } from './feeds-gp-summary.ts';
import { noteRoute } from './request-context.ts';
import { targetUrl } from './request-target.ts';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PATIENT = /^(?:Patient\/)?([A-Za-z0-9\-.]{1,64})$/;
const RULES = ['M2', 'M5', 'M6', 'M7'];
const PARAMETERS = ['rule', 'minScore', 'limit', 'cursor', 'decided', 'patient'];
const MOST = 200;

const decisionBody = z.strictObject({
  decision: z.enum(['same', 'different']),
  reason: z.string().trim().min(3).max(500),
  by: z.string().trim().min(1).max(100),
  /** Of a pair that was joined by a rule. */
  patient: z.string().regex(PATIENT, 'Patient/[id]').optional(),
});

export function matches(deps: Matches): Router {
  const router = Router();
  router.use('/matches', prepare);
  router.get('/matches', async (req, res) => {
    noteRoute(res, '/matches');
    const query = targetUrl(req.originalUrl)?.searchParams ?? new URLSearchParams();
    requireKnown(query);
    const limit = numberIn(query, 'limit', 1, MOST) ?? 50;
    const decided = query.get('decided') ?? 'false';
    if (decided !== 'true' && decided !== 'false') throw refusal('invalid', 'decided is true or false');
    if (decided === 'true') {
      res.json({ decided: await deps.decided(limit) });
      return;
    }
    const patient = query.get('patient');
    if (patient !== null) {
      res.json({ joined: await deps.joined(patientId(patient)) });
      return;
    }
    const rule = query.get('rule') ?? undefined;
    if (rule !== undefined && !RULES.includes(rule))
      throw refusal('invalid', `rule is one of ${RULES.join(', ')}`);
    const found = await deps.list({
      rule,
      minScore: numberIn(query, 'minScore', 0, 100),
      limit,
      after: cursorIn(query.get('cursor')),
    });
    const last = found.at(-1);
    if (last !== undefined && found.length === limit) query.set('cursor', `${last.score}.${last.id}`);
    else query.delete('cursor');
    res.json({ matches: found, ...(query.has('cursor') ? { next: `/matches?${query.toString()}` } : {}) });
  });
  router.get('/matches/:id', async (req, res) => {
    noteRoute(res, '/matches/:id');
    const match = await deps.get(idOf(req.params.id));
    if (match === undefined) throw notListed();
    res.json(match);
  });
  router.post('/matches/:id', express.json({ limit: 10_000 }), async (req, res) => {
    noteRoute(res, '/matches/:id');
    if (req.is('application/json') === false)
      throw refusal('unsupportedMediaType', 'A decision must be application/json');
    const body = decisionBody.safeParse(req.body);
    if (!body.success) {
      const faults = body.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
      throw refusal('invalid', faults);
    }
    const peer = `http:${(req.socket.remoteAddress ?? '').replace(/^::ffff:/, '')}`;
    const { patient, ...decision } = body.data;
    const of = patient === undefined ? undefined : patientId(patient);
    const taken = await deps.decide(idOf(req.params.id), decision, peer, of);
    if (taken === undefined) throw notListed();
    const { status, ...answer } = receiptAnswer(taken);
    res.status(status).json(answer);
  });
  router.all(['/matches', '/matches/:id'], (_req, res) => {
    noteRoute(res, '/matches');
    res.setHeader('Allow', 'GET, HEAD, POST');
    throw refusal('methodNotAllowed', 'Here GET is answered, and for one match POST');
  });
  return router;
}

const prepare: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};

function patientId(text: string): string {
  const [, id] = PATIENT.exec(text) ?? [];
  if (id === undefined) throw refusal('invalid', 'patient is Patient/[id]');
  return id;
}

function idOf(text: string): string {
  if (!ID.test(text)) throw notListed();
  return text;
}

function notListed(): Error {
  return refusal(
    'notFound',
    'No such pair is listed, and none was decided: what is known may have changed meanwhile',
  );
}

/** What is not understood is refused, not ignored: a filter that is dropped shows people who were not asked for. */
function requireKnown(query: URLSearchParams): void {
  const names = [...query.keys()];
  if (names.every((name) => PARAMETERS.includes(name)) && new Set(names).size === names.length) return;
  throw refusal('unsupportedParameter', `The parameters are ${PARAMETERS.join(', ')}, each once`);
}

function numberIn(query: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most))
    throw refusal('invalid', `${name} is a whole number from ${least} to ${most}`);
  return value;
}

function cursorIn(text: string | null): { readonly score: number; readonly id: string } | undefined {
  if (text === null) return undefined;
  const [, score, id] = /^(\d{1,3})\.([0-9a-f-]{36})$/.exec(text) ?? [];
  if (score === undefined || id === undefined)
    throw refusal('invalid', 'The cursor is not of this list; follow the links as they were given');
  return { score: Number(score), id };
}
