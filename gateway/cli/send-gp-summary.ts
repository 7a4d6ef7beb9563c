/** `rother send --gp-summary FILE...`: GP summaries over HTTP, one after the other, with a line for what became of each. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CliError, type CliIo } from './io.ts';
import { jsonLine } from './json-line.ts';
import { printable } from './printable.ts';
import { ConnectionLostError, post, type Target } from './send-http.ts';

export interface SummarySendOptions extends Target {
  readonly json: boolean;
}

const answerSchema = z.object({
  outcome: z.enum(['committed', 'duplicate', 'quarantined', 'refused']),
  messageId: z.string(),
  changes: z.int().optional(),
  reason: z.string().optional(),
});
type SummaryAnswer = z.infer<typeof answerSchema>;

interface Told {
  readonly outcome: SummaryAnswer['outcome'] | 'not taken';
  readonly text: string;
}

/**
 * Files after one that is not taken are sent all the same. Sending one again does no harm.
 * @returns 0 if the gateway has every summary, 130 if it was interrupted, else 1.
 */
export async function sendGpSummaries(
  files: readonly string[],
  options: SummarySendOptions,
  io: CliIo,
  signal: AbortSignal,
): Promise<number> {
  let stored = 0;
  for (const [i, file] of files.entries()) {
    const started = io.now();
    const told = await sendOne(file, options, signal);
    if (told === undefined) {
      io.stderr.write(`stopped: ${i} of ${files.length} were sent; the same command does no harm\n`);
      return 130;
    }
    if (told.outcome === 'committed' || told.outcome === 'duplicate') stored += 1;
    const ms = Math.round((io.now() - started) * 10) / 10;
    io.stdout.write(
      options.json
        ? jsonLine({ file, ...told, ms })
        : `${printable([file, told.outcome, `${ms} ms`, told.text].join('  ').trimEnd())}\n`,
    );
  }
  io.stderr.write(`the gateway has ${stored} of ${files.length}\n`);
  return stored === files.length ? 0 : 1;
}

/** @returns undefined where it was interrupted: whatever came of it, nobody has heard. */
async function sendOne(file: string, options: Target, signal: AbortSignal): Promise<Told | undefined> {
  try {
    signal.throwIfAborted();
    const told = await postOne(file, options, signal);
    signal.throwIfAborted();
    return told;
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!(error instanceof ConnectionLostError)) throw error;
    return { outcome: 'not taken', text: error.message };
  }
}

async function postOne(file: string, options: Target, signal: AbortSignal): Promise<Told> {
  const bytes = await bytesOf(file);
  const answer = await post(
    options,
    {
      path: '/feeds/gp-summary',
      type: 'application/fhir+json',
      accept: 'application/json',
      body: [bytes],
    },
    signal,
  );
  const lines: string[] = [];
  for await (const line of answer.lines) lines.push(line);
  return toldOf(answer.status, lines.join('\n'));
}

function toldOf(status: number, text: string): Told {
  const known = answerSchema.safeParse(jsonOf(text));
  if (!known.success) return { outcome: 'not taken', text: refusalText(status, text) };
  const { outcome, changes, reason } = known.data;
  return { outcome, text: reason ?? (changes === undefined ? '' : `${changes} changes`) };
}

const outcomeSchema = z.object({ issue: z.array(z.object({ diagnostics: z.string() })).min(1) });

/** Why the gateway takes nothing: the text of its OperationOutcome, or its status alone. */
export function refusalText(status: number, text: string): string {
  const outcome = outcomeSchema.safeParse(jsonOf(text));
  return outcome.success
    ? (outcome.data.issue[0]?.diagnostics ?? '')
    : `the gateway answered with status ${status}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CliError(`${file}: cannot be read (${code})`);
  }
}
