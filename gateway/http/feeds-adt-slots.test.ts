import { once } from 'node:events';
import { createServer, request, type ClientRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../logging.ts';
import { errorHandler } from './error-handler.ts';
import { adtFeed } from './feeds-adt.ts';

let server: Server | undefined;
let port = 0;
let opened: ClientRequest[] = [];
afterEach(async () => {
  for (const req of opened) req.destroy();
  opened = [];
  server?.closeAllConnections();
  await new Promise<unknown>((resolve) => {
    if (server === undefined) resolve(undefined);
    else server.close(resolve);
  });
  server = undefined;
});

/** @returns how many requests have come so far, to wait for. */
async function start(bodyDeadlineMs?: number): Promise<(count: number) => Promise<void>> {
  const app = express();
  let come = 0;
  let wake = (): void => undefined;
  const receive = (raw: Uint8Array) =>
    Promise.resolve({
      status: 200,
      contentType: 'application/hl7-v2',
      body: 'MSH|ack',
      told: { code: 'AA' as const, controlId: String(raw.length), messageId: 'm' },
    });
  app.use(adtFeed(receive, bodyDeadlineMs));
  app.use(errorHandler(createLog('silent')));
  server = createServer(app);
  server.on('request', () => {
    come += 1;
    wake();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server has an address object.
  ({ port } = server.address() as AddressInfo);
  return async (count) => {
    while (come < count) await new Promise<void>((resolve) => (wake = resolve));
  };
}

/** Begins a request whose body does not end. */
function begin(body: string, headers: Readonly<Record<string, string>> = {}): ClientRequest {
  const req = request({
    port,
    method: 'POST',
    path: '/feeds/adt',
    agent: false,
    headers: { 'content-type': 'application/hl7-v2', ...headers },
  });
  // The end of a test cuts off what is still open.
  req.on('error', () => undefined);
  req.write(body);
  opened.push(req);
  return req;
}

interface Told {
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

async function answer(req: ClientRequest): Promise<Told> {
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of res) text += String(chunk);
  return { status: res.statusCode, retryAfter: res.headers['retry-after'], text };
}

function post(body: string): Promise<Told> {
  const req = begin(body);
  req.end();
  return answer(req);
}

const MESSAGE = 'MSH|^~\\&|PAS|RFR|||20261121||ADT^A28|c1|P|2.4\r';
const BATCH = `BHS|^~\\&\r${MESSAGE}${MESSAGE}`;

describe('the bodies that POST /feeds/adt holds at a time', () => {
  it('are 16 messages; one more is told to come again, and is taken once there is room', async () => {
    const come = await start();
    const held = Array.from({ length: 16 }, (_, i) =>
      begin(MESSAGE, i % 2 === 0 ? {} : { 'content-encoding': 'gzip' }),
    );
    await come(16);
    const refused = await post(MESSAGE);
    expect(refused).toMatchObject({ status: 503, retryAfter: '5' });
    expect(refused.text).toContain('16 messages are being taken at present');
    const first = held[0];
    if (first === undefined) throw new Error('none is held');
    first.end();
    expect((await answer(first)).status).toBe(200);
    expect((await post(MESSAGE)).status).toBe(200);
  });

  it('are 4 batches beside them, which do not take the places of messages', async () => {
    await start();
    const held = Array.from({ length: 4 }, () => begin(BATCH));
    // The answer has begun: it is known for a batch.
    await Promise.all(held.map((req) => once(req, 'response')));
    const refused = await post(BATCH);
    expect(refused).toMatchObject({ status: 503, retryAfter: '5' });
    expect(refused.text).toContain('4 batches are being taken at present');
    expect((await post(MESSAGE)).status).toBe(200);
    for (let i = 0; i < 20; i++) expect((await post(MESSAGE)).status).toBe(200);
  });

  it('are given up by senders that go away', async () => {
    const come = await start();
    const held = Array.from({ length: 16 }, () => begin(MESSAGE));
    await come(16);
    for (const req of held) req.destroy();
    // The server sees each end a moment after the sender.
    await expect.poll(async () => (await post(MESSAGE)).status).toBe(200);
  });

  it('are cut where they do not come in, plain or compressed', async () => {
    await start(50);
    for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
      const req = begin('MSH|', headers);
      const cut = new Promise<void>((resolve) => req.once('close', resolve));
      const told = await answer(req);
      expect(told).toMatchObject({ status: 408 });
      expect(told.text).toContain('The body did not come in within 0.05 s');
      await cut;
    }
    for (let i = 0; i < 20; i++) expect((await post(MESSAGE)).status).toBe(200);
  });
});
