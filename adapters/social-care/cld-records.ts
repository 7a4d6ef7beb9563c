/**
 * Bytes of a CSV file -> records as they stand, incrementally. RFC 4180: a field that begins with a quote goes to the
 * quote that is not doubled, line ends included; lines end with CRLF or LF. UTF-8 and Windows-1252 alike, since no byte of
 * their letters is a quote, a comma or a line end.
 *
 * A quote that nothing closes would swallow the rest of the file: where a record grows past its longest length within
 * quotes, its first line alone is at fault and reading goes on at the next.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;

export type RawRecord =
  /** `bytes` with the line end, as they stood in the file. */
  | { readonly kind: 'record'; readonly line: number; readonly bytes: Uint8Array }
  /** The first line of what begins with a quote that is not closed; what follows is read on. */
  | { readonly kind: 'unclosed'; readonly line: number; readonly bytes: Uint8Array }
  /** A line longer than a record may be: passed over, not kept. */
  | { readonly kind: 'too-long'; readonly line: number };

export interface RecordSplitter {
  /** What `chunk` completes, in order. The chunk is not kept; its owner may reuse it. */
  push(chunk: Uint8Array): RawRecord[];
  /** No more is coming: the last record need not have a line end. */
  end(): RawRecord[];
}

/**
 * @param longest bytes of a record, its line end not counted; memory is at most this and one chunk.
 * @param firstLine number of the first line, from 1.
 */
export function recordSplitter(longest: number, firstLine = 1): RecordSplitter {
  let held: Buffer = Buffer.alloc(0);
  let line = firstLine;
  /** How far `held` was looked at, within the record that begins at 0. */
  let at = 0;
  let quoted = false;
  let fieldStart = true;
  let passingOver = false;
  const found: RawRecord[] = [];

  /** Looks at bytes up to the end of a record. @returns the position after it, or why there is none. */
  function endOfRecord(from: number, last: boolean): number | 'more' | 'unreadable' {
    for (; from + at < held.length; at++) {
      // One byte more for the CR of the line end. Stopping here makes the outcome independent of how bytes arrive.
      if (at > longest + 1) return 'unreadable';
      const byte = held[from + at];
      if (quoted) {
        if (byte !== QUOTE) continue;
        const next = held[from + at + 1];
        // The next byte decides whether this quote is doubled.
        if (next === undefined && !last) return 'more';
        if (next === QUOTE) at++;
        else quoted = false;
        continue;
      }
      if (byte === LF) {
        const end = from + at + 1;
        return withoutLineEnd(held.subarray(from, end)).length > longest ? 'unreadable' : end;
      }
      quoted = byte === QUOTE && fieldStart;
      fieldStart = byte === COMMA;
    }
    if (!last) return 'more';
    return quoted || at > longest ? 'unreadable' : from + at;
  }

  function startRecord(): void {
    at = 0;
    quoted = false;
    fieldStart = true;
  }

  /** The line that begins at `from`, where the record that begins there cannot be read. @returns where to go on. */
  function firstLineOf(from: number): number {
    const known = held.subarray(from, from + longest + 2);
    const lineEnd = known.indexOf(LF);
    if (quoted && (lineEnd !== -1 || known.length <= longest)) {
      const to = from + (lineEnd === -1 ? known.length : lineEnd + 1);
      found.push({ kind: 'unclosed', line, bytes: Uint8Array.from(held.subarray(from, to)) });
      line += 1;
      startRecord();
      return to;
    }
    passingOver = true;
    return from;
  }

  function passOver(from: number): number {
    const lineEnd = held.indexOf(LF, from);
    if (lineEnd === -1) return held.length;
    found.push({ kind: 'too-long', line });
    line += 1;
    passingOver = false;
    startRecord();
    return lineEnd + 1;
  }

  function read(last: boolean): RawRecord[] {
    let from = 0;
    while (from < held.length) {
      if (passingOver) {
        from = passOver(from);
        continue;
      }
      const end = endOfRecord(from, last);
      if (end === 'more') break;
      if (end === 'unreadable') {
        from = firstLineOf(from);
        continue;
      }
      const bytes = Uint8Array.from(held.subarray(from, end));
      found.push({ kind: 'record', line, bytes });
      line += lineEnds(bytes);
      startRecord();
      from = end;
    }
    held = Buffer.from(held.subarray(from));
    return found.splice(0);
  }

  return {
    push(chunk) {
      held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
      return read(false);
    },
    end() {
      const records = read(true);
      // The end of the file is the end of the line that was passed over.
      return passingOver ? [...records, { kind: 'too-long', line }] : records;
    },
  };
}

export function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  if (bytes.at(-1) !== LF) return bytes;
  return bytes.subarray(0, bytes.at(-2) === CR ? -2 : -1);
}

function lineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let i = bytes.indexOf(LF); i !== -1; i = bytes.indexOf(LF, i + 1)) count++;
  return count;
}
