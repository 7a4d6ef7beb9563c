/** A hundred thousand rows take no more memory than ten thousand: neither while they are read nor while they are applied. */
import { afterEach, expect, it } from 'vitest';
import { cldPeople } from '../../test-data/social-care/cld-people.ts';
import { cldReturn } from '../../test-data/social-care/cld-return.ts';
import { councilBench, uploadEvents } from '../testing/council-bench.ts';
import type { RecordBench } from '../testing/record-bench.ts';
import { memoryMeter } from '../testing/used-memory.ts';
import type { Taken } from './take.ts';

let made: RecordBench | undefined;
afterEach(() => made?.close());

const ROWS = 100_000;
const MEBIBYTE = 1024 * 1024;

it('holds a part of the file at a time', { timeout: 300_000 }, async () => {
  const bench = (made = await councilBench());
  // Many more people than go into a part; what is kept of them here is no part of what is measured.
  const people = cldPeople(5_000, 1);
  const lines = cldReturn(people, {
    seed: 2,
    council: '206',
    period: { start: '2025-10-01', end: '2026-09-30' },
    rows: ROWS,
  });
  let bytes = 0;
  const chunks = (async function* () {
    for (let text = ''; ;) {
      const { value, done } = lines.next();
      text += value ?? '';
      if (text.length < 65_536 && done !== true) continue;
      bytes += text.length;
      await Promise.resolve();
      yield Buffer.from(text);
      if (done === true) return;
      text = '';
    }
  })();
  let parts = 0;
  // The record's own memory is measured elsewhere: here every part is as good as applied.
  const receive = (raw: Uint8Array): Promise<Taken> => {
    expect(raw.length).toBeLessThan(MEBIBYTE);
    parts += 1;
    return Promise.resolve({ receipt: { kind: 'committed', messageId: 'm' }, steps: 0, changes: 0 });
  };
  const used = memoryMeter();
  const before = used();
  let highest = 0;
  let events = 0;
  let applied = 0;
  for await (const event of uploadEvents(bench, chunks, { deps: { receive } })) {
    if (event.kind === 'progress') applied = event.applied;
    if (++events % 80 === 0) highest = Math.max(highest, used() - before);
  }
  expect(applied).toBeGreaterThanOrEqual(ROWS);
  expect(parts).toBeGreaterThan(250);
  expect(bytes).toBeGreaterThan(40 * MEBIBYTE);
  expect(highest).toBeLessThan(16 * MEBIBYTE);
});
