import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createScene, END, gate, VT } from './scripted-peer.ts';
import type { ServerEvent } from './server-events.ts';

const scene = createScene();
const { startServer, dial, atEnd } = scene;

afterEach(() => scene.close());

describe('the limits of MllpServer', () => {
  it('closes a sender whose frame drips in past the deadline, while another is served', async () => {
    const kept: string[] = [];
    const { port, told } = await startServer({
      readDeadlineMs: 150,
      keepBroken: (bytes) => void kept.push(Buffer.from(bytes).toString()),
    });
    const slow = await dial(port);
    const good = await dial(port);
    slow.socket.write(VT);
    const drip = setInterval(() => slow.socket.write('x'), 10);
    atEnd(() => {
      clearInterval(drip);
    });
    for (let count = 1; count <= 20; count++) {
      good.socket.write(`${VT}${count}${END}`);
      await good.answers(count);
    }
    await slow.closed;
    expect(await told('deadline')).toMatchObject({ deadline: 'read' });
    expect(await told('closed')).toMatchObject({ reason: 'read-deadline' });
    expect(kept).toEqual([expect.stringMatching(/^x+$/)]);
    expect(slow.received()).toBe('');
    good.socket.write(`${VT}still here${END}`);
    expect((await good.answers(21)).at(-1)).toBe('ACK still here');
  });

  it.each([
    ['frame-too-large', `${VT}${'x'.repeat(2000)}`],
    ['no-start', 'GET / HTTP/1.1\r\n'.repeat(10)],
  ])('closes a connection that overflows (%s) after answering what came before', async (reason, junk) => {
    const { port, told } = await startServer({ maxFrameBytes: 1000, maxJunkBytes: 100 });
    const other = await dial(port);
    const client = await dial(port);
    client.socket.write(`${VT}one${END}${junk}`);
    await client.closed;
    expect(client.received()).toBe(`${VT}ACK one${END}`);
    expect(await told('overflow')).toMatchObject({ reason });
    expect(await told('closed')).toMatchObject({ reason });
    other.socket.write(`${VT}two${END}`);
    expect(await other.answers(1)).toEqual(['ACK two']);
  });

  it('stops reading a sender that writes ahead of its acknowledgements, and goes on when they are given', async () => {
    const { opened, open } = gate();
    const { port } = await startServer({
      handle: async (frame) => {
        if (frame.length > 10) await opened;
        return [frame.subarray(0, 3)];
      },
    });
    const eager = await dial(port);
    const other = await dial(port);
    const message = `${VT}${'x'.repeat(500_000)}${END}`;
    for (let count = 0; count < 60; count++) eager.socket.write(message);
    for (let count = 1; count <= 300; count++) {
      other.socket.write(`${VT}ok${END}`);
      await other.answers(count);
    }
    expect(eager.socket.writableLength).toBeGreaterThan(1_000_000);
    open();
    expect(await eager.answers(60)).toHaveLength(60);
  });

  it('closes a peer that does not read its acknowledgement within the deadline', async () => {
    const { port, told } = await startServer({
      writeDeadlineMs: 100,
      handle: () => Promise.resolve([new Uint8Array(64_000_000)]),
    });
    const client = await dial(port);
    client.socket.pause();
    client.socket.write(`${VT}one${END}`);
    expect(await told('closed')).toMatchObject({ reason: 'write-deadline' });
    expect(await told('deadline')).toMatchObject({ deadline: 'write' });
  });

  it.each([
    ['says nothing', (socket: Socket) => socket],
    ['sends no frame', (socket: Socket) => socket.write('\r\n\r')],
  ])('closes a connection that %s in time, and not one that has had a frame', async (_, act) => {
    const { port, told } = await startServer({ firstFrameDeadlineMs: 150 });
    const good = await dial(port);
    good.socket.write(`${VT}one${END}`);
    await good.answers(1);
    const mute = await dial(port);
    act(mute.socket);
    await mute.closed;
    expect(await told('deadline')).toMatchObject({ deadline: 'first-frame' });
    expect(await told('closed')).toMatchObject({ reason: 'no-first-frame' });
    good.socket.write(`${VT}two${END}`);
    expect(await good.answers(2)).toEqual(['ACK one', 'ACK two']);
  });

  it('waits for no first frame of a connection that it has closed for another reason', async () => {
    const events: ServerEvent[] = [];
    const { port } = await startServer({
      firstFrameDeadlineMs: 100,
      maxJunkBytes: 10,
      onEvent: (event) => events.push(event),
    });
    const rude = await dial(port);
    rude.socket.write('GET / HTTP/1.1');
    await rude.closed;
    const mute = await dial(port);
    await mute.closed;
    await expect.poll(() => events.filter(({ kind }) => kind === 'closed')).toHaveLength(2);
    expect(events.filter(({ kind }) => kind === 'deadline')).toHaveLength(1);
  });

  it('lets a first frame that is on its way come to its end', async () => {
    const { port } = await startServer({ firstFrameDeadlineMs: 50, readDeadlineMs: 5000 });
    const late = await dial(port);
    const other = await dial(port);
    late.socket.write(`${VT}on`);
    // The other one, which sends nothing, shows that the deadline has passed.
    await other.closed;
    late.socket.write(`e${END}`);
    expect(await late.answers(1)).toEqual(['ACK one']);
  });

  it('refuses addresses that it does not accept, and reads nothing of them', async () => {
    const asked: string[] = [];
    const { port, told } = await startServer({
      accepts: (peer) => {
        asked.push(peer);
        return false;
      },
    });
    const stranger = await dial(port);
    stranger.socket.write(`${VT}one${END}`);
    await stranger.closed;
    expect(await told('refused')).toMatchObject({ reason: 'unknown-peer', peer: '127.0.0.1' });
    expect(asked).toEqual(['127.0.0.1']);
    expect(stranger.received()).toBe('');
  });

  it('bounds what all connections hold in unfinished frames, and frees what they no longer hold', async () => {
    const kept: number[] = [];
    const { port, told } = await startServer({
      maxFrameBytes: 100_000,
      maxPartialBytes: 250_000,
      keepBroken: (bytes) => void kept.push(bytes.length),
    });
    const half = `${VT}${'x'.repeat(99_000)}`;
    const ends = `${'x'.repeat(10)}${END}`;
    // Each goes twice, so that a share that was not freed at the end of a frame or connection is found.
    for (let round = 1; round <= 2; round++) {
      const [first, second, third] = [await dial(port), await dial(port), await dial(port)];
      for (const peer of [first, second]) peer.socket.write(`${VT}ready${END}${half}`);
      await first.answers(1);
      await second.answers(1);
      third.socket.write(half);
      await Promise.race([first.closed, second.closed, third.closed]);
      expect(await told('overflow')).toMatchObject({ reason: 'partial-frames-full' });
      const alive = [first, second, third].filter(({ socket }) => !socket.closed);
      expect(alive).toHaveLength(2);
      for (const { socket } of alive) socket.write(ends);
      for (const peer of alive) expect((await peer.answers(1)).at(-1)).toMatch(/^ACK/);
      for (const peer of alive) peer.socket.end();
      for (const peer of alive) await peer.closed;
    }
    expect(kept).toHaveLength(2);
  });

  it('closes a connection that is silent for longer than it may be', async () => {
    const { port, told } = await startServer({ idleMs: 50 });
    const client = await dial(port);
    await client.closed;
    expect(await told('closed')).toMatchObject({ reason: 'idle' });
  });

  it.each([
    ['connections', { maxConnections: 2 }],
    ['connections-of-peer', { maxConnectionsPerPeer: 2 }],
  ])('refuses one connection too many (%s), and takes another when one has gone', async (reason, limits) => {
    const { port, told } = await startServer(limits);
    const first = await dial(port);
    const second = await dial(port);
    const third = await dial(port);
    await third.closed;
    expect(await told('refused')).toMatchObject({ reason });
    second.socket.write(`${VT}two${END}`);
    expect(await second.answers(1)).toEqual(['ACK two']);
    first.socket.end();
    await told('closed');
    const fourth = await dial(port);
    fourth.socket.write(`${VT}four${END}`);
    expect(await fourth.answers(1)).toEqual(['ACK four']);
  });
});
