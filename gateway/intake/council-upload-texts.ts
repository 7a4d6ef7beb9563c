/** The text of each record of a chunk of a return, by the line at which it begins; rows are journaled as they stood. */
import type { CldChunk } from '../../adapters/social-care/cld-chunks.ts';
import { CLD_LIMITS } from '../../adapters/social-care/cld-chunks.ts';
import { recordSplitter, withoutLineEnd } from '../../adapters/social-care/cld-records.ts';

const LF = 0x0a;

export interface ChunkTexts {
  readonly header: string;
  /** By the lines asked for; of a quote that nothing closes, its line alone. */
  readonly records: ReadonlyMap<number, string>;
}

/** @param lines at which the chunk's records begin, in any order. */
export function recordTexts(
  { raw, firstLine }: Pick<CldChunk, 'raw' | 'firstLine'>,
  lines: Iterable<number>,
): ChunkTexts {
  const [head] = split(raw, CLD_LIMITS.longestRow);
  const header = head === undefined ? raw.subarray(0, 0) : head;
  const starts = lineStarts(raw, header.length);
  const asked = [...new Set(lines)].toSorted((a, b) => a - b);
  const records = new Map<number, string>();
  for (const [i, line] of asked.entries()) {
    const from = starts[line - firstLine];
    if (from === undefined) continue;
    // What ends before the next record begins is this record, and blank lines behind it.
    const next = asked[i + 1];
    const to = next === undefined ? raw.length : (starts[next - firstLine] ?? raw.length);
    const record = split(raw.subarray(from, to), CLD_LIMITS.longestRow)[0];
    if (record !== undefined) records.set(line, textOf(record));
  }
  return { header: textOf(header), records };
}

function split(bytes: Uint8Array, longest: number): Uint8Array[] {
  const splitter = recordSplitter(longest);
  return [...splitter.push(bytes), ...splitter.end()].flatMap((record) =>
    record.kind === 'too-long' ? [] : record.bytes,
  );
}

/** Where each line after the header begins. */
function lineStarts(raw: Uint8Array, from: number): number[] {
  const starts = [from];
  for (let i = raw.indexOf(LF, from); i !== -1; i = raw.indexOf(LF, i + 1)) starts.push(i + 1);
  return starts;
}

/** UTF-8, or else Windows-1252, which has a letter for every byte: as cells are read. */
function textOf(record: Uint8Array): string {
  const bytes = withoutLineEnd(record);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
