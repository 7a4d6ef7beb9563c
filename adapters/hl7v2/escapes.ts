/**
 * Escape sequences of text fields. HL7 v2.4 2.10 (2.9 in v2.3): delimiters, hexadecimal, highlighting, formatting.
 *
 * Each text is decoded once, after splitting. An escape character that begins no valid sequence is a literal
 * character (`C:\Users\bob`). \Cxxyy\, \Mxxyyzz\ and \Z..\ (other character sets, local sequences) are kept as they are.
 */
import type { Delimiters } from './delimiters.ts';

/** Lines or blanks that one formatting command may ask for. */
const MAX_REPEAT = 100;

/**
 * @param text one field, component or sub-component as sent.
 * @param charset what `\X..\` bytes are in: a name that TextDecoder knows.
 * @returns the text with its escapes decoded. Never throws; time is linear.
 */
export function unescapeText(text: string, delimiters: Delimiters, charset = 'utf-8'): string {
  const { escape } = delimiters;
  let at = escape === '' ? -1 : text.indexOf(escape);
  if (at < 0) return text;
  let result = text.slice(0, at);
  while (at < text.length) {
    const close = text.indexOf(escape, at + 1);
    if (close < 0) return result + text.slice(at);
    const decoded = decodeSequence(text.slice(at + 1, close), delimiters, charset);
    if (decoded === undefined) {
      // The opening character was literal; the closing one may open a sequence of its own.
      result += text.slice(at, close);
      at = close;
      continue;
    }
    const next = text.indexOf(escape, close + 1);
    result += decoded + text.slice(close + 1, next < 0 ? text.length : next);
    at = next < 0 ? text.length : next;
  }
  return result;
}

/** Escapes the delimiters that stand in `text`, so that it can be written as one component of a message. */
export function escapeText(text: string, delimiters: Delimiters): string {
  const { field, component, repetition, escape, subcomponent } = delimiters;
  const letters = new Map([
    [field, 'F'],
    [component, 'S'],
    [repetition, 'R'],
    [escape, 'E'],
    [subcomponent, 'T'],
  ]);
  let result = '';
  for (const character of text) {
    const letter = letters.get(character);
    // A message without an escape character cannot carry its own delimiters.
    if (letter === undefined) result += character;
    else result += escape === '' ? ' ' : escape + letter + escape;
  }
  return result;
}

/** Whether `text` holds a sequence that is kept undecoded: another character set's, or a local one. */
export function hasVerbatimSequence(text: string, escape: string): boolean {
  let at = escape === '' ? -1 : text.indexOf(escape);
  while (at >= 0) {
    const close = text.indexOf(escape, at + 1);
    if (close < 0) return false;
    if (VERBATIM.test(text.slice(at + 1, close))) return true;
    at = close;
  }
  return false;
}

const VERBATIM = /^(?:C[0-9A-F]{4}|M[0-9A-F]{4}(?:[0-9A-F]{2})?|Z[^\r\n|]{0,30})$/i;
const HEXADECIMAL = /^X(?:[0-9A-Fa-f]{2})+$/;
const FORMATTING = /^\.(br|sp|in|ti|sk|fi|nf|ce) ?([+-]?\d{0,3})$/i;

/** The text of the sequence between two escape characters; undefined where it is none. */
function decodeSequence(sequence: string, delimiters: Delimiters, charset: string): string | undefined {
  switch (sequence) {
    case 'F':
      return delimiters.field;
    case 'S':
      return delimiters.component;
    case 'T':
      return delimiters.subcomponent;
    case 'R':
      return delimiters.repetition;
    case 'E':
      return delimiters.escape;
    case 'P':
      return delimiters.truncation === '' ? '#' : delimiters.truncation;
    case 'H':
    case 'N':
      return '';
  }
  if (sequence.startsWith('X'))
    return HEXADECIMAL.test(sequence) ? decodeBytes(sequence.slice(1), charset) : undefined;
  if (sequence.startsWith('.')) return format(sequence);
  return VERBATIM.test(sequence) ? delimiters.escape + sequence + delimiters.escape : undefined;
}

/** Bytes in the message's character set; where they are none of it, in windows-1252, which knows every byte. */
function decodeBytes(hexadecimal: string, charset: string): string {
  const bytes = Buffer.from(hexadecimal, 'hex');
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function format(sequence: string): string | undefined {
  const [, command, number] = FORMATTING.exec(sequence) ?? [];
  if (command === undefined) return undefined;
  const count = Math.min(Math.abs(Number(number === '' ? 1 : number)), MAX_REPEAT);
  switch (command.toLowerCase()) {
    case 'br':
    case 'ce':
      return '\n';
    case 'sp':
      return '\n'.repeat(count);
    case 'sk':
      return ' '.repeat(count);
    case 'in':
    case 'ti':
      return ' ';
    default:
      // Word wrap on and off change nothing in text that is not laid out here.
      return '';
  }
}
