/** What benches send to the feeds over HTTP; an answer that is no acceptance ends the bench, as a rate of refusals is no rate. */
import type { GatewayChild } from '../../gateway/testing/crash/gateway-child.ts';

type Gateway = Pick<GatewayChild, 'httpPort'>;

/** One GP summary, or a practice's refusal to give one, which is taken too. @throws Error where it is not taken. */
export async function postGpSummary(gateway: Gateway, body: string): Promise<void> {
  const response = await post(gateway, 'gp-summary', 'application/fhir+json', body);
  const answer = await response.text();
  if (response.status !== 200)
    throw new Error(`a GP summary was answered with ${response.status}: ${answer}`);
}

/** Case events, one JSON object a line. @throws Error where one is not committed. */
export async function postCaseEvents(gateway: Gateway, lines: string): Promise<void> {
  const response = await post(gateway, 'social-care', 'application/x-ndjson', lines);
  const { counts } = lastLine(await response.text());
  // The answer's shape is docs/social-care-events.md's; another one fails here.
  const { committed = 0, ...others } = (counts ?? {}) as Record<string, number>;
  if (committed === 0 || Object.values(others).some((count) => count > 0))
    throw new Error(`case events were answered with ${response.status}: ${JSON.stringify(counts)}`);
}

/**
 * A council's return, streamed line by line.
 * @returns how many of its rows were accepted. @throws Error where the file is not taken.
 */
export async function postReturn(gateway: Gateway, lines: Iterable<string>): Promise<number> {
  const response = await post(gateway, 'social-care', 'text/csv', streamOf(lines));
  const summary = lastLine(await response.text());
  const { outcome, rows } = summary as { outcome?: unknown; rows?: { accepted?: unknown } };
  if (outcome !== 'taken' || typeof rows?.accepted !== 'number')
    throw new Error(
      `a return was answered with ${response.status}: ${JSON.stringify(summary).slice(0, 500)}`,
    );
  return rows.accepted;
}

function post(
  { httpPort }: Gateway,
  feed: string,
  type: string,
  body: string | ReadableStream,
): Promise<Response> {
  const init = {
    method: 'POST',
    headers: {
      'content-type': type,
      accept: type === 'application/fhir+json' ? type : 'application/x-ndjson',
    },
    body,
    // What is streamed goes out before the answer comes: fetch asks to be told so.
    duplex: 'half',
  };
  return fetch(`http://127.0.0.1:${httpPort}/feeds/${feed}`, init);
}

const LINES_A_CHUNK = 200;

function streamOf(lines: Iterable<string>): ReadableStream {
  const iterator = lines[Symbol.iterator]();
  return new ReadableStream({
    pull: (controller) => {
      let chunk = '';
      for (let i = 0; i < LINES_A_CHUNK; i++) {
        const next = iterator.next();
        if (next.done === true) break;
        chunk += next.value;
      }
      if (chunk === '') controller.close();
      else controller.enqueue(Buffer.from(chunk));
    },
  });
}

function lastLine(text: string): Record<string, unknown> {
  const [last = '{}'] = text.trimEnd().split('\n').slice(-1);
  // Whoever reads it checks each field.
  return JSON.parse(last) as Record<string, unknown>;
}
