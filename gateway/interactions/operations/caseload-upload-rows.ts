/**
 * The rows of a caseload's list, as a file states them: who (an NHS number, or a local identifier `system|value`), since
 * when, and of which risk tier. Columns are found by their names in the first line. docs/caseloads-and-plans.md. No fault
 * quotes what stands in the file: a first line that is no header holds people.
 */
import { NHS_NUMBER } from '../../../conformance/systems.ts';
import { readNhsNumber } from '../../../mappings/nhs-number.ts';
import { refusal } from '../../outcomes.ts';
import { dateRange } from '../../search/date-range.ts';

export const COLUMNS = ['nhsNumber', 'identifier', 'from', 'tier'] as const;
export type Column = (typeof COLUMNS)[number];

/** A line of the file, split; undefined where it is not well-formed CSV. */
export interface Line {
  /** From 1. */
  readonly line: number;
  readonly cells: readonly string[] | undefined;
}

export interface Identified {
  readonly system: string;
  readonly value: string;
}

/** One row that can be understood. */
export interface WantedMember {
  readonly line: number;
  readonly column: 'nhsNumber' | 'identifier';
  /** All must be the same person's. */
  readonly identifiers: readonly Identified[];
  /** FHIR date. */
  readonly from?: string;
  readonly tier?: number;
}

export interface RowFault {
  readonly line: number;
  readonly column?: Column;
  readonly reason: string;
}

/** People on one list; the same as a Group may have. */
export const MAX_ROWS = 20_000;

/**
 * Reads all rows; blank lines are passed over.
 * @throws OperationOutcomeError 422 for columns that are none of ours, that stand twice or that name nobody; 413 for too many rows.
 */
export async function readRows(
  lines: AsyncIterable<Line>,
): Promise<{ readonly wanted: readonly WantedMember[]; readonly faults: readonly RowFault[] }> {
  const wanted: WantedMember[] = [];
  const faults: RowFault[] = [];
  let columns: readonly Column[] | undefined;
  for await (const line of lines) {
    if (line.cells?.every((cell) => cell.trim() === '') === true) continue;
    if (columns === undefined) {
      columns = readHeader(line.cells);
      continue;
    }
    if (wanted.length + faults.length >= MAX_ROWS) {
      throw refusal('tooLarge', `A list has at most ${MAX_ROWS} rows`);
    }
    const row = readRow(line, columns);
    if ('reason' in row) faults.push(row);
    else wanted.push(row);
  }
  if (columns === undefined)
    throw refusal('invalid', 'The body is empty; a first line with column names is expected');
  return { wanted, faults };
}

function readHeader(cells: readonly string[] | undefined): readonly Column[] {
  const expected = `the first line names the columns: ${COLUMNS.join(', ')}`;
  if (cells === undefined) throw refusal('unprocessable', `Line 1 is not well-formed CSV; ${expected}`);
  const columns = cells.map((cell, i) => {
    const column = COLUMNS.find((name) => name.toLowerCase() === cell.trim().toLowerCase());
    if (column === undefined)
      throw refusal('unprocessable', `Column ${i + 1} has none of these names; ${expected}`);
    return column;
  });
  if (new Set(columns).size < columns.length) throw refusal('unprocessable', 'A column stands twice');
  if (!columns.includes('nhsNumber') && !columns.includes('identifier')) {
    throw refusal('unprocessable', 'A column nhsNumber or identifier is needed: it says who is meant');
  }
  return columns;
}

function readRow({ line, cells }: Line, columns: readonly Column[]): WantedMember | RowFault {
  if (cells === undefined) return { line, reason: 'is not well-formed CSV' };
  if (cells.length > columns.length)
    return { line, reason: `has ${cells.length} cells for ${columns.length} columns` };
  const value = (column: Column): string => cells[columns.indexOf(column)]?.trim() ?? '';
  const identifiers: Identified[] = [];
  const number = value('nhsNumber');
  if (number !== '') {
    const result = readNhsNumber(number);
    if ('reason' in result) return { line, column: 'nhsNumber', reason: result.reason };
    identifiers.push({ system: NHS_NUMBER, value: result.value });
  }
  const local = value('identifier');
  if (local !== '') {
    const bar = local.lastIndexOf('|');
    if (bar < 1 || bar === local.length - 1)
      return { line, column: 'identifier', reason: 'is not system|value' };
    identifiers.push({ system: local.slice(0, bar), value: local.slice(bar + 1) });
  }
  if (identifiers.length === 0) return { line, reason: 'names nobody' };
  const from = value('from');
  if (from !== '' && !(/^\d{4}-\d{2}-\d{2}$/.test(from) && dateRange(from, 'london') !== undefined)) {
    return { line, column: 'from', reason: 'is not a date YYYY-MM-DD' };
  }
  const tier = value('tier');
  if (!/^[0-3]?$/.test(tier)) return { line, column: 'tier', reason: 'is not 0, 1, 2 or 3' };
  return {
    line,
    column: number === '' ? 'identifier' : 'nhsNumber',
    identifiers,
    ...(from === '' ? {} : { from }),
    ...(tier === '' ? {} : { tier: Number(tier) }),
  };
}
