/**
 * A body of case events -> the bytes of each: one object, an array (RFC 8259), or one object a line (NDJSON). Each piece is
 * cut out without being read, so that a bad one is refused alone. In an array a quote or bracket that is left open hides
 * what follows it; lines have no such weakness.
 */

export type Piece =
  | { readonly kind: 'piece'; readonly raw: Uint8Array }
  /** Where no further piece can be told apart. */
  | { readonly kind: 'broken'; readonly raw: Uint8Array; readonly text: string };

const [LF, QUOTE, COMMA, BACKSLASH] = [0x0a, 0x22, 0x2c, 0x5c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** @param body UTF-8, with or without byte order mark. Yields views of it, not copies. */
export function* splitCaseEvents(body: Uint8Array): Generator<Piece, void, void> {
  const bom = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  const text = trimmed(bom ? body.subarray(3) : body);
  if (text.length === 0) return;
  if (text[0] === OPEN_ARRAY) yield* elements(text);
  else if (isJson(text)) yield { kind: 'piece', raw: text };
  else yield* lines(text);
}

/** @param text starts with the bracket that opens the array. */
function* elements(text: Uint8Array): Generator<Piece, void, void> {
  let [depth, from] = [0, 1];
  for (let i = 1; i < text.length; i++) {
    const byte = text[i];
    if (byte === QUOTE) {
      i = endOfString(text, i);
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth++;
    } else if (depth > 0 && (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT)) {
      depth--;
    } else if (byte === COMMA && depth === 0) {
      yield { kind: 'piece', raw: trimmed(text.subarray(from, i)) };
      from = i + 1;
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      const last = trimmed(text.subarray(from, i));
      if (from > 1 || last.length > 0) yield { kind: 'piece', raw: last };
      const rest = trimmed(text.subarray(i + 1));
      if (rest.length > 0)
        yield { kind: 'broken', raw: rest, text: 'there is text after the end of the array' };
      return;
    }
  }
  const rest = trimmed(text.subarray(from));
  yield {
    kind: 'broken',
    raw: rest,
    text: 'the array is not closed: what follows this place cannot be told apart',
  };
}

/** One object that is not JSON, spread over lines, is one piece; it is lines where any line is JSON by itself. */
function* lines(text: Uint8Array): Generator<Piece, void, void> {
  const all = cutAtLines(text);
  if (!all.some(isJson)) {
    yield { kind: 'piece', raw: text };
    return;
  }
  for (const raw of all) yield { kind: 'piece', raw };
}

function cutAtLines(text: Uint8Array): Uint8Array[] {
  const all: Uint8Array[] = [];
  let from = 0;
  for (;;) {
    const at = text.indexOf(LF, from);
    const line = trimmed(text.subarray(from, at === -1 ? text.length : at));
    if (line.length > 0) all.push(line);
    if (at === -1) return all;
    from = at + 1;
  }
}

/** The place of the closing quote; the end of the text where there is none. */
function endOfString(text: Uint8Array, open: number): number {
  let i = open + 1;
  while (i < text.length && text[i] !== QUOTE) i += text[i] === BACKSLASH ? 2 : 1;
  return i;
}

function isJson(raw: Uint8Array): boolean {
  if (raw[0] !== OPEN_OBJECT) return false;
  try {
    JSON.parse(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** Without the white space of JSON at both ends. */
function trimmed(bytes: Uint8Array): Uint8Array {
  let [start, end] = [0, bytes.length];
  while (start < end && isBlank(bytes[start])) start++;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return bytes.subarray(start, end);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09;
}
