import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellTexts } from './cld-cell-text.ts';
import { recordSplitter } from './cld-records.ts';

const of = (...records: readonly (string | Uint8Array)[]): unknown[] =>
  cellTexts(records.map((record) => Buffer.from(record))).map(({ cells, encoding }) =>
    encoding === 'utf-8' ? cells : [encoding, cells],
  );

describe('cells of records', () => {
  it('are what stands between commas, quoted or not', () => {
    expect(of('a,,b c\r\n', '"a, b","say ""no""","two\r\nlines",\n', 'O"Neill,5"')).toEqual([
      ['a', '', 'b c'],
      ['a, b', 'say "no"', 'two\r\nlines', ''],
      ['O"Neill', '5"'],
    ]);
  });

  it('are UTF-8, with or without a byte order mark', () => {
    expect(of('\uFEFFZo\u00eb,\u0141', '\uFEFF"Zo\u00eb"')).toEqual([['Zo\u00eb', '\u0141'], ['Zo\u00eb']]);
  });

  it('are Windows-1252 where a record is no UTF-8, and its neighbours stay what they are', () => {
    const windows = Uint8Array.from([0x5a, 0x6f, 0xeb, 0x2c, 0x93, 0x61, 0x94]);
    expect(of('Zo\u00eb', windows, 'b')).toEqual([
      ['Zo\u00eb'],
      ['windows-1252', ['Zo\u00eb', '\u201ca\u201d']],
      ['b'],
    ]);
  });

  it('of a record are the same whatever stands beside it', () => {
    const texts = fc
      .array(fc.constantFrom('a', ',', '"', '""', ',"', '",', '"\n', '\n', '\r\n', ' '), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const splitter = recordSplitter(1_000);
        const found = [...splitter.push(Buffer.from(text)), ...splitter.end()];
        const records = found.flatMap((one) => (one.kind === 'record' ? [one.bytes] : []));
        expect(of(...records)).toEqual(records.flatMap((one) => of(one)));
      }),
      { numRuns: 1_000 },
    );
  });
});
