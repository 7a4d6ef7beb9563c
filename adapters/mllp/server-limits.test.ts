import { afterEach, describe, expect, it } from 'vitest';
import { createScene, END, gate, VT } from './scripted-peer.ts';

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
        return frame.subarray(0, 3);
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
      handle: () => Promise.resolve(new Uint8Array(64_000_000)),
    });
    const client = await dial(port);
    client.socket.pause();
    client.socket.write(`${VT}one${END}`);
    expect(await told('closed')).toMatchObject({ reason: 'write-deadline' });
    expect(await told('deadline')).toMatchObject({ deadline: 'write' });
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
