/** POST /feeds/social-care through the production assembly, over sockets. */
import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import supertest from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { returnFile, serviceLine } from '../testing/council-bench.ts';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { startAppUnderTest, type AppUnderTest } from './testing/app-under-test.ts';

let gateway: RunningGateway | undefined;
let app: AppUnderTest | undefined;
afterEach(async () => {
  await gateway?.stop();
  await app?.close();
  gateway = app = undefined;
});

async function start(): Promise<string> {
  gateway = await startGateway();
  return gateway.baseUrl.replace(/\/fhir$/, '');
}

function post(
  origin: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  query = '',
): Promise<Response> {
  return fetch(`${origin}/feeds/social-care${query}`, { method: 'POST', headers, body });
}

const CSV = { 'Content-Type': 'text/csv' };
const JSON_ALONE = { ...CSV, Accept: 'application/json' };
const FILE = returnFile(...['A', 'B', 'C'].map((id) => serviceLine(id)));

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a return by HTTP', () => {
  it('is answered line by line while it is taken, and last with the summary', async () => {
    const origin = await start();
    const answer = await post(origin, FILE, { ...CSV, Accept: 'application/x-ndjson' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    const lines = linesOf(await answer.text());
    expect(lines.slice(0, -1)).toEqual([
      { staged: 3, applied: 0, of: null },
      { staged: 3, applied: 3, of: 3 },
    ]);
    expect(lines.at(-1)).toMatchObject({
      outcome: 'taken',
      feed: 'rmbc-asc',
      council: '206',
      rows: { read: 3, accepted: 3, refused: 0, changed: 3, unchanged: 0 },
    });
    expect((await gateway?.get<{ total: number }>('EpisodeOfCare?_total=accurate'))?.total).toBe(3);
  });

  it('is answered with the summary alone where JSON is asked for, with its status', async () => {
    const origin = await start();
    const statusAnd = async (body: string, query = ''): Promise<unknown[]> => {
      const answer = await post(origin, body, JSON_ALONE, query);
      const { outcome } = (await answer.json()) as { outcome: string };
      return [answer.status, outcome];
    };
    expect(await statusAnd(FILE)).toEqual([200, 'taken']);
    const short = returnFile(serviceLine('A'));
    expect(await statusAnd(short)).toEqual([422, 'held']);
    expect(await statusAnd(short, '?release=short')).toEqual([200, 'taken']);
    expect(await statusAnd('a,b\r\n')).toEqual([422, 'refused']);
  });

  it('is one at a time for a council, and an upload that is cut off gives way', async () => {
    const origin = await start();
    const first = open(origin);
    first.write(FILE.slice(0, -200));
    const progress = await untilFirstLine(first, FILE);
    expect(progress).toMatch(/"staged"/);
    const second = await post(origin, FILE, JSON_ALONE);
    expect(second.status).toBe(409);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    first.destroy();
    // The gateway notices the cut in a moment.
    const taken = await untilTaken(origin);
    expect(taken).toMatchObject({ outcome: 'taken', rows: { changed: 3 } });
  });

  it('shows in the health of the feed and in the metrics', async () => {
    const origin = await start();
    await post(origin, FILE, JSON_ALONE);
    await post(origin, 'a,b\r\n', JSON_ALONE);
    const health = (await (await fetch(`${origin}/feeds/rmbc-asc`)).json()) as Record<string, unknown>;
    expect(health).toMatchObject({
      id: 'rmbc-asc',
      outcomes: { committed: 2, rejectedAE: 1 },
      lastRejection: { text: expect.stringContaining('file refused: these columns are missing') as string },
    });
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    expect(metrics).toContain('rother_adt_messages_total{feed="rmbc-asc",outcome="committed"} 2');
    const log = gateway?.logLines.join('') ?? '';
    expect(log).not.toMatch(/1941-02-03|S65 1AB/);
  });
});

describe('what the route refuses', () => {
  const council = (id: string, accepts = true) => ({ id, accepts: () => accepts });

  async function statusWith(feeds: readonly ReturnType<typeof council>[], query = ''): Promise<number> {
    app = await startAppUnderTest({ socialCare: { ...noIntake, feeds } });
    const { status } = await supertest(app.app)
      .post(`/feeds/social-care${query}`)
      .set('Content-Type', 'application/json')
      .send('[]');
    await app.close();
    app = undefined;
    return status;
  }

  it('is an address of no council, or of several without a name', async () => {
    expect(await statusWith([])).toBe(404);
    expect(await statusWith([council('a', false)])).toBe(403);
    expect(await statusWith([council('a')])).toBe(200);
    expect(await statusWith([council('a'), council('b')])).toBe(400);
    expect(await statusWith([council('a'), council('b')], '?feed=b')).toBe(200);
    expect(await statusWith([council('a'), council('b', false)], '?feed=b')).toBe(403);
    expect(await statusWith([council('a')], '?feed=a&feed=b')).toBe(400);
    expect(await statusWith([council('a')], '?feed=zzz')).toBe(403);
  });

  it('is any other media type, a compressed body, an unknown release, or another method', async () => {
    app = await startAppUnderTest({ socialCare: { ...noIntake, feeds: [council('a')] } });
    const { app: listener } = app;
    const to = (query = '') => supertest(listener).post(`/feeds/social-care${query}`);
    expect((await to().set('Content-Type', 'text/plain').send('x')).status).toBe(415);
    expect((await to().set(CSV).set('Content-Encoding', 'gzip').send('x')).status).toBe(415);
    expect((await to('?release=all').set(CSV).send('x')).status).toBe(400);
    expect((await to().set(CSV).set('Accept', 'text/html').send('x')).status).toBe(406);
    const got = await supertest(listener).get('/feeds/social-care');
    expect([got.status, got.headers['allow']]).toEqual([405, 'POST']);
  });
});

const noIntake = {
  upload: () => nothing(),
  events: { take: () => nothing(), sequences: () => Promise.resolve(undefined) },
};

async function* nothing(): AsyncGenerator<never, void> {
  // Nothing comes of it.
}

function open(origin: string): ClientRequest {
  const opened = request(`${origin}/feeds/social-care`, {
    method: 'POST',
    headers: { ...CSV, Accept: 'application/x-ndjson' },
  });
  opened.on('error', () => undefined);
  return opened;
}

/** Sends rows until the gateway says that it has some: it reads them by the hundred. */
async function untilFirstLine(opened: ClientRequest, file: string): Promise<string> {
  const [, row = ''] = file.split('\r\n');
  opened.write(`\r\n${`${row}\r\n`.repeat(600)}`);
  const [response] = (await once(opened, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  const [chunk] = (await once(response, 'data')) as [Buffer];
  return chunk.toString();
}

/** Asks again as long as the feed is not free; at most ten seconds. */
async function untilTaken(origin: string): Promise<unknown> {
  const until = Date.now() + 10_000;
  for (;;) {
    const answer = await post(origin, FILE, JSON_ALONE);
    if (answer.status !== 409) return answer.json();
    await answer.text();
    if (Date.now() > until) throw new Error('the feed did not become free');
  }
}
