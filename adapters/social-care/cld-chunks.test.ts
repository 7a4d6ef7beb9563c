import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cldPeople } from '../../test-data/social-care/cld-people.ts';
import { CLD_HEADER, cldReturn, cldReturnText } from '../../test-data/social-care/cld-return.ts';
import { CLD_LIMITS, cldChunks, type CldLimits, type CldPart } from './cld-chunks.ts';
import { readCldChunk } from './cld-read-chunk.ts';

const OPTIONS = { seed: 3, council: '206', period: { start: '2024-07-01', end: '2025-06-30' } };
const TEXT = cldReturnText(cldPeople(40, 3), OPTIONS);
const HEADER = CLD_HEADER.join(',');

async function* parts(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function chunksOf(
  text: string | Uint8Array,
  size = 1_000,
  limits: CldLimits = CLD_LIMITS,
): Promise<CldPart[]> {
  const found: CldPart[] = [];
  for await (const part of cldChunks(parts(Buffer.from(text), size), limits)) found.push(part);
  return found;
}

type End = Extract<CldPart, { kind: 'end' }>;

async function endOf(text: string | Uint8Array): Promise<End> {
  const end = (await chunksOf(text)).find((part) => part.kind === 'end');
  if (end?.kind !== 'end') throw new Error('the file has no end');
  return end;
}

describe('chunks of a return', () => {
  it('read each alone give the rows of the whole, with their lines in the file', async () => {
    const whole = readCldChunk(Buffer.from(TEXT), 2, '206');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 5_000 }),
        async (rowsPerChunk, size) => {
          const found = await chunksOf(TEXT, size, { ...CLD_LIMITS, rowsPerChunk });
          const read = found.flatMap((part) =>
            part.kind === 'chunk' ? [readCldChunk(part.raw, part.firstLine, '206')] : [],
          );
          expect(read.flatMap(({ rows }) => rows)).toEqual(whole.rows);
          expect(read.flatMap(({ faults }) => faults)).toEqual(whole.faults);
          expect(read.every(({ rows }) => rows.length <= rowsPerChunk)).toBe(true);
          expect(found.at(-1)).toMatchObject({ kind: 'end', rows: whole.rows.length, chunks: read.length });
        },
      ),
      { numRuns: 15 },
    );
  }, 30_000);

  it('are the bytes of the file, with its header before each', async () => {
    const found = await chunksOf(TEXT, 700, { ...CLD_LIMITS, rowsPerChunk: 50 });
    const raws = found.flatMap((part) => (part.kind === 'chunk' ? [Buffer.from(part.raw).toString()] : []));
    expect(raws.length).toBeGreaterThan(2);
    expect(raws.every((raw) => raw.startsWith(`${HEADER}\r\n`))).toBe(true);
    expect(raws.map((raw, i) => (i === 0 ? raw : raw.slice(HEADER.length + 2))).join('')).toBe(TEXT);
  });

  it('do not count blank lines and rows of commas as rows, and keep their lines in count', async () => {
    const [, first = '', second = ''] = TEXT.split(/(?<=\r\n)/);
    const found = await chunksOf(`\r\n${HEADER}\r\n\r\n${first},,,\r\n\r\n${second}${',""'.repeat(45)}\r\n`);
    expect(found.map(({ kind }) => kind)).toEqual(['header', 'chunk', 'end']);
    const [, chunk, end] = found;
    expect(end).toMatchObject({ rows: 2 });
    if (chunk?.kind !== 'chunk') throw new Error('no chunk');
    expect(chunk).toMatchObject({ firstLine: 4, rows: 2 });
    expect(readCldChunk(chunk.raw, chunk.firstLine, '206').rows.map(({ line }) => line)).toEqual([4, 7]);
  });

  it('end before a line that is too long to keep, which is reported', async () => {
    const [, first = '', second = ''] = TEXT.split(/(?<=\r\n)/);
    const found = await chunksOf(`${HEADER}\r\n${first}${'x'.repeat(70_000)}\r\n${second}`);
    expect(found.map((part) => (part.kind === 'chunk' ? part.firstLine : part.kind))).toEqual([
      'header',
      2,
      'too-long',
      4,
      'end',
    ]);
    expect(found[2]).toEqual({ kind: 'too-long', line: 3 });
  });

  it('hold no more than one chunk, however long the file is', async () => {
    let held = 0;
    let most = 0;
    async function* lines(): AsyncGenerator<Uint8Array, void, void> {
      for (const line of cldReturn(cldPeople(50, 1), { ...OPTIONS, rows: 6_000 })) {
        held += 1;
        most = Math.max(most, held);
        yield await Promise.resolve(Buffer.from(line));
      }
    }
    for await (const part of cldChunks(lines())) {
      if (part.kind === 'chunk') held -= part.rows;
    }
    // A chunk, the header, and the record that is being read.
    expect(most).toBeLessThanOrEqual(CLD_LIMITS.rowsPerChunk + 2);
  });
});

describe('the name of a return', () => {
  const [head = '', ...rows] = TEXT.split(/(?<=,\d*\r\n)/);

  it('of its content is the same for its rows in another order, and that of its bytes is not', async () => {
    const [one, other] = [await endOf(TEXT), await endOf([head, ...rows.toReversed()].join(''))];
    expect(other.content).toBe(one.content);
    expect(other.hash).not.toBe(one.hash);
    expect((await endOf(TEXT.replaceAll('\r\n', '\n'))).hash).not.toBe(one.hash);
  });

  it('is another where a row is another, is missing, or stands twice', async () => {
    const names = await Promise.all(
      [
        TEXT,
        TEXT.replace('Male', 'Female'),
        [head, ...rows.slice(1)].join(''),
        [head, ...rows, rows[0]].join(''),
      ].map(async (text) => (await endOf(text)).content),
    );
    expect(new Set(names).size).toBe(4);
  });
});

describe('a file is refused', () => {
  it.each([
    ['', { rule: 'no-header' }],
    ['\r\n\r\n', { rule: 'no-header' }],
    [`${HEADER.replace('Gender,', '')}\r\n`, { rule: 'missing-columns', columns: ['Gender'] }],
    [`${HEADER},gender\r\n`, { rule: 'repeated-columns', columns: ['Gender'] }],
    [Buffer.from(`\uFEFF${HEADER}`, 'utf16le'), { rule: 'utf-16' }],
    ['x'.repeat(80_000), { rule: 'no-header' }],
  ])('%#', async (text, refusal) => {
    expect(await chunksOf(text)).toEqual([{ kind: 'refused', refusal }]);
  });

  it('that is longer than it may be, in bytes or rows', async () => {
    const long = await chunksOf(TEXT, 1_000, { ...CLD_LIMITS, fileBytes: 5_000 });
    expect(long.at(-1)).toEqual({ kind: 'refused', refusal: { rule: 'file-too-large' } });
    const many = await chunksOf(TEXT, 1_000, { ...CLD_LIMITS, rows: 10 });
    expect(many.at(-1)).toEqual({ kind: 'refused', refusal: { rule: 'too-many-rows' } });
  });

  it('without quoting what stands in it', async () => {
    const [refused] = await chunksOf('9990000018,Hartley,1941-02-03\r\n');
    expect(JSON.stringify(refused)).not.toMatch(/999|Hartley|1941/);
  });
});
