import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultProxy } from './fault-proxy.ts';

/** A server that notes each chunk as it comes, and how each connection ended; and a proxy before it. */
let chunks: string[];
let ends: string[];
let accepted: Socket[];
let proxy: FaultProxy;
let port: number;
const closing: (() => void)[] = [];

beforeEach(async () => {
  chunks = [];
  ends = [];
  accepted = [];
  const server = createServer((socket) => {
    accepted.push(socket);
    socket.on('data', (chunk) => {
      chunks.push(chunk.toString());
      socket.write(`<${chunk.toString()}>`);
    });
    socket.on('end', () => ends.push('end'));
    socket.on('error', (error) => ends.push('code' in error ? String(error.code) : error.name));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  proxy = new FaultProxy((server.address() as AddressInfo).port);
  port = await proxy.start();
});
afterEach(async () => {
  await proxy.stop();
  for (const close of closing.splice(0)) close();
});

interface Client {
  readonly socket: Socket;
  readonly received: () => string;
  readonly closed: Promise<void>;
}

async function dial(): Promise<Client> {
  const socket = connect(port, '127.0.0.1');
  closing.push(() => socket.destroy());
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString()));
  socket.on('error', (error) => (received += 'code' in error ? String(error.code) : error.name));
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  await once(socket, 'connect');
  return { socket, received: () => received, closed };
}

describe('FaultProxy', () => {
  it('without a fault passes bytes and ends both ways', async () => {
    const client = await dial();
    client.socket.end('hello');
    await client.closed;
    expect(client.received()).toBe('<hello>');
    expect(ends).toEqual(['end']);
  });

  it('splits into single bytes', async () => {
    proxy.set('toServer', { pieceBytes: 1, delayMs: 2 });
    const client = await dial();
    client.socket.write('hello');
    await expect.poll(() => chunks.join('')).toBe('hello');
    expect(chunks.length).toBeGreaterThan(2);
  });

  it('delays one direction', async () => {
    proxy.set('toClient', { delayMs: 150 });
    const client = await dial();
    const started = performance.now();
    client.socket.write('hello');
    await expect.poll(client.received).toBe('<hello>');
    expect(performance.now() - started).toBeGreaterThan(140);
  });

  it('stalls until it is healed, and loses nothing', async () => {
    proxy.set('toClient', { stalled: true });
    const client = await dial();
    client.socket.write('hello');
    await expect.poll(() => chunks).toEqual(['hello']);
    expect(client.received()).toBe('');
    proxy.set('toClient', {});
    await expect.poll(client.received).toBe('<hello>');
  });

  it.each([
    ['end', 'end', ''],
    ['reset', 'ECONNRESET', 'ECONNRESET'],
  ] as const)('cuts after so many bytes by %s', async (how, atServer, atClient) => {
    proxy.set('toServer', { cutAfter: { bytes: 3, how } });
    const client = await dial();
    client.socket.write('hello');
    await client.closed;
    await expect.poll(() => ends.at(-1)).toBe(atServer);
    if (how === 'end') expect(chunks).toEqual(['hel']);
    expect('hel'.startsWith(chunks.join(''))).toBe(true);
    expect(client.received().replace('<hel>', '')).toBe(atClient);
  });

  it('resets what stands', async () => {
    const client = await dial();
    await expect.poll(() => accepted.length).toBe(1);
    proxy.resetAll();
    await client.closed;
    expect(client.received()).toBe('ECONNRESET');
    await expect.poll(() => ends).toEqual(['ECONNRESET']);
  });
});
