/**
 * The messages that a council's return is journaled as: parts, each with the rows of some people, or with the ids of
 * people whom the file leaves out; and one that closes the file. A part needs nothing of the file but itself, so that
 * replay reads it as it was read when it came. Its bytes are the same for the same rows in another order.
 */
import { z } from 'zod';
import type { Envelope } from '../../adapters/feed.ts';
import { cellTexts } from '../../adapters/social-care/cld-cell-text.ts';
import type { Statements } from '../../mappings/statements.ts';
import { readHeader, type CldHeader } from '../../mappings/social-care/cld-columns.ts';
import type { CldFault } from '../../mappings/social-care/cld-fault.ts';
import { readRow, type CldRow } from '../../mappings/social-care/cld-row.ts';
import {
  mapReturnAbsence,
  mapReturnRows,
  type ReturnContext,
} from '../../mappings/social-care/return-facts.ts';
import { uuidV5 } from '../record/uuid.ts';
import { messageId } from './journal.ts';
import type { DocumentReading } from './read-document.ts';

/** A council's feed, as the place has it. */
export interface CouncilSource {
  /** Of the feed. */
  readonly id: string;
  readonly name: string;
  /** By ODS code, or by its CASSR code where it has none. */
  readonly organisation: { readonly code: string; readonly name: string };
  /** System of the council's person ids. */
  readonly personSystem: string;
}

/** A council's feed, with its CASSR code. */
export interface ReturningCouncil extends CouncilSource {
  /** As column LA_Code has it. */
  readonly code: string;
}

const dates = z.strictObject({ start: z.iso.date(), end: z.iso.date() });

const common = {
  /** `LA_Code`. */
  council: z.string().min(1).max(9),
  /** Name of the file's content, the same for its rows in another order. */
  file: z.string().regex(/^[0-9a-f]{64}$/),
  /** When the file was first sent: of two files of one period the later counts as such. */
  submittedAt: z.iso.datetime(),
  period: z.strictObject({ ...dates.shape, stated: dates }),
};

const part = z.strictObject({
  councilReturnPart: z.literal(1),
  ...common,
  /** 0, or which part of one person's rows; of rows that were refused a number of their own. */
  chunk: z.int().min(0).max(999_999),
  /** The header record, and records as they stood, sorted, without line ends. */
  header: z.string(),
  rows: z.array(z.string()),
  /** The council's ids of people whom the file leaves out. */
  absent: z.array(z.string()),
});

const count = z.int().min(0);

const file = z.strictObject({
  councilReturnFile: z.literal(1),
  ...common,
  rows: z.strictObject({ read: count, accepted: count, refused: count }),
  /** Events by type: what the next file is compared with. */
  events: z.strictObject({ request: count, assessment: count, service: count, review: count }),
});

/** That a file came of which nothing is taken. */
const turnedAway = z.strictObject({
  councilReturnRefused: z.literal(1),
  council: common.council,
  outcome: z.enum(['refused', 'held']),
  reason: z.string().max(2000),
});

export type ReturnPart = Readonly<z.infer<typeof part>>;
/** Says that all parts of a file were taken. It states nothing of anybody. */
export type ReturnFile = Readonly<z.infer<typeof file>>;

export type ReturnRefused = Readonly<z.infer<typeof turnedAway>>;

const PART_TRIGGER = 'council-return';
export const FILE_TRIGGER = 'council-return-file';

/** No case event has a blank in its id, so that none is taken for one of these. */
const CONTROL = 'return ';

/** Control id of a message of a file. @param what number of the part, or `file`. */
export function returnControlId(name: string, what: string): string {
  return `${CONTROL}${name.slice(0, 40)} ${what}`;
}

export function isReturnMessage({ controlId }: Pick<Envelope, 'controlId'>): boolean {
  return controlId.startsWith(CONTROL);
}

/** Whether the fold may be told of rows that were refused once and are not now: apart from all other rows of the file. */
export function refusedChunk(ordinal: number): number {
  return Math.min(500_000 + ordinal, 999_999);
}

export function readReturnMessage(envelope: Envelope, source: CouncilSource): DocumentReading {
  const json = jsonOf(envelope.raw);
  const closing = file.safeParse(json);
  if (closing.success) {
    const { period } = closing.data;
    return { trigger: FILE_TRIGGER, issues: [], statements: nothing(FILE_TRIGGER, envelope, period.end) };
  }
  const refusal = turnedAway.safeParse(json);
  if (refusal.success) {
    const { outcome, reason } = refusal.data;
    return { trigger: FILE_TRIGGER, issues: [], refused: { path: `file ${outcome}`, text: reason } };
  }
  const read = part.safeParse(json);
  if (!read.success) {
    const path = read.error.issues[0]?.path.join('.') ?? '';
    return unreadable(path, 'is not as a part of a return has it');
  }
  return readPart(read.data, envelope, source);
}

/** The closing message of a file, as the journal has it. @returns undefined for anything else. */
export function returnFileOf(raw: Uint8Array): ReturnFile | undefined {
  return file.safeParse(jsonOf(raw)).data;
}

/** A part, as the journal has it. @returns undefined for anything else. */
export function returnPartOf(raw: Uint8Array): ReturnPart | undefined {
  return part.safeParse(jsonOf(raw)).data;
}

function readPart(
  { council, file: name, submittedAt, period, chunk, header: record, rows: records, absent }: ReturnPart,
  envelope: Envelope,
  { id, name: system, organisation, personSystem }: CouncilSource,
): DocumentReading {
  const context: ReturnContext = {
    sourceMessageId: messageId(envelope),
    council: organisation,
    system: { code: id, name: `${system}: return` },
    personSystem,
    file: name,
    chunk,
    period,
    submittedAt,
    idOf: uuidV5,
  };
  const header = headerOf(record);
  if (header === undefined) return unreadable('header', 'is no header of a return');
  const { rows, faults, refused } = readRows(records, header, council);
  if (rows.length === 0 && absent.length === 0) {
    const rules = [...new Set(faults.map(({ rule }) => rule))].join(', ');
    return {
      trigger: PART_TRIGGER,
      issues: faults,
      refused: { path: 'rows', text: `${refused} refused (${rules})` },
    };
  }
  const { people, sets, directory } = mapReturnRows(rows, context);
  return {
    trigger: PART_TRIGGER,
    issues: faults,
    statements: {
      ...nothing(PART_TRIGGER, envelope, period.end),
      people,
      sets: [...sets, ...absent.map((person) => mapReturnAbsence(person, context))],
      directory,
    },
  };
}

interface Rows {
  readonly rows: readonly CldRow[];
  /** `row` counts from 1 within the part; what is only noted of rows that are taken is not repeated here. */
  readonly faults: readonly (Omit<CldFault, 'line'> & { readonly row: number })[];
  readonly refused: number;
}

function readRows(records: readonly string[], header: CldHeader, council: string): Rows {
  const results = cellTexts(records.map((record) => Buffer.from(record))).map(({ cells }, i) =>
    cells === undefined
      ? {
          kind: 'refused' as const,
          faults: [{ line: i + 1, rule: 'quote-not-closed' as const, value: 'a line', refuses: true }],
        }
      : readRow(cells, header, i + 1, council),
  );
  const refused = results.flatMap((result) => (result.kind === 'refused' ? [result.faults] : []));
  return {
    rows: results.flatMap((result) => (result.kind === 'row' ? result.row : [])),
    faults: refused.flat().map(({ line: row, ...fault }) => ({ row, ...fault })),
    refused: refused.length,
  };
}

function headerOf(record: string): CldHeader | undefined {
  const result = readHeader(cellTexts([Buffer.from(record)])[0]?.cells ?? []);
  return result.kind === 'header' ? result.header : undefined;
}

function nothing(trigger: string, envelope: Envelope, end: string): Statements {
  return {
    trigger,
    sourceMessageId: messageId(envelope),
    effective: `${end}T00:00:00.000Z`,
    people: [],
    visits: [],
    identity: [],
  };
}

function unreadable(path: string, text: string): DocumentReading {
  return { trigger: null, issues: [], refused: { path, text } };
}

function jsonOf(raw: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(raw).toString('utf8'));
  } catch {
    return undefined;
  }
}
