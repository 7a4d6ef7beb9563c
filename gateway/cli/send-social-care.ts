/**
 * `rother send --social-care FILE`: a council's return (CSV) or its case events (JSON, NDJSON) over HTTP. A return that was
 * broken off is sent again by the same command: the gateway knows what it has. docs/social-care-return.md.
 */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { CliError, type CliIo } from './io.ts';
import { jsonLine } from './json-line.ts';
import { printable } from './printable.ts';
import { refusalText } from './send-gp-summary.ts';
import { ConnectionLostError, post, type Answer, type Target } from './send-http.ts';
import { sendCaseEvents } from './send-social-care-events.ts';
import {
  createReturnProgress,
  progressSchema,
  summarySchema,
  summaryText,
  type ReturnSummary,
} from './send-social-care-report.ts';

export interface SocialCareOptions extends Target {
  /** Id of the council's feed, where several take from this address. */
  readonly council?: string;
  /** Somebody has looked: a return much shorter than the last is right. */
  readonly releaseShort: boolean;
  readonly json: boolean;
}

const INTERRUPTED = 130;
/** How often a council's feed is asked for that another upload has. */
const ATTEMPTS = 10;
const LONGEST_PAUSE_S = 60;

/** @returns 0 if all of it was taken, 130 if it was interrupted, else 1. */
export async function sendSocialCare(
  file: string,
  options: SocialCareOptions,
  io: CliIo,
  signal: AbortSignal,
): Promise<number> {
  const begin = await beginningOf(file);
  try {
    if (/^[[{]/.test(begin)) return await sendCaseEvents(file, options, io, signal);
    return await sendReturn(file, options, io, signal);
  } catch (error) {
    if (signal.aborted) {
      io.stderr.write('stopped; the same command goes on from there\n');
      return INTERRUPTED;
    }
    if (!(error instanceof ConnectionLostError)) throw error;
    throw new CliError(`${file}: ${error.message}; the same command goes on from there`);
  }
}

async function sendReturn(
  file: string,
  options: SocialCareOptions,
  io: CliIo,
  signal: AbortSignal,
): Promise<number> {
  const answer = await postWhenFree(file, options, io, signal);
  const progress = createReturnProgress(io);
  const read: string[] = [];
  let summary: ReturnSummary | undefined;
  try {
    for await (const line of answer.lines) {
      const json = jsonOf(line);
      const step = progressSchema.safeParse(json);
      if (step.success) {
        progress.show(step.data);
        continue;
      }
      summary = summarySchema.safeParse(json).data ?? summary;
      if (summary === undefined) read.push(line);
    }
  } finally {
    progress.clear();
  }
  if (signal.aborted) throw new ConnectionLostError('interrupted');
  if (answer.status !== 200) throw new CliError(`${file}: ${refusalText(answer.status, read.join('\n'))}`);
  if (summary === undefined) throw new ConnectionLostError('the gateway did not answer to the end');
  io.stdout.write(
    options.json ? jsonLine({ file, ...summary }) : printable(summaryText(file, summary), { lines: true }),
  );
  const { outcome, rows, people } = summary;
  return outcome === 'taken' && rows.refused === 0 && people.quarantined === 0 ? 0 : 1;
}

/** Waits while another upload has the council's feed, also one that was broken off a moment ago. */
async function postWhenFree(
  file: string,
  options: SocialCareOptions,
  io: CliIo,
  signal: AbortSignal,
): Promise<Answer> {
  const query = {
    ...(options.council === undefined ? {} : { feed: options.council }),
    ...(options.releaseShort ? { release: 'short' } : {}),
  };
  for (let attempt = 1; ; attempt++) {
    const answer = await post(
      options,
      {
        path: '/feeds/social-care',
        query,
        type: 'text/csv',
        accept: 'application/x-ndjson',
        body: createReadStream(file),
      },
      signal,
    );
    if (answer.status !== 409 || attempt === ATTEMPTS) return answer;
    const seconds = Math.min(answer.retryAfter ?? LONGEST_PAUSE_S, LONGEST_PAUSE_S);
    for await (const _ of answer.lines) continue;
    io.stderr.write(`another upload of this council is being taken; trying again in ${seconds} s\n`);
    await pause(seconds * 1000, undefined, { signal });
  }
}

/** @throws CliError where the file cannot be read, or is none. */
async function beginningOf(file: string): Promise<string> {
  try {
    if (!(await stat(file)).isFile()) throw new CliError(`${file}: is no file`);
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
      return buffer
        .toString('utf8', 0, bytesRead)
        .replace(/^\uFEFF/, '')
        .trimStart();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CliError(`${file}: cannot be read (${code})`);
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
