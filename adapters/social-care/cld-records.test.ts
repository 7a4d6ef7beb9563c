import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordSplitter, type RawRecord } from './cld-records.ts';

const LONGEST = 20;

/** Each record as `line text`, line ends shown; `unclosed` and `too-long` by name. */
function split(text: string, cuts: readonly number[] = []): string[] {
  const splitter = recordSplitter(LONGEST);
  const bytes = Buffer.from(text, 'latin1');
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const parts = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
  return [...parts.flatMap((part) => splitter.push(part)), ...splitter.end()].map(shown);
}

function shown(record: RawRecord): string {
  const text = record.kind === 'too-long' ? '' : JSON.stringify(Buffer.from(record.bytes).toString('latin1'));
  return `${record.line} ${record.kind === 'record' ? text : `${record.kind} ${text}`}`.trim();
}

describe('records of a CSV file', () => {
  it('end with CRLF or LF, and the last need not', () => {
    expect(split('a,b\r\nc,d\ne,f')).toEqual([String.raw`1 "a,b\r\n"`, String.raw`2 "c,d\n"`, '3 "e,f"']);
  });

  it('have line ends within quotes, and count their lines', () => {
    expect(split('a,"b\r\nb"\r\nc,"d""\n"\ne')).toEqual([
      String.raw`1 "a,\"b\r\nb\"\r\n"`,
      String.raw`3 "c,\"d\"\"\n\"\n"`,
      '5 "e"',
    ]);
  });

  it('have quotes within a field that does not begin with one', () => {
    expect(split('O"Neill,5"\nb')).toEqual([String.raw`1 "O\"Neill,5\"\n"`, '2 "b"']);
  });

  it('are kept where they are blank', () => {
    expect(split('a\n\nb\n')).toEqual([String.raw`1 "a\n"`, String.raw`2 "\n"`, String.raw`3 "b\n"`]);
    expect(split('')).toEqual([]);
  });

  it('go on at the next line where a quote is not closed', () => {
    expect(split(`x,"y\n${'b,c\n'.repeat(6)}`)).toEqual([
      String.raw`1 unclosed "x,\"y\n"`,
      ...[2, 3, 4, 5, 6, 7].map((line) => String.raw`${line} "b,c\n"`),
    ]);
    expect(split('x,"y\nb\nc')).toEqual([String.raw`1 unclosed "x,\"y\n"`, String.raw`2 "b\n"`, '3 "c"']);
    expect(split('x,"y')).toEqual(['1 unclosed "x,\\"y"']);
  });

  it('do not wait for the end of the file for a quote to close', () => {
    const splitter = recordSplitter(LONGEST);
    const found = splitter.push(Buffer.from(`x,"y\n${'b,c\n'.repeat(100)}`));
    expect(found.map(shown).slice(0, 2)).toEqual([String.raw`1 unclosed "x,\"y\n"`, String.raw`2 "b,c\n"`]);
    expect(found).toHaveLength(101);
  });

  it('are passed over where a line is too long, and the next one is read', () => {
    expect(split(`${'x'.repeat(20)}\r\n${'y'.repeat(21)}\r\nz`)).toEqual([
      `1 "${'x'.repeat(20)}\\r\\n"`,
      '2 too-long',
      '3 "z"',
    ]);
    expect(split('y'.repeat(500))).toEqual(['1 too-long']);
    expect(split(`"${'y'.repeat(500)}`)).toEqual(['1 too-long']);
  });

  it('are the same however the bytes arrive', () => {
    const texts = fc
      .array(fc.constantFrom('a', ',', '"', '""', ',"', '",', '\n', '\r\n', '\u00e9', 'x'.repeat(9)), {
        maxLength: 40,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, fc.array(fc.nat(), { maxLength: 12 }), (text, cuts) => {
        expect(split(text, cuts)).toEqual(split(text));
        const single = Array.from({ length: text.length + 1 }, (_, i) => i);
        expect(split(text, single)).toEqual(split(text));
      }),
      { numRuns: 500 },
    );
  });

  it('are all the bytes of the file, but for lines too long to keep', () => {
    const texts = fc
      .array(fc.constantFrom('a', ',', '"', '\n', '\r\n'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const splitter = recordSplitter(1_000);
        const records = [...splitter.push(Buffer.from(text)), ...splitter.end()];
        const all = records.map((record) =>
          record.kind === 'too-long' ? '' : Buffer.from(record.bytes).toString(),
        );
        expect(all.join('')).toBe(text);
      }),
    );
  });
});
