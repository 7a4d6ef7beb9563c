import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppUnderTest, type AppUnderTest } from './testing/app-under-test.ts';

let gateway: AppUnderTest;
let server: Server;
beforeAll(async () => {
  gateway = await startAppUnderTest();
  server = createServer(gateway.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  await gateway.close();
});

/** Sends a request line as it is, which no HTTP client would, and reads the whole answer. */
async function ask(target: string): Promise<string> {
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  await once(socket, 'close');
  return answer;
}

describe('a request target', () => {
  it.each([
    'http://127.0.0.1/fhir/Patient',
    'http://evil.example/fhir/Patient',
    'http://[/',
    'https:///x',
    '/fhir/Patient#x',
    '/malformed-request-target',
  ])('that is not a path with a query is refused as such: %s', async (target) => {
    const answer = await ask(target);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/fhir+json');
    expect(answer).toContain('"resourceType":"OperationOutcome"');
    expect(answer.toLowerCase()).toContain('x-correlation-id: made-');
  });

  it.each([
    ['//', 404],
    ['//evil.example/fhir/Patient', 404],
    ['/fhir//', 404],
    ['/fhir/%', 400],
    ['/%', 404],
    ['/fhir/Patient?_id=%', 400],
    ['/fhir/Patient?_count=1?', 400],
    ['/fhir/Patient', 200],
  ])('%s is answered %i in JSON', async (target, status) => {
    const answer = await ask(target);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain('application/fhir+json');
  });
});
