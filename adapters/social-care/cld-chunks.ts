/**
 * A Client Level Data return as it streams in -> chunks of raw records that can be journaled, and read again each alone.
 * A chunk is the header and up to 500 records, all as they stood in the file, so that reading one needs nothing of the
 * others but the number of its first line. Memory is that of a chunk, whatever the length of the file.
 */
import { readHeader, type CldColumn, type CldHeader } from '../../mappings/social-care/cld-columns.ts';
import { cellTexts } from './cld-cell-text.ts';
import { contentDigest } from './cld-content.ts';
import { recordSplitter, withoutLineEnd, type RawRecord } from './cld-records.ts';

export interface CldLimits {
  readonly rowsPerChunk: number;
  readonly chunkBytes: number;
  /** Bytes of one record. */
  readonly longestRow: number;
  readonly fileBytes: number;
  readonly rows: number;
}

/** A council of a million people has some 30,000 clients, with five to ten rows each. */
export const CLD_LIMITS: CldLimits = {
  rowsPerChunk: 500,
  chunkBytes: 1_048_576,
  longestRow: 65_536,
  fileBytes: 1_073_741_824,
  rows: 2_000_000,
};

export interface CldChunk {
  readonly kind: 'chunk';
  /** From 0. */
  readonly ordinal: number;
  /** Line in the file at which its first record begins. */
  readonly firstLine: number;
  /** Records that are not blank, as far as their quotes tell. */
  readonly rows: number;
  /** The header record and the records, as they stood. */
  readonly raw: Uint8Array;
}

export type CldRefusal =
  | { readonly rule: 'missing-columns' | 'repeated-columns'; readonly columns: readonly CldColumn[] }
  | { readonly rule: 'no-header' | 'utf-16' | 'file-too-large' | 'too-many-rows' };

export type CldPart =
  | { readonly kind: 'header'; readonly header: CldHeader }
  | CldChunk
  /** A line that is too long to be kept: it is in no chunk. */
  | { readonly kind: 'too-long'; readonly line: number }
  /** The file cannot be taken: nothing follows. Chunks that came before it stand for nothing. */
  | { readonly kind: 'refused'; readonly refusal: CldRefusal }
  | {
      readonly kind: 'end';
      /** SHA-256 of all bytes, hex. */
      readonly hash: string;
      /** Name of the content: the same for the same rows in another order. Hex. */
      readonly content: string;
      readonly bytes: number;
      readonly rows: number;
      readonly chunks: number;
    };

/**
 * @param source the bytes, in parts of any size.
 * @returns the header, chunks in order, and the end; or a refusal, which names no value of the file.
 */
export async function* cldChunks(
  source: AsyncIterable<Uint8Array>,
  limits: CldLimits = CLD_LIMITS,
): AsyncGenerator<CldPart, void, void> {
  const splitter = recordSplitter(limits.longestRow);
  const digest = contentDigest();
  const chunks = chunkBuilder(limits);
  let header: Uint8Array | undefined;
  let bytes = 0;
  let rows = 0;

  function* take(records: readonly RawRecord[]): Generator<CldPart, void, void> {
    for (const record of records) {
      if (record.kind === 'too-long') {
        if (header === undefined) {
          yield { kind: 'refused', refusal: { rule: 'no-header' } };
          return;
        }
        yield* chunks.close();
        yield { kind: 'too-long', line: record.line };
        continue;
      }
      if (header === undefined) {
        if (isBlank(record.bytes)) continue;
        const part = headerPart(record.bytes);
        yield part;
        if (part.kind === 'refused') return;
        header = record.bytes;
        chunks.open(header);
        digest.addRecord(withoutLineEnd(header));
        continue;
      }
      const blank = isBlank(record.bytes);
      if (!blank) {
        rows += 1;
        digest.addRecord(withoutLineEnd(record.bytes));
      }
      if (rows > limits.rows) {
        yield { kind: 'refused', refusal: { rule: 'too-many-rows' } };
        return;
      }
      yield* chunks.add(record.bytes, record.line, blank);
    }
  }

  for await (const part of source) {
    bytes += part.length;
    if (bytes > limits.fileBytes) {
      yield { kind: 'refused', refusal: { rule: 'file-too-large' } };
      return;
    }
    digest.addBytes(part);
    for (const found of take(splitter.push(part))) {
      yield found;
      if (found.kind === 'refused') return;
    }
  }
  for (const found of take(splitter.end())) {
    yield found;
    if (found.kind === 'refused') return;
  }
  if (header === undefined) {
    yield { kind: 'refused', refusal: { rule: 'no-header' } };
    return;
  }
  yield* chunks.close();
  const [hash, content] = [digest.bytesName(), digest.contentName()];
  yield { kind: 'end', hash, content, bytes, rows, chunks: chunks.made() };
}

function headerPart(bytes: Uint8Array): Extract<CldPart, { kind: 'header' | 'refused' }> {
  const [first = 0, second = 0] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { kind: 'refused', refusal: { rule: 'utf-16' } };
  }
  const [record] = cellTexts([bytes]);
  if (record?.cells === undefined) return { kind: 'refused', refusal: { rule: 'no-header' } };
  const result = readHeader(record.cells);
  return result.kind === 'header'
    ? result
    : { kind: 'refused', refusal: { rule: result.rule, columns: result.columns } };
}

interface ChunkBuilder {
  open(header: Uint8Array): void;
  /** @returns the chunk that the record completes. */
  add(bytes: Uint8Array, line: number, blank: boolean): CldChunk[];
  /** @returns what is in hand, if anything. */
  close(): CldChunk[];
  made(): number;
}

function chunkBuilder({ rowsPerChunk, chunkBytes }: CldLimits): ChunkBuilder {
  let header: Uint8Array = new Uint8Array();
  let parts: Uint8Array[] = [];
  let rows = 0;
  let size = 0;
  let firstLine = 0;
  let ordinal = 0;
  const close = (): CldChunk[] => {
    const raw = Buffer.concat([header, ...parts]);
    const chunk: CldChunk = { kind: 'chunk', ordinal, firstLine, rows, raw };
    parts = [];
    size = 0;
    if (chunk.rows === 0) return [];
    rows = 0;
    ordinal += 1;
    return [chunk];
  };
  return {
    open: (bytes) => {
      header = bytes;
    },
    add: (bytes, line, blank) => {
      // A chunk begins with a row; blank lines within it keep its lines in count.
      if (parts.length === 0 && blank) return [];
      if (parts.length === 0) firstLine = line;
      parts.push(bytes);
      size += bytes.length;
      if (!blank) rows += 1;
      return rows >= rowsPerChunk || size >= chunkBytes ? close() : [];
    },
    close,
    made: () => ordinal,
  };
}

function isBlank(bytes: Uint8Array): boolean {
  // Commas, quotes and white space: spreadsheets leave rows of empty cells behind.
  return bytes.every((byte) => byte === 0x2c || byte === 0x22 || byte <= 0x20);
}
