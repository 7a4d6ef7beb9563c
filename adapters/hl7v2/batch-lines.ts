/**
 * A stream of bytes -> its lines and MLLP envelopes, each line with what it begins with. HL7 v2.4 2.10 (segment
 * terminator) with LF and CRLF as files have them; MLLP release 1 "Block format": VT data FS CR.
 */
import type { WrapperName } from './batch-wrapper.ts';
import type { ByteWindow } from './byte-window.ts';

export type LineKind = 'MSH' | WrapperName | 'blank' | 'text';

export interface Line {
  readonly kind: LineKind;
  /** Position of its first byte; a byte order mark is not counted to it. */
  readonly start: number;
  /** Behind its last byte, and behind its own line end. */
  readonly stop: number;
  readonly next: number;
  /** From 1. */
  readonly number: number;
  /** Longer than the limit: only its beginning is known, and `stop` is not its end. */
  readonly overlong: boolean;
}

/** Takes what is found, in the order of the input. */
export interface LineSink {
  line(line: Line): void;
  /** An LF at `from` belongs to the line end that was told to end there. */
  extendEnd(from: number, to: number): void;
  frameStart(): void;
  frameEnd(): void;
}

export interface LineScanner {
  /** First byte of the line that is not yet told. */
  readonly lineStart: number;
  /** Goes as far as the bytes in the window allow. @param final no more will come. */
  scan(final: boolean): void;
}

const LF = 0x0a;
const VT = 0x0b;
const CR = 0x0d;
const FS = 0x1c;
const FIRST_PRINTABLE = 0x20;
/** NUL, TAB, VT, FF and the blank. */
const BLANKS = new Set([0x00, 0x09, VT, 0x0c, 0x20]);
/** UTF-8, as one character a byte shows it. */
const BYTE_ORDER_MARK = '\u00EF\u00BB\u00BF';
/** A byte order mark, the name of a segment and its separator. */
const NAME_BYTES = 7;

/** @param maxLine bytes of a line; at least 16. What it tells does not depend on how the bytes came in. */
export function createLineScanner(input: ByteWindow, maxLine: number, sink: LineSink): LineScanner {
  let at = 0;
  let lineStart = 0;
  let number = 1;
  /** Behind the last CR: an LF there is the second half of a CRLF. */
  let behindCr = -1;
  /** The line is told already, as overlong; its rest is of no interest. */
  let dropping = false;

  function tell(stop: number, next: number, overlong: boolean): void {
    const text = input.text(lineStart, Math.min(stop, lineStart + NAME_BYTES));
    const kind = NAMED.exec(text)?.[1];
    sink.line({
      // The expression admits these names only.
      kind: (kind as LineKind | undefined) ?? (!overlong && isBlank(stop) ? 'blank' : 'text'),
      start: lineStart + (text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0),
      stop,
      next,
      number,
      overlong,
    });
  }

  function endLine(stop: number, next: number): void {
    if (!dropping) tell(stop, next, stop - lineStart > maxLine);
    dropping = false;
    lineStart = next;
  }

  function endAtTerminator(byte: number): void {
    const next = at + 1;
    if (byte === LF && at === behindCr) {
      sink.extendEnd(at, next);
      lineStart = next;
      return;
    }
    endLine(at, next);
    number += 1;
    if (byte === CR) behindCr = next;
  }

  /** A VT before anything else is a byte of its line: ending a message there would let half of it pass for the whole. */
  function beginsFrame(): boolean {
    const name = NAMED.exec(input.text(at + 1, at + 1 + NAME_BYTES))?.[1];
    return name === 'MSH' || name === 'FHS' || name === 'BHS';
  }

  function isBlank(stop: number): boolean {
    let from = lineStart;
    while (from < stop && BLANKS.has(input.at(from))) from += 1;
    return from === stop;
  }

  return {
    get lineStart() {
      return lineStart;
    },
    scan(final) {
      for (at = input.controlFrom(at); at < input.end; at = input.controlFrom(at + 1)) {
        const byte = input.at(at);
        if (byte === CR || byte === LF) endAtTerminator(byte);
        else if (byte === VT) {
          if (!final && input.end - at <= NAME_BYTES) break;
          if (!beginsFrame()) continue;
          endLine(at, at);
          sink.frameStart();
          lineStart = at + 1;
        } else if (byte === FS) {
          if (!final && at + 1 === input.end) break;
          // As in a connection: before a printable byte, an FS is data.
          if (input.at(at + 1) >= FIRST_PRINTABLE) continue;
          endLine(at, at);
          sink.frameEnd();
          lineStart = at + 1;
        }
      }
      if (final) endLine(at, at);
      else if (!dropping && at - lineStart > maxLine) {
        tell(at, at, true);
        dropping = true;
      }
      if (dropping) lineStart = at;
    },
  };
}

/** A wrapper may have any separator, whatever MSH has. */
const NAMED = /^(?:\u00EF\u00BB\u00BF)?(MSH|FHS|BHS|BTS|FTS)(?:[!-/:-@[-`{-~\r\n]|$)/;
