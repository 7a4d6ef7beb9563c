/** `rother send FILE...`: sends messages over MLLP and says what became of each. HL7 MLLP release 1; table 0008. */
import { parseAcknowledgement } from '../../adapters/hl7v2/acknowledgement.ts';
import { readHeader } from '../../adapters/hl7v2/header.ts';
import { MllpClient, MllpSendError } from '../../adapters/mllp/client.ts';
import { CliError, type CliIo } from './io.ts';
import { printable } from './printable.ts';
import { readInput, splitMessages } from './message-file.ts';

export interface SendOptions {
  readonly host: string;
  readonly port: number;
  /** Seconds, for connecting and for each acknowledgement. */
  readonly timeout: number;
}

interface Item {
  /** `file#n`. */
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** From so many messages on, a terminal is shown how far it is. */
const MANY = 20;

/** Sends all messages of all files in order, one at a time. @returns 0 if every one was answered AA, else 1. */
export async function send(files: readonly string[], options: SendOptions, io: CliIo): Promise<number> {
  const items: Item[] = [];
  for (const file of files) {
    const messages = splitMessages(await readInput(file, io), file);
    messages.forEach((bytes, i) => items.push({ label: `${file}#${i + 1}`, bytes }));
  }
  const client = new MllpClient({ timeoutMs: options.timeout * 1000 });
  await connect(client, options);
  let accepted = 0;
  try {
    for (const [i, item] of items.entries()) {
      const told = await sendOne(client, item, io);
      if (told.accepted) accepted += 1;
      io.stdout.write(`${printable(told.line)}\n`);
      showProgress(io, i + 1, items.length);
      // The client has closed the connection: a late answer must not be taken for the next message's.
      if (told.connectionLost && i + 1 < items.length) await connect(client, options);
    }
  } finally {
    await client.close();
  }
  io.stderr.write(`${accepted} of ${items.length} accepted\n`);
  return accepted === items.length ? 0 : 1;
}

interface Told {
  readonly line: string;
  readonly accepted: boolean;
  readonly connectionLost: boolean;
}

async function sendOne(client: MllpClient, { label, bytes }: Item, io: CliIo): Promise<Told> {
  const head = readHeader(bytes);
  const controlId = head.header?.controlId ?? '';
  const started = io.now();
  const line = (code: string, text: string): string => {
    const ms = (io.now() - started).toFixed(1);
    return [label, controlId === '' ? '-' : controlId, code, `${ms} ms`, text].join('  ').trimEnd();
  };
  try {
    const answer = parseAcknowledgement(await client.send(bytes));
    if (answer === undefined) {
      return { line: line('??', 'the answer is no acknowledgement'), accepted: false, connectionLost: false };
    }
    const accepted = answer.code === 'AA' || answer.code === 'CA';
    return { line: line(answer.code, accepted ? '' : errorText(answer)), accepted, connectionLost: false };
  } catch (error) {
    if (!(error instanceof MllpSendError)) throw error;
    return { line: line('--', error.message), accepted: false, connectionLost: true };
  }
}

function errorText({ text, error }: NonNullable<ReturnType<typeof parseAcknowledgement>>): string {
  if (error === undefined) return text;
  const where =
    error.segment === '' ? '' : `${error.segment}${error.field === '' ? '' : `-${error.field}`}: `;
  const condition = error.condition === '' ? '' : ` (${error.condition})`;
  return `${where}${error.text === '' ? text : error.text}${condition}`;
}

async function connect(client: MllpClient, { host, port }: SendOptions): Promise<void> {
  try {
    await client.connect(host, port);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'no answer in time';
    throw new CliError(`cannot connect to ${host}:${port} (${why}); is the gateway running there?`);
  }
}

function showProgress({ stderr, stdout }: CliIo, done: number, all: number): void {
  // Where the lines themselves go to the terminal, they are the progress.
  if (all < MANY || stderr.isTTY !== true || stdout.isTTY === true) return;
  stderr.write(done === all ? '\r\u001b[2K' : `\r${done} of ${all}`);
}
