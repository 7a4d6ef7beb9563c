import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { createFeedHealth } from '../intake/feed-health.ts';
import { readiness } from './health.ts';
import { NOW, startAppUnderTest, type AppUnderTest } from './testing/app-under-test.ts';
import { journalBench, type JournalBench } from '../testing/journal.ts';

let gateway: AppUnderTest | undefined;
let bench: JournalBench | undefined;
afterEach(async () => {
  await gateway?.close();
  await bench?.close();
  gateway = bench = undefined;
});

/** An app whose PAS was last heard an hour ago and has a message in quarantine. */
async function start(): Promise<AppUnderTest['app']> {
  bench = await journalBench();
  const health = createFeedHealth({
    feeds: [
      { id: 'pas', name: 'the PAS', peers: ['10.0.0.1'], silenceLimitMinutes: 30 },
      { id: 'ae', name: 'A&E', peers: ['10.0.0.2'] },
    ],
    db: bench.engine.reader,
    clock: { now: () => NOW },
    steady: () => 0,
  });
  const hourAgo = new Date(NOW.getTime() - 3_600_000).toISOString();
  await bench.keep('x', { feed: 'pas', outcome: 'quarantined', received_at: hourAgo });
  gateway = await startAppUnderTest({
    feeds: health.report,
    ready: async () => readiness(await health.report()),
  });
  return gateway.app;
}

describe('GET /feeds', () => {
  it('lists every configured feed, and unknown senders', async () => {
    const answer = await request(await start()).get('/feeds');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toMatchObject({
      feeds: [
        { id: 'pas', silent: true, silentForMinutes: 60, quarantineSize: 1 },
        { id: 'ae', silent: false, quarantineSize: 0 },
        { id: 'unknown' },
      ],
    });
  });

  it('shows one, and 404 for one that is not configured', async () => {
    const app = await start();
    expect((await request(app).get('/feeds/ae')).body).toMatchObject({ id: 'ae', name: 'A&E' });
    expect((await request(app).get('/feeds/nowhere')).status).toBe(404);
    expect((await request(app).post('/feeds/ae')).status).toBe(405);
  });
});

describe('readiness', () => {
  it('names silent feeds and full quarantines, and stays in service', async () => {
    const answer = await request(await start()).get('/readyz');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ok: true,
      degraded: ['silent:pas', 'quarantine:pas'],
      checks: { store: true, silentFeeds: 1, quarantined: 1 },
    });
  });
});
