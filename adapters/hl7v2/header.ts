/**
 * The message header, read from the raw bytes: MSH is ASCII, and MSH-18 says how to decode the rest.
 * HL7 v2.4 2.16.9 MSH, 2.10.2 (FHS and BHS); ITK ADT 1.0.15 MSH.
 */
import { canDelimit, delimitersOf } from './delimiters.ts';
import { rejectionOf, type HeaderFault } from './header-fault.ts';
import type { Rejection } from '../feed.ts';

/** Text as sent, one character a byte, escapes kept; '' where absent. */
export interface Header {
  readonly fieldSeparator: string;
  readonly encodingCharacters: string;
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  readonly receivingApplication: string;
  readonly receivingFacility: string;
  readonly messageTime: string;
  /** MSH-9.1, .2 and .3. */
  readonly type: string;
  readonly trigger: string;
  readonly structure: string;
  readonly controlId: string;
  /** MSH-11.1 and MSH-12.1, and for echoing them the whole fields. */
  readonly processingId: string;
  readonly version: string;
  readonly processingIdField: string;
  readonly versionField: string;
  readonly sequenceNumber: string;
  /** MSH-15 and MSH-16: which accept and application acknowledgement the sender asks for, HL7 table 0155. */
  readonly acceptAck: string;
  readonly applicationAck: string;
  /** First repetition of MSH-18. */
  readonly charset: string;
}

export type HeaderResult =
  | { readonly kind: 'header'; readonly header: Header }
  | {
      readonly kind: 'unreadable';
      readonly fault: HeaderFault;
      readonly rejection: Rejection;
      /** Enough to address an acknowledgement, where that much can be read. */
      readonly header: Header | undefined;
    };

const LF = 0x0a;
const CR = 0x0d;
/** Bytes of the header line that are looked at; the rest of a longer line cannot matter. */
const MAX_HEADER_BYTES = 4096;

/**
 * Reads MSH. A byte order mark, blanks and line ends before it are skipped; CR, LF and CRLF end it.
 * Never throws. What is refused, and why: see HeaderFault.
 */
export function readHeader(raw: Uint8Array): HeaderResult {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  if (isUtf16(raw)) return unreadable('utf-16');
  const start = skipBlanks(bytes);
  if (start === bytes.length) return unreadable('empty');
  const line = bytes.toString('latin1', start, endOfLine(bytes, start));
  const name = line.slice(0, 3);
  if (name === 'FHS' || name === 'BHS') return unreadable('batch', answerable(wrapperHeader(line)));
  if (name !== 'MSH') return unreadable('no-msh');
  const fieldSeparator = line.charAt(3);
  const fields = line.split(fieldSeparator);
  const encodingCharacters = fields[1] ?? '';
  const literal = LITERAL_LINE_END.test(line);
  if (literal || !canDelimit(fieldSeparator, encodingCharacters)) {
    return unreadable(
      literal ? 'literal-line-ends' : 'delimiters',
      answerable(repaired(line, fieldSeparator)),
    );
  }
  const header = headerOf(fields, fieldSeparator, encodingCharacters);
  const further = furtherHeader(bytes, start, fieldSeparator);
  return further === undefined ? { kind: 'header', header } : unreadable(further, header);
}

/** Whether the bytes are UTF-16 or UTF-32: a byte order mark of theirs, or a NUL beside the M of MSH. */
export function isUtf16(raw: Uint8Array): boolean {
  const [first, second] = raw;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return (first === 0x4d && second === 0) || (first === 0 && (second === 0x4d || second === 0));
}

/** A backslash and an r where a line should end: at the end of the line, or before another segment's name. */
const LITERAL_LINE_END = /\\r(?:\\n)?(?:$|[A-Z][A-Z0-9]{2}[!-/:-@[-`{-~])/;

function unreadable(fault: HeaderFault, header?: Header): HeaderResult {
  return { kind: 'unreadable', fault, rejection: rejectionOf(fault), header };
}

function skipBlanks(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (
    at < bytes.length &&
    (bytes[at] === CR || bytes[at] === LF || bytes[at] === 0x20 || bytes[at] === 0x09)
  ) {
    at++;
  }
  return at;
}

function endOfLine(bytes: Uint8Array, from: number): number {
  const limit = Math.min(bytes.length, from + MAX_HEADER_BYTES);
  let at = from;
  while (at < limit && bytes[at] !== CR && bytes[at] !== LF) at++;
  return at;
}

/** A further MSH, FHS or BHS at the start of a later line. */
function furtherHeader(bytes: Buffer, from: number, separator: string): HeaderFault | undefined {
  for (let at = from; at < bytes.length - 4; at++) {
    if (bytes[at] !== CR && bytes[at] !== LF) continue;
    const next = bytes[at + 1];
    // M, F and B: the first letters of the three.
    if (next !== 0x4d && next !== 0x46 && next !== 0x42) continue;
    const name = bytes.toString('latin1', at + 1, at + 5);
    if (name === `MSH${separator}`) return 'several-messages';
    if (name === `FHS${separator}` || name === `BHS${separator}`) return 'batch';
  }
  return undefined;
}

function headerOf(fields: readonly string[], fieldSeparator: string, encodingCharacters: string): Header {
  const { component, repetition } = delimitersOf(fieldSeparator, encodingCharacters);
  // MSH-1 is the separator itself, so MSH-n is the piece before the n-th separator.
  const field = (position: number): string => fields[position - 1] ?? '';
  const parts = (position: number): readonly string[] =>
    component === '' ? [field(position)] : field(position).split(component);
  const [type = '', trigger = '', structure = ''] = parts(9);
  return {
    fieldSeparator,
    encodingCharacters,
    sendingApplication: field(3),
    sendingFacility: field(4),
    receivingApplication: field(5),
    receivingFacility: field(6),
    messageTime: field(7),
    type,
    trigger,
    structure,
    controlId: field(10),
    processingId: parts(11)[0] ?? '',
    version: parts(12)[0] ?? '',
    processingIdField: field(11),
    versionField: field(12),
    sequenceNumber: field(13),
    acceptAck: field(15),
    applicationAck: field(16),
    charset: field(18).split(repetition)[0] ?? '',
  };
}

/** FHS and BHS share MSH's first seven fields; field 11 is the wrapper's own control id. */
function wrapperHeader(line: string): Header | undefined {
  const separator = line.charAt(3);
  const fields = line.split(separator);
  const encodingCharacters = fields[1] ?? '';
  if (!canDelimit(separator, encodingCharacters)) return undefined;
  const addresses = [...fields.slice(0, 7), '', '', fields[10] ?? ''];
  return headerOf(addresses, separator, encodingCharacters);
}

/** A header guessed at is good for an answer only if it says which message is answered. */
function answerable(header: Header | undefined): Header | undefined {
  return header?.controlId === '' ? undefined : header;
}

/** The header read up to the first literal line end, with the usual encoding characters in place of unusable ones. */
function repaired(line: string, fieldSeparator: string): Header | undefined {
  const [first = ''] = line.split('\\r');
  const fields = first.split(fieldSeparator);
  return canDelimit(fieldSeparator, '^~\\&') ? headerOf(fields, fieldSeparator, '^~\\&') : undefined;
}
