/** Why a frame has no message header that can be acted on, and what its sender is told. HL7 v2.4 2.16.9; table 0357. */
import type { Rejection } from '../feed.ts';

export type HeaderFault =
  /** Nothing but blanks. */
  | 'empty'
  /** Two bytes a character. */
  | 'utf-16'
  /** Does not begin with MSH. */
  | 'no-msh'
  /** MSH-1 and MSH-2 are not usable delimiters. */
  | 'delimiters'
  /** The line ends are the two characters backslash and r: a string literal that was never unescaped. */
  | 'literal-line-ends'
  /** A batch or file wrapper (FHS, BHS). */
  | 'batch'
  /** More than one MSH in one frame. */
  | 'several-messages';

/** The refusal that belongs to each fault. */
export function rejectionOf(fault: HeaderFault): Rejection {
  return REJECTIONS[fault];
}

const REJECTIONS: Readonly<Record<HeaderFault, Rejection>> = {
  empty: { code: 'AE', condition: 100, text: 'The frame is empty; a message begins with MSH.' },
  'utf-16': {
    code: 'AE',
    condition: 102,
    segment: 'MSH',
    field: 18,
    text: 'The message is in UTF-16; send UTF-8 or a single-byte character set.',
  },
  'no-msh': {
    code: 'AE',
    condition: 100,
    segment: 'MSH',
    text: 'The frame does not begin with an MSH segment.',
  },
  delimiters: {
    code: 'AE',
    condition: 102,
    segment: 'MSH',
    field: 2,
    text: 'MSH-1 and MSH-2 must be different punctuation characters, such as | and ^~\\&.',
  },
  'literal-line-ends': {
    code: 'AE',
    condition: 100,
    segment: 'MSH',
    field: 2,
    text: 'Segments end with the two characters backslash and r; send a carriage return (0x0D).',
  },
  batch: {
    code: 'AR',
    condition: 200,
    text: 'Batch and file wrappers (FHS, BHS) are not taken; send each message in its own frame.',
  },
  'several-messages': {
    code: 'AE',
    condition: 100,
    segment: 'MSH',
    sequence: 2,
    text: 'The frame holds more than one MSH segment; send each message in its own frame.',
  },
};
