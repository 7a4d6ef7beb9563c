/** One log line and one measurement per request: method, route pattern, status, time, correlation id. Never a URL. */
import type { RequestHandler } from 'express';
import type { Log } from '../logging.ts';
import type { Metrics } from '../metrics.ts';
import { correlationIdOf, routeOf } from './request-context.ts';

/** Methods that may be a label; anything else a client invents is `other`. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Writes the line when the answer has gone, or when the client went before it. */
export function accessLog(deps: { readonly log: Log; readonly metrics: Metrics }): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    res.once('close', () => {
      const ms = performance.now() - started;
      const method = METHODS.has(req.method) ? req.method : 'other';
      const route = routeOf(res);
      deps.metrics.httpRequest(method, route, res.statusCode, ms);
      deps.log.info({
        event: res.writableFinished ? 'http.request' : 'http.aborted',
        method,
        route,
        status: res.statusCode,
        ms: Math.round(ms * 10) / 10,
        correlationId: correlationIdOf(res),
      });
    });
    next();
  };
}
