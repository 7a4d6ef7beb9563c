/** A word of the council -> a code of a published list, or its text beside the list's code for "other". */
import type { CodeableConcept, Coding } from '@medplum/fhirtypes';
import { lookUp } from '../../adt/tables/look-up.ts';
import { interweaveCoding, type InterweaveCodes } from '../interweave.ts';

export interface CodeTable extends InterweaveCodes<string> {
  /** Other wordings -> code, such as those of the council's return. */
  readonly wordings?: Readonly<Record<string, string>>;
  /** The code for what is in no list. */
  readonly other?: string;
}

/**
 * By code, display or known wording, without regard to case and punctuation.
 * @returns the council's word as text, and for a code its display; without coding where nothing fits and the list has no
 * "other".
 */
export function coded(table: CodeTable, word: string): CodeableConcept {
  const code = codeOf(table, word) ?? table.other;
  if (code === undefined) return { text: word };
  const isCode = plain(code) === plain(word);
  return { coding: [codingOf(table, code)], text: isCode ? (lookUp(table.displays, code) ?? word) : word };
}

/** The code that a word means; undefined for one that the list does not know. */
export function codeOf({ displays, wordings = {} }: CodeTable, word: string): string | undefined {
  const wanted = plain(word);
  const codes = Object.keys(displays);
  return (
    codes.find((code) => plain(code) === wanted) ??
    Object.entries(displays).find(([, display]) => plain(display) === wanted)?.[0] ??
    Object.entries(wordings).find(([wording]) => plain(wording) === wanted)?.[1]
  );
}

/** @param code of the table. */
export function codingOf(table: CodeTable, code: string): Coding {
  return interweaveCoding(table, code);
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^a-z0-9]/g, '');
}
