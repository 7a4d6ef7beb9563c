/**
 * Bytes -> JSON object, within bounds. RFC 8259 (UTF-8, I-JSON strings); the limits are this gateway's own, several
 * times what the largest known GP summary needs (1.3 MB, 502 entries).
 */
import type { Json } from '../../mappings/gp-summary/stu3/mapper.ts';

/** Ten megabytes. */
export const MOST_BYTES = 10_000_000;
const MOST_DEPTH = 40;
/** Values and containers, counted by the commas and brackets before anything is built in memory. */
const MOST_VALUES = 1_000_000;
const MOST_STRING = 1_000_000;
const MOST_MEMBERS = 1_000;

export interface Fault {
  /** FHIRPath-like, of element names only: `Bundle.entry[3].resource.note`. */
  readonly path: string;
  /** Holds no value of the body. */
  readonly text: string;
}

/**
 * @param root the name with which paths start.
 * @returns the object, or the first fault: too long, not UTF-8, not JSON, not an object, nested deeper than 40, more
 * than a million values, a text above a million characters, or characters that no database keeps (U+0000, halves of
 * surrogate pairs).
 */
export function jsonObject(bytes: Uint8Array, root: string): { readonly json: Json } | Fault {
  const fault = (text: string): Fault => ({ path: root, text });
  if (bytes.length === 0) return fault('the body is empty');
  if (bytes.length > MOST_BYTES) return fault(`the body is longer than ${MOST_BYTES} bytes`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fault('the body is not UTF-8');
  }
  const tooMuch = measure(text);
  if (tooMuch !== undefined) return fault(tooMuch);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the body.
    return fault('the body is not JSON');
  }
  if (!isObject(value)) return fault('the body is not a JSON object');
  return unsound(value, root) ?? { json: value };
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Depth and number of values, told from the brackets and commas outside strings: before the parser builds them. */
function measure(text: string): string | undefined {
  let depth = 0;
  let values = 1;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = endOfString(text, i);
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth++;
        values++;
        if (depth > MOST_DEPTH) return `the body is nested deeper than ${MOST_DEPTH} levels`;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth--;
        break;
      case COMMA:
        values++;
        break;
    }
    if (values > MOST_VALUES) return `the body holds more than ${MOST_VALUES} values`;
  }
  return undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Index of the closing quote; the end of the text where there is none, which the parser then refuses. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

/** The first text or object that cannot be kept. Recursion is bounded by the depth that was measured. */
function unsound(value: unknown, path: string): Fault | undefined {
  if (typeof value === 'string') {
    if (value.length > MOST_STRING) {
      return { path, text: `is a text of more than ${MOST_STRING} characters` };
    }
    if (value.includes('\0') || !value.isWellFormed()) {
      return { path, text: 'holds U+0000 or half of a surrogate pair' };
    }
    return undefined;
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const found = unsound(value[i], `${path}[${i}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const members = Object.entries(value);
  if (members.length > MOST_MEMBERS) return { path, text: `has more than ${MOST_MEMBERS} members` };
  for (const [name, member] of members) {
    // Names come from outside too: what is no element name is not repeated.
    const shown = /^_?[A-Za-z][A-Za-z0-9]{0,60}$/.test(name) ? name : '(unreadable)';
    const found = unsound(member, `${path}.${shown}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
