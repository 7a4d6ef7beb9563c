import { describe, expect, it } from 'vitest';
import { cldPeople } from '../../test-data/social-care/cld-people.ts';
import { CLD_HEADER, cldReturnText } from '../../test-data/social-care/cld-return.ts';
import { readCldChunk } from './cld-read-chunk.ts';

const OPTIONS = { seed: 5, council: '206', period: { start: '2024-07-01', end: '2025-06-30' } };
const TEXT = cldReturnText(cldPeople(120, 5), OPTIONS);
const HEADER = `${CLD_HEADER.join(',')}\r\n`;
/** Sound rows on one line each. */
const LINES = TEXT.slice(HEADER.length)
  .split(/(?<=\r\n)/)
  .filter((line) => line.startsWith('206,') && /\d\r\n$/.test(line) && !line.includes('"'));

function read(...lines: readonly (string | Uint8Array)[]): {
  lines: number[];
  refused: number;
  faults: string[];
} {
  const raw = Buffer.concat([HEADER, ...lines].map((line) => Buffer.from(line)));
  const { rows, refused, faults } = readCldChunk(raw, 2, '206');
  return {
    lines: rows.map(({ line }) => line),
    refused,
    faults: faults
      .filter(({ rule }) => rule !== 'unverified-value' && rule !== 'blank-mandatory')
      .map(({ line, column = '', rule }) => `${line} ${column} ${rule}`),
  };
}

const [A = '', B = '', C = '', D = ''] = LINES;

describe('rows of a chunk', () => {
  it('are numbered from the line that is given', () => {
    const raw = Buffer.from(HEADER + A + B);
    expect(readCldChunk(raw, 1_001, '206').rows.map(({ line }) => line)).toEqual([1_001, 1_002]);
  });

  it('may have quoted line ends', () => {
    const described = A.replace(/(?<=,\d{4}-\d\d-\d\d,)(?=,)/, '"two\r\nlines"');
    expect(read(B, described, C)).toMatchObject({ refused: 0 });
  });

  it('are refused one by one, the others are taken', () => {
    expect(read(A, B.replace('206,', '503,'), C)).toEqual({
      lines: [2, 4],
      refused: 1,
      faults: ['3 LA_Code other-council'],
    });
    expect(read(A, 'too,short\r\n', C)).toEqual({ lines: [2, 4], refused: 1, faults: ['3  cell-count'] });
  });

  it('that a quote swallowed are read for themselves: the line with the quote alone is refused', () => {
    const open = B.replace(/^206,/, '206,"');
    expect(read(A, open, C, D)).toEqual({ lines: [2, 4, 5], refused: 1, faults: ['3  quote-not-closed'] });
    // The next quote in the file closes it by chance.
    const quoted = `${D.slice(0, -2)}"\r\n`.replace(/^206,/, '206,"","');
    const { lines, refused } = read(A, open, C, quoted, A);
    expect(lines).toEqual([2, 4, 6]);
    expect(refused).toBe(2);
  });

  it('that are no UTF-8 are read as Windows-1252, and noted', () => {
    const odd = Buffer.from(A.replace('206,', '206,').replace(/\r\n$/, '\u00e9\r\n'), 'latin1');
    expect(read(odd, B)).toEqual({ lines: [2, 3], refused: 0, faults: ['2  windows-1252'] });
  });

  it('need a header', () => {
    expect(() => readCldChunk(Buffer.from(A), 2, '206')).toThrow(/begins with its header/);
  });
});
