/**
 * A file of HL7 v2 messages -> the bytes of each. Messages may be framed (MLLP) or follow each other, lines may end
 * with CR, LF or CRLF, and batch wrappers are left out. HL7 v2.4 2.10 (segment terminator), 2.15 (batch protocol).
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createBatchSplitter, type BatchEvent } from '../../adapters/hl7v2/batch.ts';
import { CliError, type CliIo } from './io.ts';

const MAX_FILE = 1024 * 1024 * 1024;
/** As much as a gateway can be set to take in one frame. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** The bytes of a file, or of standard input for `-`. @throws CliError where it cannot be read. */
export async function readInput(file: string, io: Pick<CliIo, 'stdin'>): Promise<Uint8Array> {
  if (file === '-') return readAll(io.stdin);
  try {
    return await readFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** @throws CliError where there is no message in it, or one that is cut short. */
export function splitMessages(bytes: Uint8Array, file: string): readonly Uint8Array[] {
  const splitter = createBatchSplitter({ maxMessageBytes: MAX_FILE });
  const messages: Uint8Array[] = [];
  for (const event of [...splitter.push(bytes), ...splitter.end()]) {
    if (event.kind === 'message') messages.push(wireForm(event.bytes));
    if (event.kind === 'fault' && event.fault === 'cut-frame') {
      throw new CliError(`${file}: line ${event.line}: ${event.text}`);
    }
  }
  if (messages.length === 0) throw noMessage(file);
  return messages;
}

/** What a file holds, found out before anything of it is sent. */
export interface Survey {
  /** Messages, those that cannot be sent included. */
  readonly messages: number;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

/**
 * Reads a file once through, in little memory.
 * @returns undefined for what can be read only once: standard input, pipes.
 * @throws CliError where it cannot be read, or holds no message.
 */
export async function survey(file: string): Promise<Survey | undefined> {
  if (file === '-') return undefined;
  try {
    if (!(await stat(file)).isFile()) return undefined;
  } catch (error) {
    throw unreadable(file, error);
  }
  const digest = createHash('sha256');
  let size = 0;
  let messages = 0;
  const chunks = (async function* () {
    for await (const chunk of fileChunks(file)) {
      digest.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  })();
  for await (const event of eventsOf(chunks)) {
    if (isMessage(event)) messages += 1;
  }
  if (messages === 0) throw noMessage(file);
  return { messages, size, sha256: digest.digest('hex') };
}

/**
 * The messages of a file, or of standard input for `-`, as they are read. When `signal` is aborted it ends where it is,
 * without what it has of a message. @throws CliError where it cannot be read.
 */
export function readMessages(
  file: string,
  io: Pick<CliIo, 'stdin'>,
  signal: AbortSignal,
): AsyncGenerator<BatchEvent, void> {
  return eventsOf(file === '-' ? io.stdin : fileChunks(file), signal);
}

/** Whether the event stands for a message of the file, given or not. */
export function isMessage(event: BatchEvent): boolean {
  return event.kind !== 'fault' || event.fault === 'cut-frame';
}

/**
 * The message as it goes into a frame: each segment ends with CR and none is blank, whatever line ends its file has.
 * In a file with carriage returns, a line feed alone stands inside a field and is kept.
 */
export function wireForm(message: Uint8Array): Uint8Array {
  // One character a byte, so that no character set can be got wrong.
  const text = Buffer.from(message).toString('latin1');
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\r') : text.replaceAll('\n', '\r');
  const segments = lines.split('\r').filter((line) => line.trim() !== '');
  return Buffer.from(segments.map((segment) => `${segment}\r`).join(''), 'latin1');
}

export function noMessage(file: string): CliError {
  return new CliError(`${file}: holds no message; a message begins with MSH`);
}

async function* eventsOf(
  chunks: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<BatchEvent, void> {
  const splitter = createBatchSplitter({ maxMessageBytes: MAX_MESSAGE_BYTES });
  for await (const chunk of signal === undefined ? chunks : untilAborted(chunks, signal)) {
    yield* splitter.push(chunk);
  }
  if (signal?.aborted !== true) yield* splitter.end();
}

/** Also while it waits for a chunk, as standard input may be silent for long. */
async function* untilAborted(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const iterator = chunks[Symbol.asyncIterator]();
  while (!signal.aborted) {
    const next = await nextUnlessAborted(iterator, signal);
    if (next === undefined || next.done === true) return;
    yield next.value;
  }
}

/** No Promise.race with one promise for the whole run: that would hold every chunk until the end of it. */
function nextUnlessAborted(
  iterator: AsyncIterator<Uint8Array>,
  signal: AbortSignal,
): Promise<IteratorResult<Uint8Array> | undefined> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      resolve(undefined);
    };
    signal.addEventListener('abort', abort);
    iterator
      .next()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', abort);
      });
  });
}

async function* fileChunks(file: string): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of createReadStream(file)) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): CliError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
  return new CliError(`${file}: cannot be read (${code})`);
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
