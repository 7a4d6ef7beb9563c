/** The delimiters of a message, which each message declares for itself. HL7 v2.4 2.7; v2.7 2.5.4 (truncation). */

export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  /** '' where MSH-2 is too short to name one; the same for the two below. */
  readonly escape: string;
  readonly subcomponent: string;
  /** Fifth encoding character, from v2.7 on. */
  readonly truncation: string;
}

/** @param encodingCharacters MSH-2 as sent, usually `^~\&`. */
export function delimitersOf(fieldSeparator: string, encodingCharacters: string): Delimiters {
  return {
    field: fieldSeparator,
    component: encodingCharacters.charAt(0),
    repetition: encodingCharacters.charAt(1),
    escape: encodingCharacters.charAt(2),
    subcomponent: encodingCharacters.charAt(3),
    truncation: encodingCharacters.charAt(4),
  };
}

/** Whether MSH-1 and MSH-2 can delimit: two to five encoding characters, all different, none alphanumeric or blank. */
export function canDelimit(fieldSeparator: string, encodingCharacters: string): boolean {
  const all = fieldSeparator + encodingCharacters;
  return /^[!-/:-@[-`{-~]{3,6}$/.test(all) && new Set(all).size === all.length;
}
