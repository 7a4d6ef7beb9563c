/** The warnings of Lists, each with its own sentence of the note. GP Connect 1.6.2 "List", warning codes. */
import type { SummaryList } from './stu3/list.ts';
import type { AreaWarning } from './summary.ts';

interface Sentence {
  readonly code: AreaWarning['code'];
  /** The whole sentence; dates and spaces within vary. */
  readonly pattern: RegExp;
  /** Where the note does not hold it: without the date, which nobody knows then. */
  readonly standard: string;
}

/** Line breaks and spaces vary between suppliers; nothing here can backtrack over more than one sentence. */
const SENTENCES: readonly Sentence[] = [
  {
    code: 'confidential-items',
    pattern: /Items\s+excluded\s+due\s+to\s+confidentiality[^.]{0,200}\.?/i,
    standard: 'Items excluded due to confidentiality and/or patient preferences.',
  },
  {
    code: 'data-in-transit',
    pattern: /Patient\s+record\s+transfer\s+from\s+previous\s+GP\s+practice[^.]{0,200}\.?/i,
    standard:
      'Patient record transfer from previous GP practice not yet complete; information may be missing.',
  },
  {
    code: 'data-awaiting-filing',
    pattern:
      /Patient\s+record\s+contains\s+some\s+items\s+in\s+the\s+GP\s+practice\s+workflow[^.]{0,300}\.?/i,
    standard:
      'Patient record contains some items in the GP practice workflow that have not been reviewed for inclusion in this message; information may be missing.',
  },
];
/** Says what the empty List says by its emptyReason. */
const NO_INFORMATION = /^Information not available\.?$/i;

/** @returns the warnings of one List, by code or by sentence, and what else its notes say. */
export function listWarnings({ warnings, notes }: Pick<SummaryList, 'warnings' | 'notes'>): {
  readonly warnings: readonly AreaWarning[];
  readonly rest: readonly string[];
} {
  const found: AreaWarning[] = [];
  let rest = notes.join('\n');
  for (const { code, pattern, standard } of SENTENCES) {
    const sentence = pattern.exec(rest)?.[0];
    if (sentence === undefined && !warnings.includes(code)) continue;
    found.push({ code, sentence: sentence === undefined ? standard : sentence.replace(/\s+/g, ' ').trim() });
    if (sentence !== undefined) rest = rest.replace(sentence, '\n');
  }
  const lines = rest.split('\n').map((line) => line.trim());
  return { warnings: found, rest: lines.filter((line) => line !== '' && !NO_INFORMATION.test(line)) };
}

/** Each warning once, in the order of the codes; one code may have several sentences. */
export function unitedWarnings(warnings: readonly AreaWarning[]): AreaWarning[] {
  const unique = new Map(warnings.map((warning) => [`${warning.code}|${warning.sentence}`, warning]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, warning]) => warning);
}
