/**
 * What stands before a connection where the listener speaks TLS: the handshake, its deadline, and the certificate of
 * who connects. RFC 8446, RFC 5246 (1.2 is the oldest version taken); IHE ATNA ITI-19 (both sides show a certificate).
 */
import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';

/** PEM texts. */
export interface TlsCredentials {
  /** The server's certificate, and those between it and its root. */
  readonly cert: string;
  readonly key: string;
  /** Who may sign a client's certificate. Given: who connects must show such a one. */
  readonly ca?: string;
}

export interface TlsGateOptions {
  readonly credentials: TlsCredentials;
  /** From the connection to the end of the handshake, however the bytes drip in. */
  readonly deadlineMs: number;
  /** @param certificate SHA-256 of the verified client certificate, hex. */
  onSecure(socket: TLSSocket, peer: string, certificate: string | undefined): void;
  /** @param code of OpenSSL or Node, or one of ours: `NO_CERTIFICATE`, `HANDSHAKE_DEADLINE`. */
  onRefused(peer: string, code: string): void;
}

interface Handshake {
  readonly socket: Socket;
  readonly peer: string;
  readonly timer: NodeJS.Timeout;
  /** Why it will have failed when its socket is closed. */
  code: string;
}

/**
 * Every connection is verified anew: a resumed session would carry a certificate past its end, and a renegotiation
 * could change it under the messages.
 */
const SECURE_OPTIONS = constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION;

export class TlsGate {
  readonly #options: TlsGateOptions;
  readonly #server: Server;
  readonly #mutual: boolean;
  /** By the peer's address and port: Node gives no other way from a TLS socket to the socket below it. */
  readonly #handshakes = new Map<string, Handshake>();

  /** @throws the error of OpenSSL where certificate and key do not fit or cannot be read. */
  constructor(options: TlsGateOptions) {
    this.#options = options;
    this.#mutual = options.credentials.ca !== undefined;
    this.#server = createServer({
      ...contextOf(options.credentials),
      requestCert: this.#mutual,
      // Node would close such a connection without a word of whose it was and why: `#secured` refuses it.
      rejectUnauthorized: false,
    });
    this.#server.on('tlsClientError', (error, socket) => {
      const handshake = this.#handshakes.get(endOf(socket));
      if (handshake !== undefined) handshake.code = codeOf(error);
      socket.destroy();
    });
    this.#server.on('secureConnection', (socket) => {
      this.#secured(socket);
    });
  }

  /** Begins the handshake on a connection that was just accepted. */
  take(socket: Socket, peer: string): void {
    const end = endOf(socket);
    const timer = setTimeout(() => {
      handshake.code = 'HANDSHAKE_DEADLINE';
      socket.destroy();
    }, this.#options.deadlineMs);
    const handshake: Handshake = { socket, peer, timer, code: 'ECONNRESET' };
    this.#handshakes.set(end, handshake);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(timer);
      if (this.#handshakes.get(end) !== handshake) return;
      this.#leave(end, handshake);
      this.#options.onRefused(peer, handshake.code);
    });
    // Half-open is for those who have sent a message: who hangs up in the handshake has gone.
    socket.allowHalfOpen = false;
    this.#server.emit('connection', socket);
  }

  /** Handshakes in progress, of all peers or of one. */
  count(peer?: string): number {
    if (peer === undefined) return this.#handshakes.size;
    let count = 0;
    for (const handshake of this.#handshakes.values()) if (handshake.peer === peer) count++;
    return count;
  }

  /**
   * Uses other certificates from the next connection on; those that are open stay as they are.
   * @throws as the constructor does, and then keeps what it has.
   */
  renew(credentials: TlsCredentials): void {
    if ((credentials.ca !== undefined) !== this.#mutual) {
      throw new TypeError('whether clients must show a certificate cannot change while the listener runs');
    }
    this.#server.setSecureContext(contextOf(credentials));
  }

  /** Ends the handshakes in progress; nobody is told of them. */
  stop(): void {
    for (const [end, handshake] of this.#handshakes) {
      this.#leave(end, handshake);
      handshake.socket.destroy();
    }
  }

  #secured(socket: TLSSocket): void {
    const end = endOf(socket);
    const handshake = this.#handshakes.get(end);
    // The socket closed in this very turn.
    if (handshake === undefined) {
      socket.destroy();
      return;
    }
    const shown = this.#mutual ? socket.getPeerX509Certificate() : undefined;
    if (this.#mutual && (!socket.authorized || shown === undefined)) {
      handshake.code = shown === undefined ? 'NO_CERTIFICATE' : codeOf(socket.authorizationError);
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    this.#leave(end, handshake);
    socket.allowHalfOpen = true;
    this.#options.onSecure(socket, handshake.peer, shown && fingerprint(shown.fingerprint256));
  }

  #leave(end: string, handshake: Handshake): void {
    clearTimeout(handshake.timer);
    this.#handshakes.delete(end);
  }
}

function contextOf({ cert, key, ca }: TlsCredentials): object {
  return {
    cert,
    key,
    ...(ca === undefined ? {} : { ca }),
    minVersion: 'TLSv1.2',
    secureOptions: SECURE_OPTIONS,
  };
}

function endOf(socket: Socket): string {
  return `${socket.remoteAddress ?? ''} ${socket.remotePort ?? ''}`;
}

/** `AB:CD` as Node writes it to `abcd`. */
function fingerprint(text: string): string {
  return text.replaceAll(':', '').toLowerCase();
}

/** Node gives an error with a code here, and the bare code there; its types know the error only. */
function codeOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (error instanceof Error)
    return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return 'UNKNOWN';
}
