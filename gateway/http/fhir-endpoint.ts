/** Express -> FhirRequest -> the route's interaction -> the answer. FHIR R4 http.html. */
import type { Request, RequestHandler, Response } from 'express';
import type { FhirRequest } from '../interactions/fhir-request.ts';
import { refusal } from '../outcomes.ts';
import { readForm, readJsonBody } from './fhir-body.ts';
import type { FhirRoute } from './fhir-routes.ts';
import { type PathValues, matchRoute, routePattern } from './match-route.ts';
import { requireAcceptable } from './negotiation.ts';
import { correlationIdOf, noteRoute } from './request-context.ts';
import { targetUrl } from './request-target.ts';
import { respond, wantedReturn } from './respond.ts';

/** `*` or a list of entity tags. RFC 9110 13.1.1. */
const ETAGS = /^\s*(?:\*|(?:W\/)?"[A-Za-z0-9\-.]{1,64}"(?:\s*,\s*(?:W\/)?"[A-Za-z0-9\-.]{1,64}")*)\s*$/;

/** Answers everything below /fhir from the route table. */
export function fhirEndpoint(routes: readonly FhirRoute[], baseUrl: string): RequestHandler {
  return async (req, res) => {
    noteRoute(res, '/fhir/*');
    const { route, values } = findRoute(routes, req, res);
    noteRoute(res, routePattern(route, values));
    const query = targetUrl(req.originalUrl)?.searchParams ?? new URLSearchParams();
    requireAcceptable(req.get('Accept'), query);
    const request = await fhirRequest(route, values, query, baseUrl, req, res);
    const answer = await route.handler(request);
    // What is created holds what is told once only, a Subscription's signing secret: it is sent whatever was preferred.
    respond(res, answer, route.interaction === 'update' ? wantedReturn(request.prefer) : 'representation');
  };
}

function findRoute(
  routes: readonly FhirRoute[],
  req: Request,
  res: Response,
): { route: FhirRoute; values: PathValues } {
  const match = matchRoute(routes, req.method, segmentsOf(req.path));
  switch (match.kind) {
    case 'found':
      return match;
    case 'wrong-method':
      res.setHeader('Allow', match.allow.join(', '));
      throw refusal('methodNotAllowed', `Here only ${match.allow.join(', ')} is answered`);
    case 'unserved-type':
      throw refusal('notFound', 'This resource type is not served here; GET metadata lists those that are');
    case 'unknown':
      throw refusal('notFound', 'There is no such interaction here; GET metadata lists those that are');
  }
}

function segmentsOf(path: string): string[] {
  try {
    const segments = path.split('/').slice(1).map(decodeURIComponent);
    return segments.at(-1) === '' ? segments.slice(0, -1) : segments;
  } catch {
    throw refusal('invalid', 'The path holds a percent sign that encodes nothing');
  }
}

async function fhirRequest(
  route: FhirRoute,
  values: PathValues,
  query: URLSearchParams,
  baseUrl: string,
  req: Request,
  res: Response,
): Promise<FhirRequest> {
  if (req.get('If-None-Exist') !== undefined) {
    throw refusal('unsupportedParameter', 'If-None-Exist: conditional create is not supported');
  }
  const headers = {
    ifMatch: etagHeader(req.get('If-Match')),
    ifNoneMatch: req.get('If-None-Match'),
    ifModifiedSince: req.get('If-Modified-Since'),
    prefer: req.get('Prefer'),
  };
  const body = route.body === undefined ? {} : await readBody(route.body, query, req, res);
  return {
    method: req.method === 'HEAD' ? 'HEAD' : route.method,
    ...values,
    query,
    ...withoutUndefined(headers),
    ...body,
    baseUrl,
    correlationId: correlationIdOf(res),
  };
}

/** Adds a form's parameters to those of the URL; gives the JSON of anything else. */
async function readBody(
  kind: NonNullable<FhirRoute['body']>,
  query: URLSearchParams,
  req: Request,
  res: Response,
): Promise<{ query?: URLSearchParams; body?: unknown }> {
  if (kind === 'form') {
    // In a list of its own: each change of a URL's parameters would write the whole URL anew.
    const all = new URLSearchParams([...query, ...(await readForm(req, res))]);
    requireAcceptable(req.get('Accept'), all);
    return { query: all };
  }
  const body = await readJsonBody(req, res);
  if (body !== undefined) return { body };
  if (kind === 'optional-json') return {};
  throw refusal('invalid', 'The body is empty; a resource in JSON is expected');
}

function etagHeader(value: string | undefined): string | undefined {
  if (value !== undefined && !ETAGS.test(value)) {
    throw refusal('invalid', 'If-Match must hold * or ETags as the server gave them, such as W/"3"');
  }
  return value?.trim();
}

function withoutUndefined<T extends Record<string, string | undefined>>(
  values: T,
): { [K in keyof T]?: string } {
  // Keys whose value is undefined are gone, so what remains maps its keys to strings.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}
