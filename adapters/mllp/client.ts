/**
 * An MLLP sender: one message in flight, and an acknowledgement that must be the one of that message.
 * HL7 MLLP release 1; HL7 v2.4 2.9.2, 2.9.3. For the command line, the demo, benches and tests.
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { acknowledgedControlId, acknowledgementCode, sentControlId } from './control-id.ts';
import { frame } from './frame.ts';
import { createFrameSplitter, type FrameSplitter } from './frame-splitter.ts';

export interface MllpClientOptions {
  /** For connecting, and again for each acknowledgement; default 30 s. */
  readonly timeoutMs?: number;
  /** Bytes of an acknowledgement; default 64 KiB. */
  readonly maxAcknowledgementBytes?: number;
  /** Takes an application acknowledgement that comes after the accept acknowledgement of the same message. */
  onDeferred?(acknowledgement: Uint8Array): void;
}

/** PEM texts. The receiver's certificate must be of `ca` (by default of a public one) and name the host. */
export interface MllpClientTls {
  readonly ca?: string;
  /** The client's own certificate and key, where the receiver asks for one. */
  readonly cert?: string;
  readonly key?: string;
}

/** Why a message has no acknowledgement. It may have been stored all the same: resend it unchanged. */
export type SendFailure =
  'busy' | 'not-connected' | 'closed' | 'timeout' | 'unreadable-answer' | 'other-control-id';

export class MllpSendError extends Error {
  readonly reason: SendFailure;

  constructor(reason: SendFailure, message: string) {
    super(message);
    this.name = 'MllpSendError';
    this.reason = reason;
  }
}

/** Messages whose deferred acknowledgement may still come; of more, the oldest is forgotten. */
const MAX_DEFERRED = 1000;

interface InFlight {
  readonly controlId: string | undefined;
  readonly timer: NodeJS.Timeout;
  resolve(acknowledgement: Uint8Array): void;
  reject(error: MllpSendError): void;
}

export class MllpClient {
  readonly #timeoutMs: number;
  readonly #maxAcknowledgementBytes: number;
  readonly #onDeferred: ((acknowledgement: Uint8Array) => void) | undefined;
  #socket: Socket | undefined;
  #splitter: FrameSplitter;
  #inFlight: InFlight | undefined;
  /** MSH-10 of messages that this connection has had accepted, CA, CE or CR. */
  readonly #accepted = new Set<string>();

  constructor(options: MllpClientOptions = {}) {
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#maxAcknowledgementBytes = options.maxAcknowledgementBytes ?? 65_536;
    this.#onDeferred = options.onDeferred?.bind(options);
    this.#splitter = this.#newSplitter();
  }

  /**
   * Connects, in plain text unless `tls` is given, or rejects with the socket's own error or a time-out. A client may
   * connect again after a failure. A receiver that will not have this client's certificate may say so only by closing.
   */
  connect(host: string, port: number, tls?: MllpClientTls): Promise<void> {
    this.#socket?.destroy();
    this.#splitter = this.#newSplitter();
    this.#accepted.clear();
    return new Promise((resolve, reject) => {
      const socket: Socket =
        tls === undefined
          ? connect({ host, port })
          : connectTls({ host, port, ...tls, minVersion: 'TLSv1.2' });
      socket.setNoDelay(true).setKeepAlive(true);
      const timer = setTimeout(() => {
        socket.destroy(new MllpSendError('timeout', `no connection within ${this.#timeoutMs} ms`));
      }, this.#timeoutMs);
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
        clearTimeout(timer);
        this.#socket = socket;
        resolve();
      });
      let why = '';
      socket.on('error', (error) => {
        clearTimeout(timer);
        if ('code' in error) why = ` (${String(error.code)})`;
        reject(error);
      });
      socket.on('close', () => {
        if (this.#socket !== socket) return;
        this.#fail('closed', `the receiver closed the connection without an acknowledgement${why}`);
      });
      socket.on('data', (chunk) => {
        if (this.#socket === socket) this.#take(chunk);
      });
    });
  }

  /**
   * Sends one message (without its envelope) and resolves with the bytes of its acknowledgement, whatever its code.
   * Rejects with MllpSendError, and then closes the connection, where none comes in time or where MSA-2 is not the
   * MSH-10 that was sent: a late answer must never be taken for that of the next message.
   */
  send(message: Uint8Array): Promise<Uint8Array> {
    const socket = this.#socket;
    if (this.#inFlight !== undefined) {
      return Promise.reject(new MllpSendError('busy', 'the message before is not yet acknowledged'));
    }
    if (socket === undefined) return Promise.reject(new MllpSendError('not-connected', 'not connected'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#fail('timeout', `no acknowledgement within ${this.#timeoutMs} ms`);
      }, this.#timeoutMs);
      this.#inFlight = { controlId: sentControlId(message), timer, resolve, reject };
      socket.write(frame(message));
    });
  }

  /** Closes the connection; a message in flight is rejected. Resolves when the socket is closed. */
  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    this.#fail('closed', 'this client closed the connection');
    await closed;
  }

  #take(chunk: Uint8Array): void {
    // One answer is awaited, so an FS without its CR ends it at once; a CR that follows is skipped as junk.
    for (const event of [...this.#splitter.push(chunk), ...this.#splitter.settle()]) {
      if (event.kind === 'junk') continue;
      if (event.kind !== 'frame') {
        this.#fail('unreadable-answer', 'the receiver sent something other than a framed acknowledgement');
        return;
      }
      this.#answered(event.bytes);
    }
  }

  #answered(acknowledgement: Uint8Array): void {
    const inFlight = this.#inFlight;
    const echoed = acknowledgedControlId(acknowledgement);
    const accept = acknowledgementCode(acknowledgement)?.startsWith('C') === true;
    if (!accept && echoed !== undefined && this.#accepted.delete(echoed)) {
      this.#onDeferred?.(acknowledgement);
      return;
    }
    if (inFlight === undefined) this.#fail('unreadable-answer', 'an acknowledgement came without a message');
    else if (echoed === undefined) this.#fail('unreadable-answer', 'the answer has no MSA segment');
    else if (inFlight.controlId !== undefined && echoed !== inFlight.controlId) {
      this.#fail('other-control-id', 'MSA-2 is not the MSH-10 of the message that was sent');
    } else {
      clearTimeout(inFlight.timer);
      this.#inFlight = undefined;
      if (accept) this.#expectDeferred(echoed);
      inFlight.resolve(acknowledgement);
    }
  }

  #expectDeferred(controlId: string): void {
    // A copy: a slice would keep the whole text of the message alive.
    this.#accepted.add(Buffer.from(controlId, 'latin1').toString('latin1'));
    const [oldest] = this.#accepted;
    if (this.#accepted.size > MAX_DEFERRED && oldest !== undefined) this.#accepted.delete(oldest);
  }

  #fail(reason: SendFailure, message: string): void {
    const inFlight = this.#inFlight;
    this.#inFlight = undefined;
    this.#socket?.destroy();
    this.#socket = undefined;
    if (inFlight === undefined) return;
    clearTimeout(inFlight.timer);
    inFlight.reject(new MllpSendError(reason, message));
  }

  #newSplitter(): FrameSplitter {
    return createFrameSplitter({ maxFrameBytes: this.#maxAcknowledgementBytes, maxJunkBytes: 4096 });
  }
}
