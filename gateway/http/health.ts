/** /livez (the process answers), /readyz (it can do its work), /metrics (Prometheus). */
import { Router } from 'express';
import type { Metrics } from '../metrics.ts';
import { noteRoute } from './request-context.ts';

/** Names of what was looked at, and whether it works. Nothing personal, and no error text. */
export interface Readiness {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, boolean | string | number>>;
}

/** @param deps `ready` is asked on every call of /readyz; if it throws, the answer is 503. */
export function health(deps: { readonly ready: () => Promise<Readiness> }): Router {
  const router = Router();
  router.get('/livez', (_req, res) => {
    noteRoute(res, '/livez');
    res.json({ ok: true });
  });
  router.get('/readyz', async (_req, res) => {
    noteRoute(res, '/readyz');
    const readiness = await deps.ready().catch((): Readiness => ({ ok: false, checks: {} }));
    res.status(readiness.ok ? 200 : 503).json(readiness);
  });
  return router;
}

/** Counts and times, for Prometheus. */
export function metrics(source: Metrics): Router {
  const router = Router();
  router.get('/metrics', async (_req, res) => {
    noteRoute(res, '/metrics');
    const { contentType, body } = await source.render();
    res.type(contentType).send(body);
  });
  return router;
}
