/**
 * For tests: a TCP proxy on loopback between a sender and the gateway that does to the bytes what networks do: delays,
 * splits, stalls, cuts and resets them. Each direction has its own fault, which can be changed while connections stand.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Fault {
  /** Milliseconds before each piece. */
  readonly delayMs?: number;
  /** Bytes of a piece; 1 is byte by byte. Whole chunks where absent. */
  readonly pieceBytes?: number;
  /** Nothing is passed on until the fault is another; the bytes wait, and so does the peer once buffers are full. */
  readonly stalled?: true;
  /** So many bytes of the connection pass, then both sides end: by FIN, or by RST. */
  readonly cutAfter?: { readonly bytes: number; readonly how: 'end' | 'reset' };
}

export type Direction = 'toServer' | 'toClient';

export class FaultProxy {
  readonly #target: number;
  readonly #faults: Record<Direction, Fault> = { toServer: {}, toClient: {} };
  readonly #sockets = new Set<Socket>();
  #changed = Promise.withResolvers<undefined>();
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({
      port: this.#target,
      host: '127.0.0.1',
      noDelay: true,
      allowHalfOpen: true,
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    void this.#pass(client, upstream, 'toServer');
    void this.#pass(upstream, client, 'toClient');
  });

  /** @param targetPort on loopback. */
  constructor(targetPort: number) {
    this.#target = targetPort;
  }

  /** Gives the port to connect to. */
  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    // Listening on TCP, so the address is an object.
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on, also for connections that stand; `{}` heals. */
  set(direction: Direction, fault: Fault): void {
    this.#faults[direction] = fault;
    this.#changed.resolve(undefined);
    this.#changed = Promise.withResolvers<undefined>();
  }

  /** Resets every connection that stands. */
  resetAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    // What is stalled must not wait for ever.
    this.set('toServer', {});
    this.set('toClient', {});
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  /** One direction of one connection, until its source ends; ends the target then. Never rejects. */
  async #pass(from: Socket, to: Socket, direction: Direction): Promise<void> {
    let passed = 0;
    try {
      for await (const chunk of from as AsyncIterable<Uint8Array>) {
        for (let at = 0; at < chunk.length;) {
          const fault = this.#faults[direction];
          if (fault.stalled === true) {
            await this.#changed.promise;
            continue;
          }
          if (fault.delayMs !== undefined) await sleep(fault.delayMs);
          const left = (fault.cutAfter?.bytes ?? Infinity) - passed;
          const piece = chunk.subarray(at, at + Math.min(fault.pieceBytes ?? chunk.length, left));
          if (piece.length > 0) await write(to, piece);
          at += piece.length;
          passed += piece.length;
          if (fault.cutAfter !== undefined && passed >= fault.cutAfter.bytes) {
            cut(from, to, fault.cutAfter.how);
            return;
          }
        }
      }
      to.end();
    } catch {
      // One side is gone, and its close has ended the other.
    }
  }
}

/** Resolves when the bytes are with the system, so that each piece is a segment of its own. */
function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => {
      if (error == null) resolve();
      else reject(error);
    });
  });
}

function cut(from: Socket, to: Socket, how: 'end' | 'reset'): void {
  for (const socket of [from, to]) {
    if (how === 'reset') socket.resetAndDestroy();
    else socket.destroySoon();
  }
}
