/** CSV as it comes in, line by line: RFC 4180 in UTF-8, with or without a byte order mark, LF or CRLF. No cell holds a line end. */
import type { Line } from '../interactions/operations/caseload-upload-rows.ts';
import { refusal } from '../outcomes.ts';

/** Characters of one line: four short cells. */
const MAX_LINE = 2000;

/**
 * The lines of a body, split into cells.
 * @throws OperationOutcomeError 400 where it is not UTF-8, 413 for a line that is too long.
 */
export async function* csvLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void> {
  // A byte order mark at the beginning is the decoder's to take away.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let line = 0;
  for await (const chunk of chunks) {
    const [first = '', ...more] = (rest + decoded(decoder, chunk)).split('\n');
    rest = first;
    for (const next of more) {
      yield split(rest, ++line);
      rest = next;
    }
    if (rest.length > MAX_LINE) throw tooLong(line + 1);
  }
  rest += decoded(decoder);
  if (rest !== '') yield split(rest, line + 1);
}

function decoded(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw refusal('invalid', 'The body is not text in UTF-8');
  }
}

/** A cell, quoted (a quote within it stands twice) or bare, and what ends it. */
const CELL = /("(?:[^"]|"")*"|[^",]*)(,|$)/y;

function split(text: string, line: number): Line {
  if (text.length > MAX_LINE) throw tooLong(line);
  const row = text.endsWith('\r') ? text.slice(0, -1) : text;
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (;;) {
    const match = CELL.exec(row);
    if (match === null) return { line, cells: undefined };
    const [, cell = '', end] = match;
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '') return { line, cells };
  }
}

function tooLong(line: number): Error {
  return refusal('tooLarge', `Line ${line} has more than ${MAX_LINE} characters`);
}
