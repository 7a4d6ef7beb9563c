import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cldChunks } from '../../adapters/social-care/cld-chunks.ts';
import { readCldChunk } from '../../adapters/social-care/cld-read-chunk.ts';
import { returnFile, serviceLine } from '../testing/council-bench.ts';
import { recordTexts } from './council-upload-texts.ts';

/** Texts of the rows that are taken, by their lines, over all chunks. */
async function textsOf(file: Uint8Array): Promise<Map<number, string>> {
  const texts = new Map<number, string>();
  const source = (async function* () {
    await Promise.resolve();
    yield file;
  })();
  for await (const part of cldChunks(source)) {
    if (part.kind !== 'chunk') continue;
    const { rows, faults } = readCldChunk(part.raw, part.firstLine, '206');
    const lines = [...rows.map(({ line }) => line), ...faults.flatMap((f) => (f.refuses ? f.line : []))];
    for (const [line, text] of recordTexts(part, lines).records) texts.set(line, text);
  }
  return texts;
}

describe('the texts of records', () => {
  it('are those of the file, whatever line ends, blank lines and lines within cells there are', async () => {
    const cell = fc.stringMatching(/^[a-z "\n,]{0,12}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ cell, blanks: fc.nat(2) }), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        async (rows, crlf) => {
          const lines = rows.map((row, i) => serviceLine(`P${i}`, { Event_Description: row.cell }));
          const spaced = lines.map((line, i) => line + '\r\n'.repeat(rows[i]?.blanks ?? 0));
          const file = crlf ? returnFile(...spaced) : returnFile(...spaced).replaceAll('\r\n', '\n');
          const found = [...(await textsOf(Buffer.from(file))).values()];
          expect(found).toEqual(lines.map((line) => line.replace(/\r\n$/, '')));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are of Windows-1252 where they are no UTF-8, each for itself', async () => {
    const one = returnFile(serviceLine('P1', { Event_Description: 'caf\u00e9' }));
    const two = serviceLine('P2', { Event_Description: 'caf\u00e9' });
    const file = Buffer.concat([Buffer.from(one, 'utf8'), Buffer.from(two, 'latin1')]);
    const texts = [...(await textsOf(file)).values()];
    expect(texts.map((text) => text.includes('caf\u00e9'))).toEqual([true, true]);
  });

  it('are the line alone of a quote that nothing closes', async () => {
    const file = returnFile('206,"open,x\r\n', serviceLine('P1'), serviceLine('P2'));
    const texts = await textsOf(Buffer.from(file));
    expect([...texts.keys()]).toEqual([2, 3, 4]);
    expect(texts.get(2)).toBe('206,"open,x');
  });
});
