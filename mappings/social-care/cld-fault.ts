/** What is wrong with a row of a return: rule, line and column, and what kind of value stood there, never the value. */
import type { CldColumn } from './cld-columns.ts';

export type CldRule =
  /** The row has not as many cells as the header. */
  | 'cell-count'
  /** A quoted field is not closed before the longest length of a row. */
  | 'quote-not-closed'
  | 'row-too-long'
  | 'blank-mandatory'
  | 'not-a-date'
  | 'end-before-start'
  /** The stated period ends before it begins. */
  | 'period-reversed'
  /** The row is of another council than the one that the feed is configured for. */
  | 'other-council'
  | 'not-in-list'
  /** Taken in the words of Release 2. */
  | 'release-1-value'
  /** Taken as text: the list of Release 2 is not published. */
  | 'unverified-value'
  | 'nhs-number'
  | 'person-id'
  | 'postcode'
  | 'practice-code'
  | 'cqc-location'
  | 'too-long'
  | 'links-to-self'
  /** To be checked against PDS or ADT: the return alone never marks a person dead. */
  | 'date-of-death-stated'
  /** The row is no UTF-8 and was read as Windows-1252. */
  | 'windows-1252';

export interface CldFault {
  /** In the file, from 1, the header's included. */
  readonly line: number;
  readonly column?: CldColumn;
  readonly rule: CldRule;
  /** E.g. `digits, 9 characters`. */
  readonly value: string;
  /** Whether the row was refused for it; otherwise the value was left out, or taken as the rule says. */
  readonly refuses: boolean;
}

/** The class of a value: what it is made of and how long it is. */
export function valueClass(text: string): string {
  if (text === '') return 'blank';
  const made = /^\d+$/.test(text)
    ? 'digits'
    : /^[\d/.:TZ -]+$/.test(text)
      ? 'digits and separators'
      : /^\p{L}+$/u.test(text)
        ? 'letters'
        : /^[\p{L}\d]+$/u.test(text)
          ? 'letters and digits'
          : 'text';
  return `${made}, ${text.length} character${text.length === 1 ? '' : 's'}`;
}
