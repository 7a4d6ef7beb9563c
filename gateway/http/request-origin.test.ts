import { networkInterfaces } from 'node:os';
import { createServer, request as ask, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppUnderTest, type AppUnderTest } from './testing/app-under-test.ts';

let gateway: AppUnderTest;
let messages = 0;
beforeAll(async () => {
  gateway = await startAppUnderTest({
    publicUrl: 'https://rother.test',
    receiveAdt: () => {
      messages++;
      return Promise.resolve({ status: 200, contentType: 'application/hl7-v2', body: 'MSH' });
    },
  });
});
afterAll(async () => {
  await gateway.close();
});

const send = (headers: Record<string, string>): request.Test =>
  request(gateway.app).post('/feeds/adt').set('Content-Type', 'text/plain').set(headers).send('MSH|');

describe('requests from browsers', () => {
  it.each([
    { 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: 'http://rother.test' },
    { Origin: 'https://rother.test:8443' },
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-site' },
  ])('are refused from pages of other sites: %j', async (headers) => {
    const before = messages;
    const answer = await send(headers);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'forbidden' }] });
    expect(messages).toBe(before);
    expect((await request(gateway.app).get('/fhir/Patient').set(headers)).status).toBe(403);
  });

  it('are answered from our own pages, and scripts need say nothing', async () => {
    expect((await send({ Origin: 'https://rother.test', 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
    expect((await send({ 'Sec-Fetch-Site': 'none' })).status).toBe(200);
    expect((await send({})).status).toBe(200);
  });
});

describe('requests under another name', () => {
  const get = (path: string, host: string): request.Test => request(gateway.app).get(path).set('Host', host);

  it.each([
    'evil.example',
    'evil.example:8080',
    '10.0.0.5',
    '[2001:db8::1]:8080',
    '127.evil.example',
    '127.1',
    '',
  ])('are refused: Host: %s', async (host) => {
    for (const path of ['/fhir/Patient', '/metrics', '/feeds/adt', '/elsewhere']) {
      const answer = await get(path, host);
      expect(answer.status).toBe(421);
      expect(answer.body).toMatchObject({ resourceType: 'OperationOutcome' });
    }
    expect((await get('/livez', host)).status).toBe(200);
    expect((await get('/readyz', host)).status).toBe(200);
  });

  it.each(['rother.test', 'ROTHER.test.:443', 'localhost:8080', '127.0.0.1', '127.8.8.8:80', '[::1]:8080'])(
    'are answered under ours and those of loopback: Host: %s',
    async (host) => {
      expect((await get('/fhir/Patient', host)).status).toBe(200);
    },
  );

  const address = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

  it.skipIf(address === undefined)(
    'are answered by address where they come in on no loopback address',
    async () => {
      const server = createServer(gateway.app).listen(0, address);
      await once(server, 'listening');
      // A listening TCP server has an address with a port.
      const { port } = server.address() as AddressInfo;
      const status = async (host: string): Promise<number | undefined> => {
        const asking = ask({ host: address, port, path: '/fhir/Patient', headers: { host } }).end();
        // Node emits `response` with the message.
        const [answer] = (await once(asking, 'response')) as [IncomingMessage];
        answer.resume();
        return answer.statusCode;
      };
      expect(await status(`${address ?? ''}:${port}`)).toBe(200);
      expect(await status('evil.example')).toBe(421);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  );
});
