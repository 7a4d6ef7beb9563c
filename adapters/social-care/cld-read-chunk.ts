/** One chunk of a return -> its rows, checked: what it takes is the chunk's bytes and the number of its first line. */
import { readHeader, type CldHeader } from '../../mappings/social-care/cld-columns.ts';
import type { CldFault } from '../../mappings/social-care/cld-fault.ts';
import { readRow, type CldRow, type RowResult } from '../../mappings/social-care/cld-row.ts';
import { cellTexts, type RecordCells } from './cld-cell-text.ts';
import { CLD_LIMITS } from './cld-chunks.ts';
import { recordSplitter, type RawRecord } from './cld-records.ts';

const LF = 0x0a;
/** Lines with a quote that is not closed within one record: more is no return. */
const DEEPEST = 50;

export interface ChunkRows {
  /** In the order of the file. */
  readonly rows: readonly CldRow[];
  /** How many rows were refused; their faults say why. */
  readonly refused: number;
  /** Those for which rows were refused, and those that were noted of rows taken. */
  readonly faults: readonly CldFault[];
}

/**
 * @param raw a header and records, as `cldChunks` made them.
 * @param firstLine line in the file of the first record.
 * @param council `LA_Code` that the feed is configured for.
 * @throws TypeError where `raw` has no header of a return: no chunk of `cldChunks` is such.
 */
export function readCldChunk(raw: Uint8Array, firstLine: number, council: string): ChunkRows {
  const splitter = recordSplitter(CLD_LIMITS.longestRow);
  const [head, ...records] = [...splitter.push(raw), ...splitter.end()];
  const header = head?.kind === 'record' ? readHeader(cellTexts([head.bytes])[0]?.cells ?? []) : undefined;
  if (header?.kind !== 'header') throw new TypeError('a chunk of a return begins with its header');
  const offset = firstLine - (records[0]?.line ?? firstLine);
  const context: ReadContext = { header: header.header, council, offset };
  const results = withTexts(records).flatMap((record) => readRecord(record, context, 0));
  return {
    rows: results.flatMap((result) => (result.kind === 'row' ? [result.row] : [])),
    refused: results.filter(({ kind }) => kind === 'refused').length,
    faults: results.flatMap((result) => (result.kind === 'row' ? result.notes : result.faults)),
  };
}

interface ReadContext {
  readonly header: CldHeader;
  readonly council: string;
  /** From a line of the chunk to that of the file. */
  readonly offset: number;
}

interface ReadRecord {
  readonly record: RawRecord;
  readonly text: RecordCells | undefined;
}

function withTexts(records: readonly RawRecord[]): ReadRecord[] {
  const texts = cellTexts(
    records.map((record) => (record.kind === 'record' ? record.bytes : new Uint8Array())),
  );
  return records.map((record, i) => ({ record, text: texts[i] }));
}

/**
 * A quote that somebody forgot to close takes the next rows with it, up to the next quote in the file. Where a record of
 * several lines is refused and sound rows are found below its first line, that line alone is at fault.
 * @param depth how many first lines were taken away before.
 */
function readRecord(read: ReadRecord, context: ReadContext, depth: number): RowResult[] {
  const { record } = read;
  const result = resultOf(read, context);
  if (result === undefined) return [];
  if (result.kind === 'row' || record.kind !== 'record' || depth >= DEEPEST) return [result];
  const lineEnd = record.bytes.indexOf(LF) + 1;
  if (lineEnd === 0 || lineEnd === record.bytes.length) return [result];
  const splitter = recordSplitter(CLD_LIMITS.longestRow, record.line + 1);
  const below = withTexts([...splitter.push(record.bytes.subarray(lineEnd)), ...splitter.end()]);
  const rows = below.flatMap((one) => readRecord(one, context, depth + 1));
  if (!rows.some(({ kind }) => kind === 'row')) return [result];
  return [unread('quote-not-closed', record.line + context.offset), ...rows];
}

/** Undefined where there are only blanks. */
function resultOf(
  { record, text }: ReadRecord,
  { header, council, offset }: ReadContext,
): RowResult | undefined {
  const line = record.line + offset;
  if (record.kind === 'too-long') return unread('row-too-long', line);
  if (record.kind === 'unclosed' || text?.cells === undefined) return unread('quote-not-closed', line);
  if (text.cells.every((cell) => cell.trim() === '')) return undefined;
  const result = readRow(text.cells, header, line, council);
  if (result.kind === 'refused' || text.encoding === 'utf-8') return result;
  const note = { line, rule: 'windows-1252', value: 'not UTF-8', refuses: false } as const;
  return { ...result, notes: [...result.notes, note] };
}

function unread(rule: 'row-too-long' | 'quote-not-closed', line: number): RowResult {
  return { kind: 'refused', faults: [{ line, rule, value: 'a line', refuses: true }] };
}
