/** An acknowledgement as its receiver reads it: MSA and the first ERR. HL7 v2.4 2.16.8, 2.16.5; v2.5 2.15.5. */
import type { SourceMessage, SourceSegment, Value } from '../../mappings/adt/source-message.ts';
import { decode } from './decode.ts';
import { readHeader } from './header.ts';
import { parseMessage } from './message.ts';

/** HL7 table 0008. */
export type AcknowledgementCode = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR';

export interface Acknowledgement {
  readonly code: AcknowledgementCode;
  /** MSA-2 as sent. */
  readonly controlId: string;
  /** MSA-3, '' where absent. */
  readonly text: string;
  /** What the first ERR segment names; '' where it says nothing of that. */
  readonly error?: {
    readonly segment: string;
    readonly sequence: string;
    readonly field: string;
    /** HL7 table 0357. */
    readonly condition: string;
    readonly text: string;
  };
}

/** Reads an acknowledgement; `undefined` where the bytes are none: no MSH, no MSA, or a code that table 0008 lacks. */
export function parseAcknowledgement(bytes: Uint8Array): Acknowledgement | undefined {
  const result = readHeader(bytes);
  if (result.kind === 'unreadable') return undefined;
  const decoded = decode(bytes, result.header.charset);
  if (decoded.kind === 'refused') return undefined;
  const { message } = parseMessage(decoded.text, decoded.charset);
  const msa = message.first('MSA');
  const code = CODES.find((known) => known === msa?.value(1));
  if (msa === undefined || code === undefined) return undefined;
  const error = errorOf(message);
  return {
    code,
    controlId: msa.rawText(2),
    text: textOf(msa.value(3)),
    ...(error === undefined ? {} : { error }),
  };
}

/**
 * Whether a received message is itself an answer: of type ACK, or with an MSA segment and not of type ADT (an ADT
 * message is never dropped for a segment too many). HL7 v2.4 2.13.1, 2.9.3. Reads MSH-9 alone of every usual message.
 */
export function isAcknowledgement(raw: Uint8Array): boolean {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  const begin = BEGIN.exec(bytes.toString('latin1', 0, MAX_BLANKS + 3))?.[0].length ?? 0;
  const separator = bytes[begin];
  if (begin === 0 || separator === undefined) return false;
  let at = begin;
  // The separator itself is MSH-1, so MSH-9 comes after seven more.
  for (let more = 7; more > 0; more--) {
    do at++;
    while (at < bytes.length && bytes[at] !== separator && bytes[at] !== CR && bytes[at] !== LF);
    if (bytes[at] !== separator) break;
  }
  const type = bytes[at] === separator ? bytes.toString('latin1', at + 1, at + 4) : '';
  if (type === 'ADT') return false;
  const msa = `MSA${String.fromCharCode(separator)}`;
  return type === 'ACK' || bytes.includes(`\r${msa}`, 0, 'latin1') || bytes.includes(`\n${msa}`, 0, 'latin1');
}

const CR = 0x0d;
const LF = 0x0a;
/** A byte order mark, line ends and blanks before MSH; more of them no acknowledgement has. */
const BEGIN = /^(?:\xef\xbb\xbf)?[\r\n\t ]*MSH/;
const MAX_BLANKS = 16;

const CODES: readonly AcknowledgementCode[] = ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'];

function errorOf(message: SourceMessage): Acknowledgement['error'] {
  const err = message.first('ERR');
  if (err === undefined) return undefined;
  const located = err.rawText(1) === '' ? 2 : 1;
  const part = (component: number, sub?: number): string => textOf(err.value(located, component, sub));
  return {
    segment: part(1),
    sequence: part(2),
    field: part(3),
    ...(located === 1 ? { condition: part(4, 1), text: part(4, 2) } : conditionOf(err)),
  };
}

function conditionOf(err: SourceSegment): { condition: string; text: string } {
  return { condition: textOf(err.value(3)), text: textOf(err.value(8)) || textOf(err.value(3, 2)) };
}

function textOf(value: Value): string {
  return value ?? '';
}
