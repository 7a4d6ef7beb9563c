/**
 * The request headers that a subscriber asks for. FHIR R4 Subscription.channel.header; each is sent whole
 * (a value may hold colons). Values are secrets: stored resources carry a mark in their place.
 */

/** Stands in place of every value wherever a Subscription is stored or shown. */
export const REDACTED = '[redacted]';

const MAX_LINES = 20;
const MAX_LENGTH = 1024;

/** Headers that belong to the connection or to us. RFC 9110 7.6.1; Standard Webhooks 1.0.0. */
const RESERVED = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const RESERVED_PREFIX = /^(content|proxy|webhook|sec)-/;

/** What is wrong with the header lines; quotes no value. */
export function headerFaults(lines: readonly string[]): readonly string[] {
  if (lines.length > MAX_LINES) return [`has ${lines.length} lines; at most ${MAX_LINES} are taken`];
  return lines.flatMap((line, i) => {
    const fault = lineFault(line);
    return fault === undefined ? [] : [`line ${i + 1} ${fault}`];
  });
}

/** Name and value: split at the first colon, outer spaces removed. */
export function splitHeader(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}

/** The line without its value. */
export function redactHeader(line: string): string {
  return `${splitHeader(line)[0]}: ${REDACTED}`;
}

/** True where a client sends back what it read: the mark instead of a value. */
export function isRedacted(line: string): boolean {
  return splitHeader(line)[1] === REDACTED;
}

/**
 * The lines of an update with each mark replaced by the value that was stored under that name (the n-th mark of a
 * name takes the n-th value). `undefined` where there is no value to restore.
 */
export function restoreHeaders(lines: readonly string[], stored: readonly string[]): string[] | undefined {
  const left = stored.map((line) => ({ line, name: splitHeader(line)[0].toLowerCase() }));
  const restored: string[] = [];
  for (const line of lines) {
    if (!isRedacted(line)) {
      restored.push(line);
      continue;
    }
    const name = splitHeader(line)[0].toLowerCase();
    const at = left.findIndex((candidate) => candidate.name === name);
    const [found] = at === -1 ? [] : left.splice(at, 1);
    if (found === undefined) return undefined;
    restored.push(found.line);
  }
  return restored;
}

function lineFault(line: string): string | undefined {
  if (line.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:/.test(line)) return 'is not "Name: value"';
  if (!/^[\t\x20-\x7e]*$/.test(line)) return 'holds a character that a header may not hold';
  const name = splitHeader(line)[0].toLowerCase();
  if (RESERVED.has(name) || RESERVED_PREFIX.test(name))
    return `sets "${name}", which is not the subscriber's`;
  return undefined;
}
