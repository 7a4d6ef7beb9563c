/**
 * The MLLP listener: bounded connections, each independent of the others, and a graceful stop.
 * HL7 MLLP release 1. A silent connection is normal (nights have no admissions) and is kept, with TCP keep-alive.
 * With certificates the port speaks TLS and nothing else.
 */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Connection } from './connection.ts';
import { PartialBytes } from './partial-bytes.ts';
import type { ServerEvent } from './server-events.ts';
import { TlsGate, type TlsCredentials } from './tls-gate.ts';

const KEEP_ALIVE_AFTER_MS = 60_000;

/** What is known of a sender beside its address. */
export interface PeerIdentity {
  /** SHA-256 of its verified client certificate, lower-case hex; absent without mutual TLS. */
  readonly certificate?: string;
}

export interface MllpServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Bytes of one message; default 1 MiB. */
  readonly maxFrameBytes?: number;
  /** Bytes in a row without a VT; default 4096. */
  readonly maxJunkBytes?: number;
  /** Connections at a time; default 500. One more is closed at once. */
  readonly maxConnections?: number;
  /** Connections at a time from one address; default 50. */
  readonly maxConnectionsPerPeer?: number;
  /** Bytes held in unfinished frames by all connections together; default 64 MiB. Who goes over it is closed. */
  readonly maxPartialBytes?: number;
  /**
   * Closes a connection that has sent no whole frame for so long. Default 0: never, as a sender that is listed may connect
   * in the evening and have its first message in the morning.
   */
  readonly firstFrameDeadlineMs?: number;
  /** From the first byte of a frame to its end, however the bytes drip in; default 30 s. */
  readonly readDeadlineMs?: number;
  /** Closes a connection that is silent for so long; default 0: never. */
  readonly idleMs?: number;
  /** For a peer that does not read its acknowledgement; default 30 s. */
  readonly writeDeadlineMs?: number;
  /** Given: TLS and only TLS is spoken, and with a `ca` in it only with clients that show a certificate of its. */
  readonly tls?: TlsCredentials | undefined;
  /** From the connection to the end of the TLS handshake; default 10 s. */
  readonly handshakeDeadlineMs?: number;
  /** Whether anything of this IP address is read at all; by default all are taken. Asked at each connection. */
  accepts?(peer: string): boolean;
  /**
   * Takes one message and gives its acknowledgements, each as bytes without envelope, sent in this order; none where
   * the sender asked for none. `undefined`, or a rejection of the promise, closes the connection without one, so that
   * the sender resends.
   * @param peer the sender's IP address.
   */
  handle(frame: Uint8Array, peer: string, identity: PeerIdentity): Promise<readonly Uint8Array[] | undefined>;
  /** Takes the part of a frame that was cut short, so that nothing received is lost. It gets no acknowledgement. */
  keepBroken?(bytes: Uint8Array, peer: string): void | Promise<void>;
  /** For counters and alarms; must not throw. */
  onEvent?(event: ServerEvent): void;
}

export class MllpServer {
  readonly #options: MllpServerOptions;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  readonly #partial: PartialBytes;
  readonly #tls: TlsGate | undefined;
  #whenEmpty: (() => void) | undefined;

  /** @throws the error of OpenSSL where the certificates cannot be used. */
  constructor(options: MllpServerOptions) {
    this.#options = options;
    this.#tls = options.tls && this.#gate(options.tls);
    this.#partial = new PartialBytes(options.maxPartialBytes ?? 67_108_864);
    // Half-open: a sender that writes its messages and shuts its side is still owed the acknowledgements.
    this.#server = createServer(
      { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS },
      (socket) => {
        this.#accept(socket);
      },
    );
  }

  /** Listens; rejects where the address cannot be had. */
  start(): Promise<{ port: number }> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, this.#options.host, () => {
        this.#server.off('error', reject);
        this.#server.on('error', (error) => {
          const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
          this.#emit({ kind: 'listener-error', code });
        });
        // A TCP server that listens on a port has an AddressInfo; only pipes have a string.
        resolve({ port: (this.#server.address() as AddressInfo).port });
      });
    });
  }

  /**
   * Takes no more connections or bytes, acknowledges the messages that were read whole, closes.
   * After `graceMs` what is left is closed without an acknowledgement. Resolves when every socket is closed.
   */
  async stop(graceMs: number): Promise<void> {
    if (!this.#server.listening && this.#connections.size === 0) return;
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#tls?.stop();
    for (const connection of this.#connections) connection.stop();
    if (this.#connections.size > 0) {
      await new Promise<void>((resolve) => {
        const grace = setTimeout(resolve, graceMs);
        this.#whenEmpty = () => {
          clearTimeout(grace);
          resolve();
        };
      });
    }
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  /**
   * Takes other certificates for the connections that are yet to come.
   * @throws where they cannot be used, or where this listener does not speak TLS; it then goes on as it was.
   */
  renew(credentials: TlsCredentials): void {
    if (this.#tls === undefined) throw new TypeError('this listener does not speak TLS');
    this.#tls.renew(credentials);
  }

  #gate(credentials: TlsCredentials): TlsGate {
    return new TlsGate({
      credentials,
      deadlineMs: this.#options.handshakeDeadlineMs ?? 10_000,
      onSecure: (socket, peer, certificate) => {
        this.#open(socket, peer, certificate === undefined ? {} : { certificate });
      },
      onRefused: (peer, code) => {
        this.#emit({ kind: 'tls-refused', peer, code });
      },
    });
  }

  #accept(socket: Socket): void {
    const peer = addressOf(socket);
    const refused = this.#refusal(peer);
    if (refused !== undefined) {
      this.#emit({ kind: 'refused', peer, reason: refused });
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    if (this.#tls === undefined) this.#open(socket, peer, {});
    else this.#tls.take(socket, peer);
  }

  #open(socket: Socket, peer: string, identity: PeerIdentity): void {
    const options = this.#options;
    const connection: Connection = new Connection(socket, peer, {
      limits: {
        maxFrameBytes: options.maxFrameBytes ?? 1_048_576,
        maxJunkBytes: options.maxJunkBytes ?? 4096,
      },
      firstFrameDeadlineMs: options.firstFrameDeadlineMs ?? 0,
      readDeadlineMs: options.readDeadlineMs ?? 30_000,
      idleMs: options.idleMs ?? 0,
      writeDeadlineMs: options.writeDeadlineMs ?? 30_000,
      handle: (frame, from) => options.handle(frame, from, identity),
      keepBroken: (bytes, from) => options.keepBroken?.(bytes, from),
      onEvent: (event) => {
        this.#emit(event);
      },
      holds: (change) => this.#partial.change(change),
      onFinished: () => {
        this.#connections.delete(connection);
        if (this.#connections.size === 0) this.#whenEmpty?.();
      },
    });
    this.#connections.add(connection);
    this.#emit({ kind: 'connected', peer });
    connection.start();
  }

  /**
   * A connection counts from its handshake on and until what it sent has been handled, so that reconnecting cannot
   * pile up work.
   */
  #refusal(peer: string): 'unknown-peer' | 'connections' | 'connections-of-peer' | undefined {
    if (this.#options.accepts?.(peer) === false) return 'unknown-peer';
    const all = this.#connections.size + (this.#tls?.count() ?? 0);
    if (all >= (this.#options.maxConnections ?? 500)) return 'connections';
    let ofPeer = this.#tls?.count(peer) ?? 0;
    for (const connection of this.#connections) if (connection.peer === peer) ofPeer++;
    return ofPeer >= (this.#options.maxConnectionsPerPeer ?? 50) ? 'connections-of-peer' : undefined;
  }

  #emit(event: ServerEvent): void {
    this.#options.onEvent?.(event);
  }
}

/** The peer's IP address; IPv4 in its own form also where the listener is IPv6. */
function addressOf(socket: Socket): string {
  return (socket.remoteAddress ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '');
}
