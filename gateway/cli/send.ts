/**
 * `rother send FILE...`: sends messages over MLLP, one at a time, and says what became of each. Files are read as streams,
 * batches are taken apart, and a run that was broken off can be gone on with. HL7 MLLP release 1; HL7 v2.4 2.15.
 */
import type { CliIo } from './io.ts';
import { isMessage, noMessage, readMessages, survey } from './message-file.ts';
import { printable } from './printable.ts';
import { createSendConnection, type ConnectionOptions } from './send-connection.ts';
import { insistOn, type Insistence } from './send-insist.ts';
import { unsendable } from './send-one.ts';
import { appendRefused, checkRefused } from './send-refused.ts';
import {
  createProgress,
  faultLine,
  labelOf,
  receiptJson,
  receiptLine,
  sumLine,
  type Progress,
} from './send-report.ts';
import { openSendState, type Input, type SendState, type Tally } from './send-state.ts';
import { readTlsOptions, type TlsFlags } from './tls-options.ts';

export interface SendOptions extends ConnectionOptions, TlsFlags {
  /** A JSON object for each message instead of a line. */
  readonly json: boolean;
  /** File that keeps how far it has come. */
  readonly resume?: string;
  /** File that takes the messages that are refused. */
  readonly refused?: string;
  /** Between two attempts of a message that is not answered; default a second. */
  readonly pauseMs?: number;
}

/** What a shell gives for a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/** `no-answer`: only where the run can be resumed, which then begins with that message. */
type Ending = 'all-sent' | 'interrupted' | 'no-answer';

/**
 * Sends all messages of all files in order. In a run that can be resumed, a message without an answer is sent again, then
 * counted as refused; after several in a row the run ends there. Any other run goes on with the next message.
 * @param signal ends the run after the message in flight.
 * @returns 0 if every message was accepted and no file has a fault, 130 if it was interrupted, else 1.
 */
export async function send(
  files: readonly string[],
  options: SendOptions,
  io: CliIo,
  signal: AbortSignal,
): Promise<number> {
  const { resume, refused } = options;
  const inputs: Input[] = [];
  for (const file of files) inputs.push({ file, survey: await survey(file) });
  const tls = await readTlsOptions(options);
  const state = resume === undefined ? undefined : await openSendState(resume, inputs, io.now);
  const run: Run = {
    options,
    io,
    signal,
    state,
    tally: { ...(state?.tally ?? { accepted: 0, refused: 0, unsendable: 0, faults: 0 }) },
    all: messagesOf(inputs),
    unanswered: 0,
    last: undefined,
  };
  if (state?.finished === true) {
    io.stderr.write(`nothing left to send: ${sumOf(run)} before\n`);
    return exitCode(run);
  }
  if (refused !== undefined) await checkRefused(refused, state?.resumed === true);
  const connection = createSendConnection(options, tls, io.now);
  const sender = state === undefined ? connection : insistOn(connection, signal, options.pauseMs);
  const progress = createProgress(io, run.all, handled(run));
  const heed = (): unknown =>
    io.stderr.write('stopping after the message in flight; Ctrl-C again stops at once\n');
  signal.addEventListener('abort', heed);
  let ending: Ending | undefined;
  try {
    for (const [index, { file }] of inputs.entries()) {
      ending = await sendFile(run, index, file, sender, progress);
      if (ending !== 'all-sent') break;
    }
  } finally {
    signal.removeEventListener('abort', heed);
    progress.clear();
    await connection.close();
    if (ending === 'all-sent') await state?.finish(run.tally);
    else await state?.save();
  }
  return tellEnding(run, ending ?? 'all-sent');
}

interface Run {
  readonly options: SendOptions;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  readonly state: SendState | undefined;
  /** Of this run and those that it resumes. */
  readonly tally: Tally;
  /** Messages of all files, where that can be known. */
  readonly all: number | undefined;
  unanswered: number;
  /** The last message that is done with. */
  last: string | undefined;
}

async function sendFile(
  run: Run,
  index: number,
  file: string,
  sender: Insistence,
  progress: Progress,
): Promise<Ending> {
  const { io, signal, state, tally } = run;
  let empty = true;
  // Faults before the message at which an earlier run ended were told by it.
  let toldBefore = state?.compare(index, -1) === 'before';
  for await (const event of readMessages(file, io, signal)) {
    if (signal.aborted) return 'interrupted';
    if (isMessage(event)) empty = false;
    if (event.kind === 'fault') {
      if (toldBefore) continue;
      tally.faults += 1;
      if (isMessage(event)) tally.unsendable += 1;
      progress.clear();
      io.stderr.write(faultLine(file, event));
      continue;
    }
    const standing = state?.compare(index, event.place.offset) ?? 'behind';
    toldBefore = standing === 'before';
    if (standing !== 'behind') continue;
    const outcome =
      event.kind === 'message' ? await sender.deliver(event.bytes) : unsendable('it is larger than 16 MiB');
    io.stdout.write((run.options.json ? receiptJson : receiptLine)(file, event.place, outcome));
    if (outcome.kind === 'unanswered') {
      run.unanswered += 1;
      if (state !== undefined) return run.signal.aborted ? 'interrupted' : 'no-answer';
    } else {
      const { refused } = run.options;
      if (event.kind === 'message' && outcome.kind === 'refused' && refused !== undefined) {
        await appendRefused(refused, event.bytes);
      }
      tally[outcome.kind] += 1;
      await state?.advance(index, event.place, { ...tally });
    }
    run.last = labelOf(file, event.place);
    progress.show(handled(run));
  }
  if (signal.aborted) return 'interrupted';
  if (empty) throw noMessage(file);
  return 'all-sent';
}

/** Says how it ended, and how to go on. @returns the exit code. */
function tellEnding(run: Run, ending: Ending): number {
  const { io, state, last } = run;
  const sum = sumOf(run);
  if (ending === 'all-sent') {
    io.stderr.write(`${printable(sum)}\n`);
    return exitCode(run);
  }
  const where = last === undefined ? 'before the first message' : `after ${last}`;
  const why = ending === 'interrupted' ? '' : ', as the next message has no answer';
  const next =
    state === undefined
      ? 'sending again from the start does no harm, and with --resume FILE a run goes on where one stopped'
      : 'the same command goes on from there';
  io.stderr.write(`${printable(`stopped ${where}${why}: ${sum}; ${next}`)}\n`);
  return ending === 'interrupted' ? INTERRUPTED : 1;
}

function sumOf(run: Run): string {
  return sumLine(run.tally, run.unanswered, run.all ?? handled(run));
}

/** Messages that are done with, those of earlier runs included. */
function handled({ tally: { accepted, refused, unsendable: unsent }, unanswered }: Run): number {
  return accepted + refused + unsent + unanswered;
}

function exitCode({ tally, unanswered }: Run): number {
  return tally.refused + tally.unsendable + tally.faults + unanswered === 0 ? 0 : 1;
}

function messagesOf(inputs: readonly Input[]): number | undefined {
  let sum = 0;
  for (const { survey: known } of inputs) {
    if (known === undefined) return undefined;
    sum += known.messages;
  }
  return sum;
}
