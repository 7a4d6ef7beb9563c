/** GET /feeds and /feeds/{id}: how each feed is, for operators. No personal data; the addresses of senders. */
import { Router } from 'express';
import type { FeedHealth } from '../intake/feed-health.ts';
import { refusal } from '../outcomes.ts';
import { noteRoute } from './request-context.ts';

export type ReportFeeds = () => Promise<readonly FeedHealth[]>;

export function feeds(report: ReportFeeds): Router {
  const router = Router();
  router.get('/feeds', async (_req, res) => {
    noteRoute(res, '/feeds');
    const all = await report();
    res.set('Cache-Control', 'no-store').json({ feeds: all });
  });
  router.get('/feeds/:id', async (req, res) => {
    noteRoute(res, '/feeds/:id');
    const feed = (await report()).find(({ id }) => id === req.params.id);
    if (feed === undefined)
      throw refusal('notFound', 'No feed of this id is configured; GET /feeds lists them');
    res.set('Cache-Control', 'no-store').json(feed);
  });
  router.all(['/feeds', '/feeds/:id'], (_req, res) => {
    noteRoute(res, '/feeds');
    res.setHeader('Allow', 'GET, HEAD');
    throw refusal('methodNotAllowed', 'Here only GET is answered');
  });
  return router;
}
