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
