/** /livez (the process answers), /readyz (it can do its work), /metrics (Prometheus). */
import { Router } from 'express';
import type { FeedHealth } from '../intake/feed-health.ts';
import type { Metrics } from '../metrics.ts';
import { noteRoute } from './request-context.ts';

/** Names of what was looked at, and whether it works. Nothing personal, and no error text. */
export interface Readiness {
  /** Whether the gateway can take messages and answer: what decides between 200 and 503. */
  readonly ok: boolean;
  /** What somebody should look at although the gateway does its work: `silent:<feed>`, `quarantine:<feed>`. */
  readonly degraded?: readonly string[];
  readonly checks: Readonly<Record<string, boolean | string | number>>;
}

/**
 * The readiness of a gateway whose store answers. A silent feed or a message in quarantine leaves it ready: taking the gateway
 * out of service would end what still works, and a hospital that cannot reach it would be silent for good.
 */
export function readiness(feeds: readonly Pick<FeedHealth, 'id' | 'silent' | 'quarantineSize'>[]): Readiness {
  const silent = feeds.filter((feed) => feed.silent);
  const holding = feeds.filter((feed) => feed.quarantineSize > 0);
  return {
    ok: true,
    degraded: [...silent.map(({ id }) => `silent:${id}`), ...holding.map(({ id }) => `quarantine:${id}`)],
    checks: {
      store: true,
      silentFeeds: silent.length,
      quarantined: holding.reduce((sum, { quarantineSize }) => sum + quarantineSize, 0),
    },
  };
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
