import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../clock.ts';
import type { Notification, SendOutcome } from '../channel.ts';
import type { Resolve, WebhookPolicy } from '../webhook-policy.ts';
import { newWebhookSecret } from '../webhook-secret.ts';
import { systemResolve } from './checked-connect.ts';
import { createRestHook } from './rest-hook.ts';

const LOCAL: WebhookPolicy = { allow: [{ host: '127.0.0.1', http: true }] };

let server: Server;
let port: number;
let requests: number;

beforeEach(async () => {
  requests = 0;
  server = createServer((request, response) => {
    requests++;
    const path = request.url ?? '';
    if (path === '/hang') return;
    if (path === '/endless') {
      response.writeHead(200);
      const more = (): void => {
        while (response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', more);
      more();
      return;
    }
    const status = Number(path.slice(1));
    response.writeHead(status, { location: `http://127.0.0.1:${port}/200`, 'retry-after': '7' }).end('x');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on TCP, so the address is an object.
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function send(
  url: string,
  change: Partial<Notification> = {},
  policy = LOCAL,
  resolve: Resolve = systemResolve,
): Promise<SendOutcome> {
  const channel = createRestHook(policy, resolve, systemClock);
  try {
    return await channel.send({
      id: 'n1',
      url,
      contentType: 'application/fhir+json',
      body: '{}',
      headers: [],
      secret: newWebhookSecret(),
      timeoutMs: 5000,
      signal: new AbortController().signal,
      ...change,
    });
  } finally {
    await channel.close();
  }
}

const at = (path: string): string => `http://127.0.0.1:${port}${path}`;

describe('a rest-hook attempt', () => {
  it.each([
    ['/200', { kind: 'delivered', httpStatus: 200 }],
    ['/204', { kind: 'delivered', httpStatus: 204 }],
    ['/301', { kind: 'failed', code: 'redirect', httpStatus: 301 }],
    ['/307', { kind: 'failed', code: 'redirect', httpStatus: 307 }],
    ['/400', { kind: 'failed', code: 'http-status', httpStatus: 400 }],
    ['/410', { kind: 'gone', httpStatus: 410 }],
    ['/429', { kind: 'failed', code: 'http-status', httpStatus: 429, retryAfterMs: 7000 }],
    ['/500', { kind: 'failed', code: 'http-status', httpStatus: 500 }],
    ['/503', { kind: 'failed', code: 'http-status', httpStatus: 503, retryAfterMs: 7000 }],
  ])('reads %s', async (path, outcome) => {
    expect(await send(at(path))).toEqual(outcome);
    expect(requests).toBe(1);
  });

  it('ends at its timeout', async () => {
    expect(await send(at('/hang'), { timeoutMs: 50 })).toEqual({
      kind: 'failed',
      code: 'timeout',
      httpStatus: null,
    });
  });

  it('does not read an answer without end', async () => {
    expect(await send(at('/endless'))).toEqual({ kind: 'delivered', httpStatus: 200 });
  });

  it('says that it was stopped, not that it failed', async () => {
    const stop = new AbortController();
    const outcome = send(at('/hang'), { signal: stop.signal });
    await expect.poll(() => requests, { timeout: 5000, interval: 5 }).toBe(1);
    stop.abort();
    expect(await outcome).toEqual({ kind: 'stopped' });
  });

  it('says that nothing listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await send(at('/200'))).toMatchObject({ kind: 'failed', code: 'refused' });
    server.listen(0);
  });

  it('says that TLS failed', async () => {
    const policy = { allow: [{ host: '127.0.0.1', http: false }] };
    expect(await send(`https://127.0.0.1:${port}/`, {}, policy)).toMatchObject({
      kind: 'failed',
      code: 'tls',
    });
  });
});

describe('the address check at each send', () => {
  const blocked = { kind: 'failed', code: 'blocked-address', httpStatus: null };
  const none: WebhookPolicy = { allow: [] };

  it('refuses a literal address that is no longer listed', async () => {
    expect(await send(at('/200'), {}, none)).toEqual(blocked);
    expect(await send(`https://127.0.0.1:${port}/`, {}, none)).toEqual(blocked);
    expect(await send(`https://[::1]:${port}/`, {}, none)).toEqual(blocked);
    expect(requests).toBe(0);
  });

  it.each([
    ['private', [{ address: '127.0.0.1', family: 4 }]],
    [
      'public and private at once',
      [
        { address: '8.8.8.8', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ],
    ],
    ['nothing', []],
  ])('refuses a name that now resolves to %s', async (_, addresses) => {
    const resolve: Resolve = () => Promise.resolve(addresses);
    expect(await send(`https://rebound.example:${port}/200`, {}, none, resolve)).toEqual(blocked);
    expect(await send(`http://rebound.example:${port}/200`, {}, LOCAL, resolve)).toEqual(blocked);
    expect(requests).toBe(0);
  });

  it('connects to the address that was checked', async () => {
    const policy = { allow: [{ host: 'hub.internal', http: true, addresses: ['127.0.0.1'] }] };
    const asked: string[] = [];
    const resolve: Resolve = (name) => {
      asked.push(name);
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    };
    expect(await send(`http://hub.internal:${port}/200`, {}, policy, resolve)).toMatchObject({
      kind: 'delivered',
    });
    expect(asked).toEqual(['hub.internal']);
  });

  it('says that a name does not resolve', async () => {
    const resolve: Resolve = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    expect(await send('https://nowhere.example/', {}, none, resolve)).toMatchObject({
      kind: 'failed',
      code: 'dns',
    });
  });
});
