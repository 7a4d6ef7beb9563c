/**
 * Case events of a file: sent in bodies of some mebibytes, cut between lines where the file has an event a line, with a
 * line for each that was not taken. Sending them again does no harm.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { CliError, type CliIo } from './io.ts';
import { jsonLine } from './json-line.ts';
import { printable } from './printable.ts';
import { refusalText } from './send-gp-summary.ts';
import { ConnectionLostError, post, type Target } from './send-http.ts';

interface EventOptions extends Target {
  readonly council?: string;
  readonly json: boolean;
}

const OUTCOMES = ['committed', 'duplicate', 'quarantined', 'refused'] as const;

const fateSchema = z.looseObject({
  position: z.int(),
  eventId: z.string().nullable(),
  outcome: z.enum(OUTCOMES),
  path: z.string().optional(),
  reason: z.string().optional(),
});
const endSchema = z.object({
  counts: z.looseObject({}),
  sequence: z.object({ missing: z.int() }).nullable(),
  error: z.string().optional(),
  text: z.string().optional(),
});

/** Half of what the gateway takes in one body. */
const BODY = 4 * 1024 * 1024;

/** @returns 0 if the gateway has every event, else 1. @throws CliError, ConnectionLostError */
export async function sendCaseEvents(
  file: string,
  options: EventOptions,
  io: CliIo,
  signal: AbortSignal,
): Promise<number> {
  const counts = { committed: 0, duplicate: 0, quarantined: 0, refused: 0 };
  let missing = 0;
  let before = 0;
  for await (const body of /\.(?:ndjson|jsonl)$/i.test(file) ? bodiesOf(file) : [createReadStream(file)]) {
    const answer = await post(
      options,
      {
        path: '/feeds/social-care',
        ...(options.council === undefined ? {} : { query: { feed: options.council } }),
        type: 'application/x-ndjson',
        accept: 'application/x-ndjson',
        body,
      },
      signal,
    );
    const told: string[] = [];
    let ended = false;
    let last = before;
    for await (const line of answer.lines) {
      told.push(line);
      const json: unknown = JSON.parse(line);
      const fate = fateSchema.safeParse(json);
      if (fate.success) {
        last = before + fate.data.position;
        counts[fate.data.outcome] += 1;
        tell({ ...fate.data, position: last });
        told.pop();
        continue;
      }
      const end = endSchema.safeParse(json);
      if (!end.success) continue;
      ended = end.data.error === undefined;
      missing = end.data.sequence?.missing ?? 0;
      if (!ended) throw new CliError(`${file}: ${end.data.text ?? 'the gateway takes nothing at present'}`);
    }
    if (answer.status !== 200) throw new CliError(`${file}: ${refusalText(answer.status, told.join('\n'))}`);
    if (!ended) throw new ConnectionLostError('the gateway did not answer to the end');
    before = last;
  }
  const sum = OUTCOMES.map((outcome) => `${counts[outcome]} ${outcome}`).join(', ');
  io.stderr.write(`${sum}${missing === 0 ? '' : `; ${missing} numbers of the sequence have not come`}\n`);
  return counts.refused + counts.quarantined === 0 ? 0 : 1;

  function tell(fate: z.infer<typeof fateSchema>): void {
    const { position, eventId, outcome, path = '', reason = '' } = fate;
    if (options.json) io.stdout.write(jsonLine({ file, ...fate }));
    else if (outcome === 'quarantined' || outcome === 'refused')
      io.stdout.write(
        `${printable([`${file}#${position}`, eventId ?? '-', outcome, path, reason].filter((part) => part !== '').join('  '))}\n`,
      );
  }
}

async function* bodiesOf(file: string): AsyncGenerator<Iterable<Uint8Array>, void> {
  let lines: string[] = [];
  let size = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (size > 0 && size + line.length > BODY) {
      yield [Buffer.from(lines.join(''))];
      [lines, size] = [[], 0];
    }
    lines.push(`${line}\n`);
    size += line.length;
  }
  if (size > 0) yield [Buffer.from(lines.join(''))];
}
