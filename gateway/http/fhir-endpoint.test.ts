import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import type { FhirRequest } from '../interactions/fhir-request.ts';
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

/** A gateway on which Subscriptions can be written; keeps what its handlers were asked. */
async function startWritable(): Promise<{ app: AppUnderTest['app']; asked: FhirRequest[] }> {
  const asked: FhirRequest[] = [];
  const body = {
    resourceType: 'Subscription',
    id: 's1',
    status: 'requested',
    criteria: 'c',
    reason: 'r',
    channel: { type: 'rest-hook' },
  } as const;
  const handle =
    (status: number) =>
    (
      asking: FhirRequest,
    ): Promise<{ status: number; body: typeof body; version: number; location: string }> => {
      asked.push(asking);
      return Promise.resolve({
        status,
        body,
        version: 1,
        location: 'http://gateway.test/fhir/Subscription/s1/_history/1',
      });
    };
  const { app } = await start({
    writes: {
      Subscription: {
        create: handle(201),
        update: handle(200),
        delete: () => Promise.resolve({ status: 204 }),
      },
    },
    operations: [
      {
        name: 'status',
        types: ['Subscription'],
        levels: ['type', 'instance'],
        methods: ['GET', 'POST'],
        definition: 'http://example.org/status',
        handler: handle(200),
      },
    ],
  });
  return { app, asked };
}

describe('/fhir: methods and addresses', () => {
  it('answers 405 with what is allowed', async () => {
    const { app } = await startWritable();
    const answer = await request(app).put('/fhir/Patient/1').type('application/fhir+json').send('{}');
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toBe('HEAD, GET');
    expect(answer.body).toMatchObject({ resourceType: 'OperationOutcome' });
    expect((await request(app).delete('/fhir/metadata')).headers['allow']).toBe('HEAD, GET');
    expect((await request(app).get('/fhir/Patient/_search')).headers['allow']).toBe('POST');
    expect((await request(app).post('/fhir/Patient')).status).toBe(405);
    expect((await request(app).patch('/fhir/Subscription/1')).headers['allow']).toBe(
      'HEAD, GET, PUT, DELETE',
    );
  });

  it.each([
    '/fhir',
    '/fhir/',
    '/fhir/Device',
    '/fhir/nothing/at/all/here',
    '/fhir/Patient/$everything',
    '/fhir/Patient/1/$status',
    '/fhir/_history',
    '/elsewhere',
  ])('answers %s with 404 and an OperationOutcome', async (path) => {
    const { app } = await startWritable();
    const answer = await request(app).get(path);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'not-found' }] });
  });

  it('takes an address with a slash at its end', async () => {
    const { app } = await start();
    expect((await request(app).get('/fhir/Patient/')).status).toBe(200);
  });
});

describe('/fhir: negotiation', () => {
  it.each([
    ['application/fhir+json', 200],
    ['application/json;q=0.5, text/html', 200],
    ['text/html, */*;q=0.1', 200],
    ['application/fhir+json; fhirVersion=4.0', 200],
    ['application/fhir+json; fhirVersion=3.0', 406],
    ['application/fhir+xml', 406],
    ['application/json;q=0', 406],
    ['text/html', 406],
  ])('Accept: %s: %i', async (accept, status) => {
    const { app } = await start();
    expect((await request(app).get('/fhir/Patient').set('Accept', accept)).status).toBe(status);
    const overruled = await request(app).get('/fhir/Patient?_format=json').set('Accept', accept);
    expect(overruled.status).toBe(200);
  });
});

describe('/fhir: writes', () => {
  const JSON_TYPE = 'application/fhir+json';

  it('hands the parsed body and the headers to the interaction, and tells what was made', async () => {
    const { app, asked } = await startWritable();
    const answer = await request(app)
      .post('/fhir/Subscription')
      .type(JSON_TYPE)
      .set('If-Match', 'W/"3"')
      .send('{"resourceType":"Subscription"}');
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({
      location: 'http://gateway.test/fhir/Subscription/s1/_history/1',
      etag: 'W/"1"',
    });
    expect(answer.body).toMatchObject({ id: 's1' });
    expect(asked[0]).toMatchObject({
      method: 'POST',
      type: 'Subscription',
      body: { resourceType: 'Subscription' },
      ifMatch: 'W/"3"',
      baseUrl: 'http://gateway.test/fhir',
    });
  });

  it('honours Prefer: return', async () => {
    const { app } = await startWritable();
    const put = (prefer: string): request.Test =>
      request(app).put('/fhir/Subscription/s1').type(JSON_TYPE).set('Prefer', prefer).send('{}');
    expect((await put('handling=strict; return=minimal')).text).toBe('');
    expect((await put('return=minimal')).headers['etag']).toBe('W/"1"');
    expect((await put('return=OperationOutcome')).body).toMatchObject({ resourceType: 'OperationOutcome' });
    expect((await put('return=representation')).body).toMatchObject({ id: 's1' });
  });

  it('takes a list of ETags for If-Match', async () => {
    const { app, asked } = await startWritable();
    const put = request(app).put('/fhir/Subscription/s1').type(JSON_TYPE);
    expect((await put.set('If-Match', 'W/"1" , "2",W/"3"').send('{}')).status).toBe(200);
    expect(asked[0]?.ifMatch).toBe('W/"1" , "2",W/"3"');
  });

  it.each(['return=minimal', 'return=OperationOutcome'])(
    'sends what was created whatever is preferred (%s): it is told once',
    async (prefer) => {
      const { app } = await startWritable();
      const post = request(app).post('/fhir/Subscription').type(JSON_TYPE).set('Prefer', prefer);
      expect((await post.send('{}')).body).toMatchObject({ resourceType: 'Subscription', id: 's1' });
    },
  );

  it('answers a delete with 204 and nothing else', async () => {
    const { app } = await startWritable();
    const answer = await request(app).delete('/fhir/Subscription/s1');
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
  });

  it.each([
    ['{"name": "Secretname', JSON_TYPE, 400],
    ['', JSON_TYPE, 400],
    ['['.repeat(65) + ']'.repeat(65), JSON_TYPE, 400],
    ['['.repeat(500_000), 'application/json', 400],
    [`{"a":"${'x'.repeat(4 * 1024 * 1024)}"}`, JSON_TYPE, 413],
    ['<Subscription/>', 'application/fhir+xml', 415],
    ['{}', 'application/fhir+json; charset=utf-16', 415],
    ['{}', 'text/plain', 415],
  ])('refuses a bad body (%#) without repeating it', async (body, type, status) => {
    const { app, asked } = await startWritable();
    const answer = await request(app).post('/fhir/Subscription').set('Content-Type', type).send(body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(answer.text).not.toContain('Secretname');
    expect(asked).toEqual([]);
  });

  it('refuses a body that is not UTF-8, which lenient decoding would have altered', async () => {
    const { app, asked } = await startWritable();
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A listening TCP server has an address with a port.
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/fhir/Subscription`, {
      method: 'POST',
      headers: { 'Content-Type': JSON_TYPE },
      body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    });
    expect(answer.status).toBe(400);
    expect(asked).toEqual([]);
    await answer.text();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('takes brackets in strings for what they are', async () => {
    const { app } = await startWritable();
    const body = JSON.stringify({ text: `${'['.repeat(200)}"\\` });
    const answer = await request(app).post('/fhir/Subscription').type(JSON_TYPE).send(body);
    expect(answer.status).toBe(201);
  });

  it('refuses conditions that it would otherwise ignore', async () => {
    const { app, asked } = await startWritable();
    const post = (): request.Test => request(app).post('/fhir/Subscription').type(JSON_TYPE);
    expect((await post().set('If-None-Exist', 'url=x').send('{}')).status).toBe(400);
    expect((await post().set('If-Match', '3').send('{}')).status).toBe(400);
    expect((await post().set('If-Match', 'W/"1", 2').send('{}')).status).toBe(400);
    expect((await post().set('If-Match', 'W/"1", *').send('{}')).status).toBe(400);
    expect(asked).toEqual([]);
  });

  it('reaches operations on type and instance, with and without a body', async () => {
    const { app, asked } = await startWritable();
    expect((await request(app).get('/fhir/Subscription/$status?id=s1')).status).toBe(200);
    expect((await request(app).post('/fhir/Subscription/s1/$status')).status).toBe(200);
    const parameters = '{"resourceType":"Parameters"}';
    const post = request(app).post('/fhir/Subscription/$status').type(JSON_TYPE);
    expect((await post.send(parameters)).status).toBe(200);
    expect(asked.map((a) => [a.id, a.body])).toEqual([
      [undefined, undefined],
      ['s1', undefined],
      [undefined, { resourceType: 'Parameters' }],
    ]);
  });

  it('refuses a form that is longer than any query', async () => {
    const { app } = await start();
    const form = (text: string) => request(app).post('/fhir/Patient/_search').type('form').send(text);
    expect((await form('a&'.repeat(30_000))).status).toBe(400);
    expect((await form('a&'.repeat(40_000))).status).toBe(413);
  });

  it('takes a form, and nothing else, for POST _search', async () => {
    const { app } = await start();
    const post = request(app).post('/fhir/Patient/_search').type(JSON_TYPE);
    expect((await post.send('{}')).status).toBe(415);
    const xml = request(app).post('/fhir/Patient/_search').type('form');
    expect((await xml.send('_format=xml')).status).toBe(406);
  });
});
