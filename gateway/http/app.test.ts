import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppDeps } from './app.ts';
import { startAppUnderTest, type AppUnderTest } from './testing/app-under-test.ts';

let gateway: AppUnderTest | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

async function start(changes: Partial<AppDeps> = {}): Promise<AppUnderTest> {
  gateway = await startAppUnderTest(changes);
  return gateway;
}

describe('correlation', () => {
  it('takes a well-formed id, and says which id holds', async () => {
    const { app } = await start();
    const given = await request(app).get('/livez').set('X-Request-Id', 'caller-0001');
    expect(given.headers).toMatchObject({ 'x-correlation-id': 'caller-0001', 'x-request-id': 'caller-0001' });
    for (const bad of ['short', '9990000018', 'a b c d e f g h', 'x'.repeat(65)]) {
      const made = await request(app).get('/livez').set('X-Correlation-Id', bad);
      expect(made.headers['x-correlation-id']).toMatch(/^made-\d+$/);
    }
  });
});

describe('the access log and the metrics', () => {
  it('name the route and never the URL', async () => {
    const { app, lines } = await start();
    await request(app).get('/fhir/Patient?family=Secretname&identifier=9990000018');
    await request(app).get('/fhir/Patient/secret-id-9990000018');
    await request(app).get('/fhir/Secretname');
    await request(app).get('/secretname');
    const metrics = await request(app).get('/metrics');
    const log = lines.join('\n');
    for (const text of [log, metrics.text]) {
      expect(text.toLowerCase()).not.toContain('secret');
      expect(text).not.toContain('9990000018');
    }
    const routes = lines.map((line) => (JSON.parse(line) as { route: string }).route);
    expect(routes.slice(0, 4)).toEqual(['/fhir/Patient', '/fhir/Patient/:id', '/fhir/*', 'unmatched']);
    expect(log).toMatch(
      /"event":"http.request","method":"GET","route":"\/fhir\/Patient","status":200,"ms":[\d.]+,"correlationId":"made-1"/,
    );
    expect(metrics.headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(metrics.text).toContain(
      'rother_http_request_seconds_count{method="GET",route="/fhir/Patient",status="200"} 1',
    );
  });
});

describe('health', () => {
  it('is alive, and ready as long as its checks say so', async () => {
    let ok = true;
    const { app } = await start({ ready: () => Promise.resolve({ ok, checks: { store: ok } }) });
    expect((await request(app).get('/livez')).body).toEqual({ ok: true });
    expect((await request(app).get('/readyz')).status).toBe(200);
    ok = false;
    const answer = await request(app).get('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({ ok: false, checks: { store: false } });
  });

  it('is not ready when the checks themselves fail', async () => {
    const { app } = await start({ ready: () => Promise.reject(new Error('secret')) });
    const answer = await request(app).get('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.text).not.toContain('secret');
  });
});

describe('a fault of ours', () => {
  it('tells the caller an id, and the log the kind of error, and nobody its message', async () => {
    const fault = (): Promise<never> => Promise.reject(new TypeError('Secretname 9990000018'));
    const { app, lines } = await start({
      interactions: { read: fault, vread: fault, history: fault, searchType: fault },
    });
    const answer = await request(app).get('/fhir/Patient').set('X-Correlation-Id', 'caller-0001');
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [
        { severity: 'fatal', code: 'exception', diagnostics: 'Internal error. Correlation id: caller-0001' },
      ],
    });
    const log = lines.join('\n');
    expect(log).toContain('"event":"http.fault"');
    expect(log).toContain('"errorName":"TypeError"');
    expect(log + answer.text).not.toContain('Secretname');
  });
});
