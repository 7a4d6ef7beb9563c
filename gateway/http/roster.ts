/**
 * GET /localities/{code}/roster: who belongs to a locality and why, as JSON or as text/csv, page by page. What is answered
 * holds personal data: nobody keeps a copy. `unknown` and `out-of-area` are whom no locality has. Design section 4; RFC 8288.
 */
import { Router } from 'express';
import type { RosterCounts, RosterPage } from '../record/roster.ts';
import { refusal } from '../outcomes.ts';
import { noteRoute } from './request-context.ts';
import { targetUrl } from './request-target.ts';
import { rosterCsv } from './roster-csv.ts';

export interface Rosters {
  /** Name by code: of the localities of the place, and of those whom none of them has. */
  readonly localities: ReadonlyMap<string, string>;
  readonly page: (locality: string, after: number, limit: number) => Promise<RosterPage>;
  readonly counts: (locality: string) => Promise<RosterCounts>;
}

const PATH = '/localities/:code/roster';
const MOST = 1000;
const DEFAULT = 100;
const KNOWN = new Set(['limit', 'cursor']);

/** The first page as JSON has the counts, which read everybody of the locality; further pages have not. */
export function roster(deps: Rosters): Router {
  const router = Router();
  router.get(PATH, async (req, res) => {
    noteRoute(res, PATH);
    res.setHeader('Cache-Control', 'no-store');
    const { code } = req.params;
    const name = deps.localities.get(code);
    if (name === undefined) throw refusal('notFound', 'The place has no locality of this code');
    const type = req.accepts(['application/json', 'text/csv']);
    if (type === false) throw refusal('notAcceptable', 'A roster is application/json or text/csv');
    const query = targetUrl(req.originalUrl)?.searchParams ?? new URLSearchParams();
    const strange = [...query.keys()].find((key) => !KNOWN.has(key));
    if (strange !== undefined) throw refusal('invalid', 'A roster takes limit and cursor, and nothing else');
    const limit = limitIn(query);
    const after = cursorIn(query);
    const { people, next } = await deps.page(code, after ?? 0, limit);
    const link =
      next === undefined
        ? undefined
        : `/localities/${encodeURIComponent(code)}/roster?limit=${limit}&cursor=${next}`;
    if (link !== undefined) res.setHeader('Link', `<${link}>; rel="next"`);
    res.vary('Accept');
    if (type === 'text/csv') {
      res.setHeader('Content-Type', 'text/csv; charset=utf-8; header=present');
      res.send(rosterCsv(people));
      return;
    }
    res.json({
      locality: { code, name },
      ...(after === undefined ? { counts: await deps.counts(code) } : {}),
      people,
      ...(link === undefined ? {} : { next: link }),
    });
  });
  router.all(PATH, (_req, res) => {
    noteRoute(res, PATH);
    res.setHeader('Allow', 'GET, HEAD');
    throw refusal('methodNotAllowed', 'Here only GET is answered');
  });
  return router;
}

function limitIn(query: URLSearchParams): number {
  const text = query.get('limit') ?? String(DEFAULT);
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > MOST) throw refusal('invalid', `limit is a whole number from 1 to ${MOST}`);
  return value;
}

function cursorIn(query: URLSearchParams): number | undefined {
  const text = query.get('cursor');
  if (text === null) return undefined;
  if (!/^\d{1,15}$/.test(text))
    throw refusal('invalid', 'The cursor is not of this list; follow the links as they were given');
  return Number(text);
}
