/** For tests: a server that tells what it met, and sockets that send bytes by script. HL7 MLLP release 1. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { MllpServer, type MllpServerOptions } from './server.ts';
import type { ServerEvent } from './server-events.ts';

export const VT = '\x0b';
export const END = '\x1c\r';

type Cleanup = () => Promise<void> | void;

export interface RunningServer {
  readonly server: MllpServer;
  readonly port: number;
  /** Waits for the first event of the kind, or gives it where it has been. */
  readonly told: (kind: ServerEvent['kind']) => Promise<ServerEvent>;
}

export interface ScriptedPeer {
  readonly socket: Socket;
  /** Waits for so many frames, and gives all that have come, without envelope. */
  readonly answers: (count: number) => Promise<readonly string[]>;
  /** The connection is closed. */
  readonly closed: Promise<void>;
  /** All bytes that have come. */
  readonly received: () => string;
}

export interface Scene {
  /** A server on a free port that answers `ACK <message>`, unless `options` say otherwise. */
  readonly startServer: (options?: Partial<MllpServerOptions>) => Promise<RunningServer>;
  readonly dial: (port: number) => Promise<ScriptedPeer>;
  /** Has something ended at the end of the test. */
  readonly atEnd: (cleanup: Cleanup) => void;
  /** Ends all that was started. */
  readonly close: () => Promise<void>;
}

/** A stage for one file of tests; close it after each. */
export function createScene(): Scene {
  const cleanups: Cleanup[] = [];
  const atEnd = (cleanup: Cleanup): void => void cleanups.push(cleanup);
  return {
    startServer: (options = {}) => startServer(options, atEnd),
    dial: (port) => dial(port, atEnd),
    atEnd,
    close: async () => {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    },
  };
}

/** A promise and the function that fulfils it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    opened: promise,
    open: () => {
      resolve(undefined);
    },
  };
}

async function startServer(
  options: Partial<MllpServerOptions>,
  atEnd: (cleanup: Cleanup) => void,
): Promise<RunningServer> {
  const events: ServerEvent[] = [];
  const waiting: (() => void)[] = [];
  const server = new MllpServer({
    host: '127.0.0.1',
    port: 0,
    handle: (frame) => Promise.resolve([Buffer.from(`ACK ${Buffer.from(frame).toString()}`)]),
    onEvent: (event) => {
      events.push(event);
      for (const wake of waiting.splice(0)) wake();
    },
    ...options,
  });
  const { port } = await server.start();
  atEnd(() => server.stop(0));
  const told = async (kind: ServerEvent['kind']): Promise<ServerEvent> => {
    for (;;) {
      const found = events.find((event) => event.kind === kind);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { server, port, told };
}

async function dial(port: number, atEnd: (cleanup: Cleanup) => void): Promise<ScriptedPeer> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  atEnd(() => {
    socket.destroy();
  });
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  const closed = gate();
  socket.once('close', closed.open);
  await once(socket, 'connect');
  const answers = async (count: number): Promise<readonly string[]> => {
    for (;;) {
      const frames = received.split(END).slice(0, -1);
      if (frames.length >= count) return frames.map((frame) => frame.replace(VT, ''));
      await once(socket, 'data');
    }
  };
  return { socket, answers, closed: closed.opened, received: () => received };
}
