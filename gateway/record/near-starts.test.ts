import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byStart, startedWithin } from './near-starts.ts';

const instant = (ms: number): string => new Date(ms).toISOString();

describe('what began near', () => {
  it('is what lies within both limits, and they are part of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }), { maxLength: 20 }),
        fc.integer({ min: -2, max: 22 }),
        fc.integer({ min: 0, max: 8 }),
        (starts, from, length) => {
          const all = starts.map((at, id) => ({ id, at }));
          const sorted = byStart(all, ({ at }) => (at === undefined ? undefined : instant(at)));
          const found = startedWithin(sorted, from, from + length);
          const expected = all.filter(({ at }) => at !== undefined && at >= from && at <= from + length);
          expect(found.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
        },
      ),
    );
  });
});
