/**
 * One MLLP connection: frames in, one message in flight, acknowledgements out in the same order.
 * HL7 MLLP release 1; HL7 v2.4 2.9.2.2 (original mode: one answer to each message), 2.9.3 (enhanced: none, one or two).
 */
import type { Socket } from 'node:net';
import { frame } from './frame.ts';
import {
  createFrameSplitter,
  type FrameEvent,
  type FrameLimits,
  type FrameSplitter,
} from './frame-splitter.ts';
import { ReadTimers } from './read-timers.ts';
import type { CloseReason, ServerEvent } from './server-events.ts';

/** What may wait behind the message in flight before the socket is no longer read. */
const MAX_WAITING = 8;
const MAX_WAITING_BYTES = 65_536;

export interface ConnectionOptions {
  readonly limits: FrameLimits;
  readonly firstFrameDeadlineMs: number;
  readonly readDeadlineMs: number;
  readonly idleMs: number;
  readonly writeDeadlineMs: number;
  handle(frame: Uint8Array, peer: string): Promise<readonly Uint8Array[] | undefined>;
  keepBroken(bytes: Uint8Array, peer: string): void | Promise<void>;
  onEvent(event: ServerEvent): void;
  /** Counts bytes of an unfinished frame, more or fewer; false where there is no room for more. */
  holds(change: number): boolean;
  /** The connection is closed, and nothing that it received is still being handled. */
  onFinished(): void;
}

type Work = Extract<FrameEvent, { kind: 'frame' | 'broken' }>;

export class Connection {
  readonly peer: string;
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #splitter: FrameSplitter;
  readonly #waiting: Work[] = [];
  #waitingBytes = 0;
  #working = false;
  /** Set once no more is read. What was read whole is still answered. */
  #closing: CloseReason | undefined;
  #socketClosed = false;
  #held = 0;
  readonly #timers: ReadTimers;

  constructor(socket: Socket, peer: string, options: ConnectionOptions) {
    this.#socket = socket;
    this.peer = peer;
    this.#options = options;
    this.#splitter = createFrameSplitter(options.limits);
    this.#timers = new ReadTimers({
      ...options,
      onSettle: () => {
        this.#take(this.#splitter.settle());
      },
      onDeadline: (deadline) => {
        this.#options.onEvent({ kind: 'deadline', peer, deadline });
        this.#stopReading(deadline === 'read' ? 'read-deadline' : 'no-first-frame');
      },
    });
  }

  start(): void {
    const socket = this.#socket;
    this.#timers.start();
    socket.on('data', (chunk) => {
      // Once closing, bytes are read only so that the peer can read our last acknowledgement before a reset.
      if (this.#closing === undefined) this.#take(this.#splitter.push(chunk));
    });
    socket.on('end', () => {
      if (this.#closing === undefined) this.#take(this.#splitter.settle());
      this.#stopReading('ended');
    });
    socket.on('error', () => {
      this.#stopReading('socket-error');
    });
    socket.on('close', () => {
      this.#stopReading('ended');
      this.#socketClosed = true;
      this.#hold(0);
      this.#options.onEvent({ kind: 'closed', peer: this.peer, reason: this.#closing ?? 'ended' });
      this.#finishIfDone();
    });
    if (this.#options.idleMs > 0) {
      socket.setTimeout(this.#options.idleMs, () => {
        if (!this.#working && this.#splitter.state === 'between-frames') this.#abort('idle');
      });
    }
  }

  /** Stops reading, answers the complete frames that were read, then closes. */
  stop(): void {
    if (this.#closing !== undefined) return;
    this.#timers.clear();
    this.#closing = 'server-stopped';
    this.#endIfDone();
  }

  /** Closes at once; what is in flight gets no acknowledgement. */
  destroy(): void {
    this.#abort('server-stopped');
  }

  #take(events: readonly FrameEvent[]): void {
    let complete = false;
    for (const event of events) {
      switch (event.kind) {
        case 'frame':
        case 'broken':
          complete = true;
          if (event.kind === 'frame') this.#timers.gotFrame();
          this.#enqueue(event);
          continue;
        case 'junk':
          this.#options.onEvent({ ...event, peer: this.peer });
          continue;
        case 'overflow':
          this.#options.onEvent({ ...event, peer: this.peer });
          this.#closing = event.reason;
      }
    }
    const full = this.#waiting.length > MAX_WAITING || this.#waitingBytes > MAX_WAITING_BYTES;
    if (full || this.#splitter.state === 'overflown') this.#socket.pause();
    this.#setTimers(complete);
    if (!this.#hold(this.#splitter.heldBytes)) {
      this.#options.onEvent({ kind: 'overflow', peer: this.peer, reason: 'partial-frames-full' });
      this.#stopReading('partial-frames-full');
    }
    void this.#work();
  }

  #setTimers(fresh: boolean): void {
    if (this.#closing !== undefined) this.#timers.clear();
    else this.#timers.update(this.#splitter.state, !this.#socket.isPaused(), fresh);
  }

  /** This connection's share of all unfinished frames is now so many bytes; false where that is too much. */
  #hold(bytes: number): boolean {
    const change = bytes - this.#held;
    this.#held = bytes;
    return this.#options.holds(change);
  }

  /** Handles what waits, one at a time. Never rejects. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (let work = this.#waiting.shift(); work !== undefined; work = this.#waiting.shift()) {
      this.#waitingBytes -= work.bytes.length;
      if (work.kind === 'broken') await this.#handBroken(work.bytes);
      else await this.#answer(work.bytes);
      if (this.#waiting.length === 0) this.#readAgain();
    }
    this.#working = false;
    this.#endIfDone();
    this.#finishIfDone();
  }

  async #answer(message: Uint8Array): Promise<void> {
    let acknowledgements: readonly Uint8Array[] | undefined;
    try {
      acknowledgements = await this.#options.handle(message, this.peer);
    } catch (error) {
      this.#reportFailure('handle', error);
      this.#abort('handler-failed');
      return;
    }
    if (acknowledgements === undefined) this.#abort('unacknowledged');
    else for (const one of acknowledgements) await this.#write(frame(one));
  }

  async #handBroken(bytes: Uint8Array): Promise<void> {
    try {
      await this.#options.keepBroken(bytes, this.peer);
    } catch (error) {
      this.#reportFailure('keepBroken', error);
    }
  }

  /** Resolves when the bytes have left, or can no longer leave. */
  #write(bytes: Uint8Array): Promise<void> {
    if (!this.#socket.writable) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const deadline = setTimeout(() => {
      this.#options.onEvent({ kind: 'deadline', peer: this.peer, deadline: 'write' });
      this.#abort('write-deadline');
    }, this.#options.writeDeadlineMs);
    this.#socket.write(bytes, () => {
      clearTimeout(deadline);
      resolve(undefined);
    });
    return promise;
  }

  #enqueue(work: Work): void {
    if (work.kind === 'broken') {
      this.#options.onEvent({ kind: 'broken-frame', peer: this.peer, bytes: work.bytes.length });
    }
    this.#waiting.push(work);
    this.#waitingBytes += work.bytes.length;
  }

  #readAgain(): void {
    if (this.#closing !== undefined || !this.#socket.isPaused()) return;
    this.#socket.resume();
    this.#setTimers(false);
  }

  /** The peer or a deadline ended the stream: keeps what was cut off, and lets complete frames be answered. */
  #stopReading(reason: CloseReason): void {
    if (this.#closing !== undefined) return;
    this.#timers.clear();
    this.#closing = reason;
    const partial = this.#splitter.takePartial();
    if (partial !== undefined) this.#enqueue({ kind: 'broken', bytes: partial });
    this.#hold(0);
    void this.#work();
  }

  #abort(reason: CloseReason): void {
    this.#timers.clear();
    this.#closing ??= reason;
    // What follows a message without an answer must wait for its resend, or the order is lost.
    this.#waiting.length = 0;
    this.#socket.destroy();
  }

  #endIfDone(): void {
    if (this.#closing === undefined || this.#working || this.#waiting.length > 0) return;
    if (this.#socketClosed || this.#socket.destroyed) return;
    // A reset would take the last acknowledgement from the peer's hands, so what it still sends is read and dropped.
    this.#socket.resume();
    if (this.#closing === 'ended' || this.#closing === 'server-stopped') this.#socket.end();
    else this.#socket.destroySoon();
  }

  #finishIfDone(): void {
    if (this.#socketClosed && !this.#working) this.#options.onFinished();
  }

  #reportFailure(handler: 'handle' | 'keepBroken', error: unknown): void {
    const errorName = error instanceof Error ? error.name : typeof error;
    this.#options.onEvent({ kind: 'handler-failed', peer: this.peer, handler, errorName });
  }
}
