/** A roster as CSV, with a header line: RFC 4180. */
import type { RosterPerson } from '../record/roster.ts';

const COLUMNS = [
  'patient',
  'name',
  'birthDate',
  'practice',
  'reason',
  'since',
  'primary',
  'careHome',
  'careHomeName',
  'careHomeStatus',
  'careHomeStay',
] as const;

export function rosterCsv(people: readonly RosterPerson[]): string {
  const rows = people.map(({ careHome, ...person }): Record<(typeof COLUMNS)[number], string> => ({
    patient: person.patient,
    name: person.name ?? '',
    birthDate: person.birthDate ?? '',
    practice: person.practice ?? '',
    reason: person.reason,
    since: person.since ?? '',
    primary: person.primary ? 'yes' : 'no',
    careHome: careHome?.id ?? '',
    careHomeName: careHome?.name ?? '',
    careHomeStatus: careHome?.status ?? '',
    careHomeStay: careHome?.stay ?? '',
  }));
  return [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(','))]
    .map((line) => `${line}\r\n`)
    .join('');
}

/** A spreadsheet takes a cell that begins like a formula for one: an apostrophe before it makes it text. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
