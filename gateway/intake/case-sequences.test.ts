import { afterEach, beforeEach, expect, it } from 'vitest';
import { journalBench, type JournalBench } from '../testing/journal.ts';
import { noteSequences, readSequences } from './case-sequences.ts';

let bench: JournalBench;
beforeEach(async () => {
  bench = await journalBench();
});
afterEach(() => bench.close());

it('says which numbers of a feed have not come, and remembers it', async () => {
  const { engine } = bench;
  expect(await readSequences(engine.reader, 'a')).toBeUndefined();
  expect(await noteSequences(engine, 'a', [])).toBeUndefined();
  await noteSequences(engine, 'a', [7, 9]);
  await noteSequences(engine, 'b', [1]);
  expect(await noteSequences(engine, 'a', [12])).toEqual({
    lowest: 7,
    highest: 12,
    missing: 3,
    gaps: [
      { from: 8, to: 8 },
      { from: 10, to: 11 },
    ],
  });
  expect(await noteSequences(engine, 'a', [12, 8, 10, 11])).toMatchObject({ missing: 0, gaps: [] });
  expect(await readSequences(engine.reader, 'b')).toMatchObject({ highest: 1, missing: 0 });
});

it('lists the latest hundred gaps and counts them all', async () => {
  const odd = Array.from({ length: 151 }, (_, i) => 2 * i + 1);
  const report = await noteSequences(bench.engine, 'a', odd);
  expect(report?.missing).toBe(150);
  expect(report?.gaps).toHaveLength(100);
  expect(report?.gaps.at(-1)).toEqual({ from: 300, to: 300 });
});

it('loses none where two requests note theirs at once', async () => {
  await Promise.all([1, 2, 3, 4, 5].map((number) => noteSequences(bench.engine, 'a', [number])));
  expect(await readSequences(bench.engine.reader, 'a')).toMatchObject({ lowest: 1, highest: 5, missing: 0 });
});
