/**
 * Writes HL7 v2 segments by field number, with the standard separators and escapes. HL7 v2.4 2.10; times are
 * local wall-clock times without an offset, as ITK senders write them.
 */

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\E\\',
  '|': '\\F\\',
  '^': '\\S\\',
  '~': '\\R\\',
  '&': '\\T\\',
};

/** Text as it may stand inside a component. */
export function escapeText(text: string): string {
  return text.replaceAll(/[\\|^~&]/g, (character) => ESCAPES[character] ?? character);
}

/** Components joined, each escaped, empty ones at the end left out. */
export function components(...values: readonly (string | undefined)[]): string {
  return values
    .map((value) => escapeText(value ?? ''))
    .join('^')
    .replace(/\^+$/, '');
}

/** A segment from its fields by number (already escaped); empty fields at the end are left out. Not for MSH. */
export function segment(name: string, fields: Readonly<Record<number, string | undefined>>): string {
  const last = Math.max(0, ...Object.keys(fields).map(Number));
  const values = Array.from({ length: last }, (_, i) => fields[i + 1] ?? '');
  return [name, ...values].join('|').replace(/\|+$/, '');
}

/** The wall-clock time `seconds` after the midnight that starts `day`; may be before or after that day. */
export function localTime(day: string, seconds: number): string {
  const time = new Date(Date.parse(`${day}T00:00:00Z`) + Math.round(seconds) * 1000);
  return time.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
}
