/**
 * A file of messages -> each message as its own bytes, with its place, in one pass over a stream of any length.
 * HL7 v2.4 2.15 (batch protocol: FHS, BHS, BTS, FTS), 2.10 (segment terminator); MLLP release 1 "Block format".
 *
 * A message begins at a line that begins with MSH and ends before the next MSH, wrapper or frame. Lines end with CR, LF
 * or CRLF; blank lines between messages, byte order marks and MLLP envelopes belong to no message. A wrapper with
 * segments of the message behind it stands inside that message and stays there: nothing is cut out, nothing mended.
 */
import {
  createWrapperCount,
  fault,
  type BatchFault,
  type BatchPlace,
  type WrapperName,
} from './batch-wrapper.ts';
import { createLineScanner, type Line } from './batch-lines.ts';
import { ByteWindow } from './byte-window.ts';

/** Where a message stood. */
export interface MessagePlace extends BatchPlace {
  /** Its number in the whole input, from 1. Messages that are not given have one as well. */
  readonly position: number;
  /** Of its first byte, from 0. */
  readonly offset: number;
  /** Of its first segment, from 1. */
  readonly line: number;
}

export type BatchEvent =
  /** A whole message: its bytes as they are in the input, with the line end of its last segment if it has one. */
  | { readonly kind: 'message'; readonly bytes: Uint8Array; readonly place: MessagePlace }
  /** A message over the limit. Its bytes are skipped. */
  | { readonly kind: 'too-large'; readonly place: MessagePlace }
  | BatchFault;

export interface BatchSplitter {
  /** What `chunk` completes, in the order of the input. The chunk is not kept. */
  push(chunk: Uint8Array): BatchEvent[];
  /** The input is over. */
  end(): BatchEvent[];
}

export interface BatchLimits {
  /** Bytes of one message, the line end of its last segment not counted; at least 16. */
  readonly maxMessageBytes: number;
}

interface Message {
  readonly place: MessagePlace;
  /** Behind the last segment that is known to be its own. */
  end: number;
  /** Over the limit, and told so. */
  skipped: boolean;
}
interface Wrapper {
  readonly name: WrapperName;
  readonly text: string;
  readonly line: number;
}
/** Larger chunks are taken in pieces, so that what is held does not depend on the caller. */
const PIECE = 65_536;
/** Between two messages: BTS, FTS, FHS, BHS. */
const MAX_WRAPPERS_IN_ROW = 4;

/**
 * A splitter for one input. How the input is cut into chunks makes no difference. Time is linear in the bytes; memory
 * is a few times `maxMessageBytes`, however long the input.
 */
export function createBatchSplitter({ maxMessageBytes }: BatchLimits): BatchSplitter {
  const input = new ByteWindow();
  const count = createWrapperCount();
  let inFrame = false;
  let inStrayText = false;
  let positions = 0;
  let message: Message | undefined;
  /** Wrappers behind the message; the next line tells whether they end it or stand inside it. */
  let undecided: Wrapper[] = [];
  let events: BatchEvent[] = [];

  const lines = createLineScanner(input, maxMessageBytes, {
    line: takeLine,
    extendEnd(from, to) {
      if (message?.end === from) message.end = to;
    },
    frameStart() {
      closeMessage(inFrame);
      inFrame = true;
    },
    frameEnd() {
      closeMessage();
      inFrame = false;
    },
  });

  function takeLine(line: Line): void {
    switch (line.kind) {
      case 'blank':
        return;
      case 'MSH':
        openMessage(line);
        takeText(line);
        return;
      case 'text':
        takeText(line);
        return;
      default:
        takeWrapper(line.kind, line);
    }
  }

  function openMessage({ start, number }: Line): void {
    closeMessage();
    inStrayText = false;
    const place = { position: ++positions, ...count.message(), offset: start, line: number };
    message = { place, end: start, skipped: false };
  }

  /** A segment of the message, or what belongs to none. */
  function takeText({ stop, next, number, overlong }: Line): void {
    if (message === undefined) {
      if (!inStrayText) events.push(fault('stray-text', number, 'text that belongs to no message'));
      inStrayText = true;
      return;
    }
    for (const { name, line } of undecided) {
      events.push(fault('misplaced-wrapper', line, `${name} stands inside a message`));
    }
    undecided = [];
    message.end = next;
    if (message.skipped || (!overlong && stop - message.place.offset <= maxMessageBytes)) return;
    message.skipped = true;
    events.push({ kind: 'too-large', place: message.place });
  }

  function takeWrapper(name: WrapperName, { start, stop, number, overlong }: Line): void {
    inStrayText = false;
    if (overlong) {
      closeMessage();
      events.push(fault('unreadable-wrapper', number, `${name} is longer than a message may be`));
      return;
    }
    undecided.push({ name, text: input.text(start, stop), line: number });
    if (message === undefined || undecided.length > MAX_WRAPPERS_IN_ROW) closeMessage();
  }

  /**
   * The message, if there is one, has ended; the wrappers behind it have their say.
   * @param cut in a frame whose end never came.
   */
  function closeMessage(cut = false): void {
    const closed = message;
    message = undefined;
    if (closed?.skipped === false) events.push(cut ? cutFrame(closed) : whole(closed));
    for (const { name, text, line } of undecided) events.push(...count.wrapper(name, text, line));
    undecided = [];
  }

  function whole({ place, end }: Message): BatchEvent {
    return { kind: 'message', bytes: input.copy(place.offset, end), place };
  }

  function takeEvents(): BatchEvent[] {
    const taken = events;
    events = [];
    return taken;
  }

  return {
    push(chunk) {
      for (let from = 0; from < chunk.length; from += PIECE) {
        const needed = message?.skipped === false ? message.place.offset : lines.lineStart;
        input.append(chunk.subarray(from, from + PIECE), needed);
        lines.scan(false);
      }
      return takeEvents();
    },
    end() {
      lines.scan(true);
      closeMessage(inFrame);
      events.push(...count.end());
      return takeEvents();
    },
  };
}

function cutFrame({ place: { position, line } }: Message): BatchFault {
  return fault('cut-frame', line, `message ${position} is cut short: its frame has no end (FS, byte 1C)`);
}
