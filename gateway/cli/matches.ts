/** `rother matches`: the work list of pairs that may be one person, and the decisions on it, over HTTP. docs/matching.md. */
import { z } from 'zod';
import { CliError, type CliIo } from './io.ts';
import { jsonLine } from './json-line.ts';
import { askGateway, type GatewayTarget, type JsonAnswer } from './matches-http.ts';
import { printable } from './printable.ts';

export interface ListFlags extends GatewayTarget {
  readonly rule?: string;
  readonly minScore?: number;
  readonly limit: number;
  readonly json: boolean;
}

export interface ResolveFlags extends GatewayTarget {
  readonly decision: string;
  readonly reason: string;
  readonly by: string;
  /** Of a pair that was joined by a rule. */
  readonly patient?: string;
  readonly json: boolean;
}

export interface JoinedFlags extends GatewayTarget {
  readonly json: boolean;
}

const text = z.string().nullable();
const person = z.looseObject({
  patient: z.string(),
  source: z.looseObject({ name: z.string() }),
  name: text,
  birthDate: text,
  gender: text,
  postcode: text,
  nhsNumber: text,
  nhsNumberStatus: text,
});
const match = z.looseObject({
  id: z.string(),
  rule: z.string(),
  /** Only of those that wait. */
  score: z.number().optional(),
  reasons: z.array(z.string()),
  differences: z.array(z.string()),
  people: z.tuple([person, person]),
});
const list = z.looseObject({ matches: z.array(match), next: z.string().optional() });
const joined = z.looseObject({ joined: z.array(match) });
const taken = z.looseObject({ outcome: z.string(), messageId: z.string() });
const refused = z.looseObject({
  issue: z.array(z.looseObject({ diagnostics: z.string().optional() })),
});

/** A page of the gateway's. */
const PAGE = 200;

/** Prints the likeliest pairs first. @returns 0. @throws CliError where the gateway does not answer with a list. */
export async function listMatches(flags: ListFlags, io: CliIo): Promise<number> {
  const { rule, minScore, limit, json } = flags;
  const query = new URLSearchParams({ limit: String(Math.min(limit, PAGE)) });
  if (rule !== undefined) query.set('rule', rule);
  if (minScore !== undefined) query.set('minScore', String(minScore));
  let next: string | undefined = `/matches?${query.toString()}`;
  let shown = 0;
  while (next !== undefined && shown < limit) {
    const answer: JsonAnswer = await askGateway(flags, next);
    const page = list.safeParse(answer.body);
    if (answer.status !== 200 || !page.success) throw new CliError(refusalText(answer));
    const pairs = page.data.matches.slice(0, limit - shown);
    for (const pair of pairs) io.stdout.write(json ? jsonLine(pair) : told(pair));
    shown += pairs.length;
    next = page.data.next;
  }
  const more = next === undefined ? '' : '; there may be more: --limit shows them';
  io.stderr.write(`${shown} ${shown === 1 ? 'pair waits' : 'pairs wait'} for a decision${more}\n`);
  return 0;
}

/** Prints the pairs that were joined in a Patient. @returns 0. @throws CliError where the gateway does not answer with them. */
export async function listJoined(patient: string, flags: JoinedFlags, io: CliIo): Promise<number> {
  const answer = await askGateway(flags, `/matches?${new URLSearchParams({ patient }).toString()}`);
  const known = joined.safeParse(answer.body);
  if (answer.status !== 200 || !known.success) throw new CliError(refusalText(answer));
  for (const pair of known.data.joined) io.stdout.write(flags.json ? jsonLine(pair) : told(pair));
  return 0;
}

/** @returns 0 where the gateway took the decision, else 1. */
export async function resolveMatch(id: string, flags: ResolveFlags, io: CliIo): Promise<number> {
  const { decision, reason, by, patient, json } = flags;
  const body = { decision, reason, by, ...(patient === undefined ? {} : { patient }) };
  const answer = await askGateway(flags, `/matches/${encodeURIComponent(id)}`, body);
  const known = taken.safeParse(answer.body);
  if (!known.success) throw new CliError(refusalText(answer));
  const { outcome, messageId } = known.data;
  const line = json
    ? jsonLine({ id, decision, outcome, messageId })
    : `${id}  ${decision}  ${outcome}  message ${messageId}\n`;
  io.stdout.write(printable(line, { lines: true }));
  return outcome === 'committed' || outcome === 'duplicate' ? 0 : 1;
}

function told({ id, rule, score, reasons, differences, people }: z.infer<typeof match>): string {
  const words = [...reasons, ...differences].join(', ');
  return [
    `${id}  ${rule}${score === undefined ? '' : `  ${score}`}  ${words}`,
    ...people.map((one) => {
      const { source, name, birthDate, gender, postcode, nhsNumber, nhsNumberStatus, patient } = one;
      const number = nhsNumber === null ? null : `${nhsNumber} (${nhsNumberStatus ?? 'status not stated'})`;
      const known = [name, birthDate, gender, postcode, number].map((value) => value ?? '-');
      return `    ${[source.name, ...known, patient].join('  ')}`;
    }),
  ]
    .map((line) => `${printable(line)}\n`)
    .join('');
}

function refusalText({ status, body }: JsonAnswer): string {
  const known = refused.safeParse(body);
  const texts = known.success ? known.data.issue.flatMap(({ diagnostics }) => diagnostics ?? []) : [];
  return printable(texts.length === 0 ? `the gateway answered with ${status}` : texts.join('; '));
}
