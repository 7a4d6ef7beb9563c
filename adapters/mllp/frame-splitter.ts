/**
 * Bytes of one connection -> MLLP frames, incrementally. HL7 MLLP release 1, "Block format": VT data FS CR.
 *
 * The rule for the end of a frame. FS CR ends it. FS and VT ends it and begins the next (a sender that leaves
 * out the CR). FS and any other control character (LF, NUL, FF, FS) ends it too: nothing printable follows, so
 * nothing of the message can be cut off. FS and a printable byte (0x20 and above) is an FS inside the data: a
 * violation of the protocol, and the byte is kept as data, because ending there would let half a message pass
 * for a whole one. FS with nothing behind it ends the frame when the caller says that no more is coming
 * (`settle`), which it does after a short silence: so the outcome does not depend on how TCP cut the bytes.
 *
 * A VT inside a frame means that the sender gave up and began again: the part before it is `broken`.
 */
import { CR, FS, VT } from './frame.ts';

const FIRST_PRINTABLE = 0x20;
const LF = 0x0a;
const NUL = 0x00;

export interface FrameLimits {
  /** Bytes between VT and FS. */
  readonly maxFrameBytes: number;
  /** Bytes in a row outside any frame, CR, LF and NUL not counted. */
  readonly maxJunkBytes: number;
}

export type FrameEvent =
  /** A whole message, without its envelope. */
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }
  /** Bytes between frames, skipped; `harmful` are those other than CR, LF and NUL. */
  | { readonly kind: 'junk'; readonly count: number; readonly harmful: number }
  /** The part of a frame that a new VT cut short. */
  | { readonly kind: 'broken'; readonly bytes: Uint8Array }
  /** The connection must be closed: no later byte of it can be trusted. Nothing is reported afterwards. */
  | { readonly kind: 'overflow'; readonly reason: 'frame-too-large' | 'no-start' };

/** `end-pending`: the last byte was an FS, and the byte after it decides. */
export type SplitterState = 'between-frames' | 'mid-frame' | 'end-pending' | 'overflown';

export interface FrameSplitter {
  readonly state: SplitterState;
  /** Bytes of memory that the frame being read takes. */
  readonly heldBytes: number;
  /** What `chunk` completes, in the order of the bytes. The chunk is not kept; its owner may reuse it. */
  push(chunk: Uint8Array): FrameEvent[];
  /** No more is coming for now: a frame whose FS was the last byte is whole. */
  settle(): FrameEvent[];
  /** No more is coming at all: takes the part of a frame that was received (undefined where there is none). */
  takePartial(): Uint8Array | undefined;
}

/** A splitter for one connection. Time is linear in the bytes; memory is at most twice `maxFrameBytes`. */
export function createFrameSplitter(limits: FrameLimits): FrameSplitter {
  let state: SplitterState = 'between-frames';
  let held = new Uint8Array(0);
  let length = 0;
  let harmfulInRow = 0;

  /** Appends to the frame; false where it would grow over the limit. */
  function hold(bytes: Uint8Array): boolean {
    const needed = length + bytes.length;
    if (needed > limits.maxFrameBytes) return false;
    if (needed > held.length) {
      const grown = new Uint8Array(Math.max(needed, Math.min(held.length * 2, limits.maxFrameBytes)));
      grown.set(held.subarray(0, length));
      held = grown;
    }
    held.set(bytes, length);
    length = needed;
    return true;
  }

  function takeHeld(): Uint8Array {
    const bytes = held.subarray(0, length);
    held = new Uint8Array(0);
    length = 0;
    return bytes;
  }

  function overflow(reason: 'frame-too-large' | 'no-start'): FrameEvent {
    takeHeld();
    state = 'overflown';
    return { kind: 'overflow', reason };
  }

  /** The frame is over: a message, or nothing but its envelope. */
  function endFrame(events: FrameEvent[]): void {
    state = 'between-frames';
    harmfulInRow = 0;
    if (length > 0) events.push({ kind: 'frame', bytes: takeHeld() });
    else events.push({ kind: 'junk', count: 2, harmful: 0 });
  }

  /** Skips to the next VT; returns the position behind it. */
  function skipJunk(chunk: Uint8Array, from: number, events: FrameEvent[]): number {
    let harmful = 0;
    let at = from;
    while (at < chunk.length && chunk[at] !== VT) {
      const byte = chunk[at++];
      if (byte !== CR && byte !== LF && byte !== NUL) harmful++;
    }
    if (at > from) events.push({ kind: 'junk', count: at - from, harmful });
    harmfulInRow += harmful;
    if (harmfulInRow > limits.maxJunkBytes) {
      events.push(overflow('no-start'));
      return chunk.length;
    }
    if (at === chunk.length) return at;
    state = 'mid-frame';
    return at + 1;
  }

  /** Holds data up to the next VT or FS; returns the position behind it. */
  function readData(chunk: Uint8Array, from: number, events: FrameEvent[]): number {
    let at = from;
    while (at < chunk.length && chunk[at] !== FS && chunk[at] !== VT) at++;
    if (!hold(chunk.subarray(from, at))) {
      events.push(overflow('frame-too-large'));
      return chunk.length;
    }
    if (at === chunk.length) return at;
    if (chunk[at] === FS) state = 'end-pending';
    else if (length > 0) events.push({ kind: 'broken', bytes: takeHeld() });
    else events.push({ kind: 'junk', count: 1, harmful: 0 });
    return at + 1;
  }

  /** Decides by the byte behind an FS; returns the position to go on from. */
  function decideEnd(chunk: Uint8Array, at: number, events: FrameEvent[]): number {
    const next = chunk[at] ?? 0;
    if (next < FIRST_PRINTABLE) {
      endFrame(events);
      return next === CR ? at + 1 : at;
    }
    state = 'mid-frame';
    if (hold(Uint8Array.of(FS))) return at;
    events.push(overflow('frame-too-large'));
    return chunk.length;
  }

  return {
    get state() {
      return state;
    },
    get heldBytes() {
      return held.length;
    },
    push(chunk) {
      const events: FrameEvent[] = [];
      let at = 0;
      while (at < chunk.length && state !== 'overflown') {
        if (state === 'between-frames') at = skipJunk(chunk, at, events);
        else if (state === 'mid-frame') at = readData(chunk, at, events);
        else at = decideEnd(chunk, at, events);
      }
      return events;
    },
    settle() {
      const events: FrameEvent[] = [];
      if (state === 'end-pending') endFrame(events);
      return events;
    },
    takePartial() {
      if (state === 'between-frames' || state === 'overflown') return undefined;
      state = 'between-frames';
      return length > 0 ? takeHeld() : undefined;
    },
  };
}
