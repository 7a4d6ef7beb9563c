/** Every published sample message, where the collection lies beside the checkout: read without an exception. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decode } from './decode.ts';
import { readHeader } from './header.ts';
import { parseMessage, type ParsedSegment } from './message.ts';

const CORPUS = fileURLToPath(new URL('../../../shared/data/adt', import.meta.url));
const files = existsSync(CORPUS)
  ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.hl7'))
  : [];

/** The line that a segment was read from, put together again from its fields. */
function lineOf(segment: ParsedSegment, separator: string): string {
  const fields = Array.from({ length: segment.fieldCount }, (_, index) => segment.rawText(index + 1));
  if (segment.name === 'MSH') fields.shift();
  return segment.name === '' ? fields.join(separator) : [segment.name, ...fields].join(separator);
}

describe('the sample messages beside the checkout', () => {
  it.skipIf(files.length === 0)(
    'are read with the text of every field intact, or refused with a reason',
    () => {
      for (const file of files) readWhole(file);
    },
  );
});

function readWhole(file: string): void {
  const raw = readFileSync(join(CORPUS, file));
  const result = readHeader(raw);
  if (result.kind === 'unreadable') {
    expect(['batch', 'several-messages', 'literal-line-ends'], file).toContain(result.fault);
    expect(result.rejection.text).not.toBe('');
    return;
  }
  const decoded = decode(raw, result.header.charset);
  if (decoded.kind === 'refused') throw new Error(`${file}: ${decoded.reason}`);
  const { message } = parseMessage(decoded.text, decoded.charset);
  expect(
    message.segments.map((segment) => lineOf(segment, result.header.fieldSeparator)),
    file,
  ).toEqual(decoded.text.split('\r').filter((line) => line !== ''));
  expect(message.first('MSH')?.rawText(10), file).toBe(result.header.controlId);
  for (const segment of message.segments) {
    for (let field = 1; field <= segment.fieldCount; field++) {
      for (const repetition of segment.repetitions(field)) expect(repetition.value(), file).not.toBe('');
    }
  }
}
