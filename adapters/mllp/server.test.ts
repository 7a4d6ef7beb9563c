import { afterEach, describe, expect, it } from 'vitest';
import { MllpServer } from './server.ts';
import { createScene, END, gate, VT } from './scripted-peer.ts';

const scene = createScene();
const { startServer, dial } = scene;

afterEach(() => scene.close());

describe('MllpServer', () => {
  it('acknowledges a message in its envelope, VT to FS CR', async () => {
    const { port } = await startServer();
    const client = await dial(port);
    client.socket.write(`${VT}one${END}`);
    await client.answers(1);
    expect(client.received()).toBe(`${VT}ACK one${END}`);
  });

  it('acknowledges frames of one write and of later ones in order, one in flight, however long each takes', async () => {
    let inFlight = 0;
    let mostInFlight = 0;
    const begun = gate();
    const { opened, open } = gate();
    const { port, told } = await startServer({
      handle: async (frame) => {
        mostInFlight = Math.max(mostInFlight, ++inFlight);
        begun.open();
        if (Buffer.from(frame).toString() === 'slow') await opened;
        inFlight--;
        return [frame];
      },
    });
    const client = await dial(port);
    client.socket.write(`${VT}slow${END}${VT}fast${END}${VT}third${END}`);
    await begun.opened;
    // The junk before the frame tells that these bytes have come in while the first message is in flight.
    client.socket.write(`x${VT}last${END}`);
    await told('junk');
    open();
    expect(await client.answers(4)).toEqual(['slow', 'fast', 'third', 'last']);
    expect(mostInFlight).toBe(1);
  });

  it('reads a message that is cut at any byte, with NUL, CR and LF between messages', async () => {
    const { port } = await startServer();
    const client = await dial(port);
    const wire = `\0\r\n${VT}MSH|x\rPID|1\r${END}\0`;
    for (let at = 1; at < wire.length; at++) {
      client.socket.write(wire.slice(0, at));
      await new Promise(setImmediate);
      client.socket.write(wire.slice(at));
      expect(await client.answers(at)).toHaveLength(at);
    }
    expect(new Set(await client.answers(1))).toEqual(new Set(['ACK MSH|x\rPID|1\r']));
  });

  it('acknowledges a frame whose CR never comes, after a short silence', async () => {
    const { port } = await startServer();
    const client = await dial(port);
    client.socket.write(`${VT}one\x1c`);
    expect(await client.answers(1)).toEqual(['ACK one']);
  });

  it('acknowledges what a sender wrote before it shut its side', async () => {
    const { port, told } = await startServer();
    const client = await dial(port);
    client.socket.end(`${VT}one${END}${VT}two\x1c`);
    expect(await client.answers(2)).toEqual(['ACK one', 'ACK two']);
    await client.closed;
    expect(await told('closed')).toMatchObject({ reason: 'ended' });
  });

  it('closes without an acknowledgement where the handler fails, drops what waits behind, and serves others', async () => {
    const handled: string[] = [];
    const { port, told } = await startServer({
      handle: (frame) => {
        const name = Buffer.from(frame).toString();
        handled.push(name);
        return name === 'bad' ? Promise.reject(new RangeError('holds a name')) : Promise.resolve([frame]);
      },
    });
    const failing = await dial(port);
    const other = await dial(port);
    failing.socket.write(`${VT}good${END}${VT}bad${END}${VT}behind${END}`);
    await failing.closed;
    expect(await told('handler-failed')).toEqual({
      kind: 'handler-failed',
      peer: '127.0.0.1',
      handler: 'handle',
      errorName: 'RangeError',
    });
    expect(failing.received()).toBe(`${VT}good${END}`);
    other.socket.write(`${VT}fine${END}`);
    expect(await other.answers(1)).toEqual(['fine']);
    expect(handled).toEqual(['good', 'bad', 'fine']);
  });

  it('closes without an acknowledgement where the handler gives none', async () => {
    const { port, told } = await startServer({ handle: () => Promise.resolve(undefined) });
    const client = await dial(port);
    client.socket.write(`${VT}one${END}`);
    await client.closed;
    expect(client.received()).toBe('');
    expect(await told('closed')).toMatchObject({ reason: 'unacknowledged' });
  });

  it('sends all acknowledgements of a message in order, and goes on where there are none', async () => {
    const { port } = await startServer({
      handle: (frame) => {
        const count = Number(Buffer.from(frame).toString());
        return Promise.resolve(Array.from({ length: count }, (_, i) => Buffer.from(`${count}.${i + 1}`)));
      },
    });
    const client = await dial(port);
    client.socket.write(`${VT}2${END}${VT}0${END}${VT}1${END}`);
    expect(await client.answers(3)).toEqual(['2.1', '2.2', '1.1']);
  });

  it('hands over a frame that a new VT or the end of the connection cut short, and answers the whole one', async () => {
    const kept: string[] = [];
    const { port, told } = await startServer({
      keepBroken: (bytes, peer) => void kept.push(`${peer} ${Buffer.from(bytes).toString()}`),
    });
    const client = await dial(port);
    client.socket.write(`${VT}half\r\f${VT}whole${END}`);
    expect(await client.answers(1)).toEqual(['ACK whole']);
    client.socket.end(`${VT}rest`);
    await client.closed;
    await told('closed');
    expect(kept).toEqual(['127.0.0.1 half\r\f', '127.0.0.1 rest']);
    expect(await told('broken-frame')).toEqual({
      kind: 'broken-frame',
      peer: '127.0.0.1',
      bytes: 6,
    });
  });

  it('survives a keepBroken that fails', async () => {
    const { port, told } = await startServer({ keepBroken: () => Promise.reject(new Error('disk')) });
    const client = await dial(port);
    client.socket.write(`${VT}half${VT}whole${END}`);
    expect(await client.answers(1)).toEqual(['ACK whole']);
    expect(await told('handler-failed')).toMatchObject({
      handler: 'keepBroken',
      errorName: 'Error',
    });
  });

  it('when stopped, acknowledges the messages it has read, then closes and listens no more', async () => {
    const { opened, open } = gate();
    const begun = gate();
    const { server, port, told } = await startServer({
      handle: async (frame) => {
        begun.open();
        await opened;
        return [frame];
      },
    });
    const busy = await dial(port);
    const silent = await dial(port);
    busy.socket.write(`${VT}one${END}${VT}two${END}${VT}half`);
    await begun.opened;
    const stopped = server.stop(10_000);
    await silent.closed;
    busy.socket.write(` of three${END}`);
    open();
    await stopped;
    await busy.closed;
    expect(await busy.answers(2)).toEqual(['one', 'two']);
    expect(await told('closed')).toMatchObject({ reason: 'server-stopped' });
    await expect(dial(port)).rejects.toThrow('ECONNREFUSED');
  });

  it('when stopped, does not wait for a handler longer than the grace', async () => {
    const begun = gate();
    const { server, port } = await startServer({
      handle: () => {
        begun.open();
        return new Promise(() => undefined);
      },
    });
    const client = await dial(port);
    client.socket.write(`${VT}one${END}`);
    await begun.opened;
    await server.stop(20);
    await client.closed;
    expect(client.received()).toBe('');
  });

  it('rejects its start where the port is taken', async () => {
    const { port } = await startServer();
    const second = new MllpServer({ host: '127.0.0.1', port, handle: () => Promise.resolve(undefined) });
    await expect(second.start()).rejects.toThrow('EADDRINUSE');
    await second.stop(0);
  });
});
