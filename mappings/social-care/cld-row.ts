/**
 * One row of a return -> a person and at most one event, checked. Client Level Data, Release 2; what is mandatory follows
 * Release 1. A row is refused where nothing sound could be made of it: no person, no kind of event, no dates. Every
 * other fault leaves out the value, or keeps it as text, and is noted.
 */
import { readNhsNumber } from '../nhs-number.ts';
import { CldCells } from './cld-cells.ts';
import type { CldColumn, CldHeader } from './cld-columns.ts';
import { eventOf } from './cld-event.ts';
import type { CldFault } from './cld-fault.ts';
import type { Circumstance, ClientType, ReturnEvent } from './return.ts';

/** What a row says of its person. Dates are FHIR dates; texts are in the words of Release 2. */
export interface CldPerson {
  /** The council's person id. */
  readonly id: string;
  /** Passes the check; the return does not say whether it was traced. */
  readonly nhsNumber?: string;
  readonly practice?: string;
  readonly gender?: string;
  readonly ethnicity?: string;
  readonly birthDate?: string;
  readonly postcode?: string;
  readonly circumstances: Readonly<Partial<Record<Circumstance, string>>>;
  /** Council person ids, without the person's own. */
  readonly caresFor: readonly string[];
}

export interface CldRow {
  readonly line: number;
  readonly period: { readonly start: string; readonly end: string };
  readonly person: CldPerson;
  /** None for a carer who is known by association alone. */
  readonly event?: ReturnEvent;
}

export type RowResult =
  | { readonly kind: 'row'; readonly row: CldRow; readonly notes: readonly CldFault[] }
  | { readonly kind: 'refused'; readonly faults: readonly CldFault[] };

const CLIENT_TYPES: Readonly<Record<string, ClientType>> = {
  'Service user': 'service-user',
  'Unpaid carer': 'unpaid-carer',
  'Unpaid carer known by association': 'carer-by-association',
};

/**
 * @param line of the row in its file, from 1.
 * @param council `LA_Code` that the feed is configured for; rows of another are refused.
 */
export function readRow(
  cells: readonly string[],
  header: CldHeader,
  line: number,
  council: string,
): RowResult {
  if (cells.length !== header.width) {
    const value = `${cells.length} cells for ${header.width} columns`;
    return { kind: 'refused', faults: [{ line, rule: 'cell-count', value, refuses: true }] };
  }
  const row = new CldCells(cells, header, line);
  const code = required(row, 'LA_Code', row.text('LA_Code'));
  if (code !== undefined && code !== council) row.refuse('LA_Code', 'other-council');
  const period = statedPeriod(row);
  const client = CLIENT_TYPES[required(row, 'Client_Type', row.strictlyListed('Client_Type', true)) ?? ''];
  const person = personOf(row);
  // A row of an unknown kind of client is refused all the same; what else is wrong with it is told too.
  const event = eventOf(row, client ?? 'service-user', person?.circumstances.supportReason);
  const refused = row.faults.filter((fault) => fault.refuses);
  if (refused.length > 0 || period === undefined || person === undefined) {
    return { kind: 'refused', faults: refused };
  }
  return {
    kind: 'row',
    row: { line, period, person, ...(event === undefined ? {} : { event }) },
    notes: row.faults,
  };
}

function required(row: CldCells, column: CldColumn, value: string | undefined): string | undefined {
  if (row.text(column) === '') row.refuse(column, 'blank-mandatory');
  return value === '' ? undefined : value;
}

function statedPeriod(row: CldCells): CldRow['period'] | undefined {
  const start = required(row, 'Reporting_Period_Start_Date', row.date('Reporting_Period_Start_Date', true));
  const end = required(row, 'Reporting_Period_End_Date', row.date('Reporting_Period_End_Date', true));
  if (start === undefined || end === undefined) return undefined;
  if (end < start) row.refuse('Reporting_Period_End_Date', 'period-reversed');
  return { start, end };
}

function personOf(row: CldCells): CldPerson | undefined {
  const id = required(row, 'LA_Person_Unique_Identifier', row.text('LA_Person_Unique_Identifier'));
  if (id !== undefined && !isPersonId(id)) row.refuse('LA_Person_Unique_Identifier', 'person-id');
  for (const column of ['NHS_Number', 'Gender', 'Ethnicity', 'Date_of_Birth', 'Postcode'] as const) {
    row.noteBlank(column);
  }
  const circumstances = circumstancesOf(row);
  const caresFor = linkedPeople(row, id);
  if (id === undefined) return undefined;
  const number = readNhsNumber(row.text('NHS_Number'));
  if (row.text('NHS_Number') !== '' && 'reason' in number) row.note('NHS_Number', 'nhs-number');
  const practice = row.shaped('GP_Practice_Code', 'practice-code', isPractice)?.toUpperCase();
  const postcode = row.shaped('Postcode', 'postcode', isPostcode);
  const gender = row.strictlyListed('Gender', false);
  const ethnicity = row.strictlyListed('Ethnicity', false);
  const birthDate = row.date('Date_of_Birth', false);
  return {
    id,
    ...('value' in number ? { nhsNumber: number.value } : {}),
    ...(practice === undefined ? {} : { practice }),
    ...(gender === undefined ? {} : { gender }),
    ...(ethnicity === undefined ? {} : { ethnicity }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(postcode === undefined ? {} : { postcode: asPostcode(postcode) }),
    circumstances,
    caresFor,
  };
}

function circumstancesOf(row: CldCells): CldPerson['circumstances'] {
  for (const column of ['Accommodation_Status', 'Has_Unpaid_Carer'] as const) row.noteBlank(column);
  const dateOfDeath = row.date('Date_of_Death', false);
  if (dateOfDeath !== undefined) row.note('Date_of_Death', 'date-of-death-stated');
  const texts: Record<Circumstance, string | undefined> = {
    accommodation: row.listed('Accommodation_Status'),
    unpaidCarer: row.listed('Has_Unpaid_Carer'),
    autism: row.listed('Autism_Spectrum_Disorder_ASD'),
    visualImpairment: row.listed('Visual_Impairment'),
    hearingImpairment: row.listed('Hearing_Impairment'),
    dementia: row.listed('Dementia'),
    dateOfDeath,
    supportReason: row.listed('Primary_Support_Reason'),
    hoursCaring: row.listed('Total_Hrs_Caring_per_week'),
  };
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
}

function linkedPeople(row: CldCells, own: string | undefined): string[] {
  const linked = new Set<string>();
  for (const n of ['1', '2', '3'] as const) {
    const column = `Adult_${n}_Linked_Person_ID` as const;
    const id = row.shaped(column, 'person-id', isPersonId);
    if (id === undefined) continue;
    if (id === own) row.note(column, 'links-to-self');
    else linked.add(id);
  }
  return [...linked].toSorted();
}

/** Printable, of at most 64 characters, without the bar that joins systems and values. */
function isPersonId(text: string): boolean {
  return /^[^|\p{C}]{1,64}$/u.test(text);
}

function isPractice(text: string): boolean {
  return /^[A-Za-z0-9]{3,8}$/.test(text);
}

function isPostcode(text: string): boolean {
  return /^[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}$/.test(text);
}

/** `S601AB` -> `S60 1AB`. */
function asPostcode(text: string): string {
  const bare = text.replaceAll(' ', '').toUpperCase();
  return `${bare.slice(0, -3)} ${bare.slice(-3)}`;
}
