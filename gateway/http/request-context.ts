/** What a request carries through the middleware: its correlation id and the pattern of its route. */
import type { RequestHandler, Response } from 'express';

/** An id that a log may hold: no bare number, which could be somebody's NHS number, and nothing that breaks a line. */
const WELL_FORMED = /^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/**
 * Takes the caller's `X-Correlation-Id` or `X-Request-Id` where it is well formed, else makes an id, and says which one holds.
 * FHIR R4 http.html 3.1.0.1.14 (custom headers).
 */
export function correlate(newId: () => string): RequestHandler {
  return (req, res, next) => {
    const given = [req.get('X-Correlation-Id'), req.get('X-Request-Id')].find(
      (id) => id !== undefined && WELL_FORMED.test(id),
    );
    const id = given ?? newId();
    res.locals['correlationId'] = id;
    res.setHeader('X-Correlation-Id', id);
    res.setHeader('X-Request-Id', id);
    next();
  };
}

/** The id of this request, as logs and error answers name it. */
export function correlationIdOf(res: Response): string {
  const id: unknown = res.locals['correlationId'];
  return typeof id === 'string' ? id : '';
}

/** Notes the pattern that the request matched: logs and metrics name it instead of the URL, which may speak of a person. */
export function noteRoute(res: Response, pattern: string): void {
  res.locals['route'] = pattern;
}

/** The noted pattern; `unmatched` where no route took the request. */
export function routeOf(res: Response): string {
  const route: unknown = res.locals['route'];
  return typeof route === 'string' ? route : 'unmatched';
}
