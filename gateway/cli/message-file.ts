/**
 * A file of HL7 v2 messages -> the bytes of each. Messages may be framed (MLLP) or follow each other, lines may end
 * with CR, LF or CRLF, and batch wrappers are left out. HL7 v2.4 2.10 (segment terminator), 2.15 (batch protocol).
 */
import { readFile } from 'node:fs/promises';
import { createFrameSplitter } from '../../adapters/mllp/frame-splitter.ts';
import { VT } from '../../adapters/mllp/frame.ts';
import { CliError, type CliIo } from './io.ts';

const MAX_FILE = 1024 * 1024 * 1024;

/** The bytes of a file, or of standard input for `-`. @throws CliError where it cannot be read. */
export async function readInput(file: string, io: Pick<CliIo, 'stdin'>): Promise<Uint8Array> {
  if (file === '-') return readAll(io.stdin);
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CliError(`${file}: cannot be read (${code})`);
  }
}

/** @throws CliError where there is no message in it. */
export function splitMessages(bytes: Uint8Array, file: string): readonly Uint8Array[] {
  const messages = bytes.includes(VT) ? framed(bytes, file) : unframed(bytes);
  if (messages.length === 0) throw new CliError(`${file}: holds no message; a message begins with MSH`);
  return messages;
}

function framed(bytes: Uint8Array, file: string): Uint8Array[] {
  const splitter = createFrameSplitter({ maxFrameBytes: MAX_FILE, maxJunkBytes: MAX_FILE });
  const messages: Uint8Array[] = [];
  for (const event of [...splitter.push(bytes), ...splitter.settle()]) {
    if (event.kind === 'frame') messages.push(event.bytes);
    if (event.kind === 'broken') throw new CliError(`${file}: frame ${messages.length + 1} is cut short`);
  }
  if (splitter.takePartial() !== undefined) {
    throw new CliError(`${file}: the last frame has no end (FS, byte 1C)`);
  }
  return messages;
}

/** One character a byte, so that no character set can be got wrong. */
function unframed(bytes: Uint8Array): Uint8Array[] {
  const text = Buffer.from(bytes).toString('latin1').replace(BYTE_ORDER_MARK, '');
  const lines = withCarriageReturns(text).split('\r');
  const messages: string[][] = [];
  for (const line of lines) {
    if (line.startsWith('MSH')) messages.push([]);
    if (line.trim() === '' || BATCH_WRAPPER.test(line)) continue;
    messages.at(-1)?.push(line);
  }
  return messages.map((segments) => Buffer.from(segments.map((s) => `${s}\r`).join(''), 'latin1'));
}

/** UTF-8, as latin1 shows it. */
const BYTE_ORDER_MARK = /^\u00EF\u00BB\u00BF/;
const BATCH_WRAPPER = /^(?:FHS|BHS|BTS|FTS)[^A-Za-z0-9]/;

/** A file that has carriage returns of its own keeps the line feeds inside its fields. */
function withCarriageReturns(text: string): string {
  if (!text.includes('\r')) return text.replaceAll('\n', '\r');
  return text.replaceAll('\r\n', '\r').replaceAll(/\n(?=(?:MSH|FHS|BHS|BTS|FTS)[^A-Za-z0-9])/g, '\r');
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > MAX_FILE) throw new CliError('standard input is longer than 1 GiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
