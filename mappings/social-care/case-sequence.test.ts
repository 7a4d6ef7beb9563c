import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missingCount, noteSequence, type SequenceState } from './case-sequence.ts';

function noted(numbers: readonly number[]): SequenceState | undefined {
  return numbers.reduce<SequenceState | undefined>((state, one) => noteSequence(state, one), undefined);
}

describe('sequence numbers of a source', () => {
  it('without a hole have no gap', () => {
    expect(noted([7, 8, 9])).toEqual({ lowest: 7, highest: 9, gaps: [], unlisted: 0 });
  });

  it('with a hole have one, until the late one comes', () => {
    expect(noted([1, 2, 6])?.gaps).toEqual([{ from: 3, to: 5 }]);
    expect(noted([1, 2, 6, 4])?.gaps).toEqual([
      { from: 3, to: 3 },
      { from: 5, to: 5 },
    ]);
    expect(noted([1, 2, 6, 4, 3, 5])?.gaps).toEqual([]);
  });

  it('before the first are not known to be missing, and are counted once an earlier one comes', () => {
    expect(noted([100])?.gaps).toEqual([]);
    expect(noted([100, 97])?.gaps).toEqual([{ from: 98, to: 99 }]);
  });

  it('have the gaps that the set of numbers has, whatever the order and however often', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 80 }), (numbers) => {
        const seen = new Set(numbers);
        const state = noted(numbers);
        if (state === undefined) throw new Error('no state');
        const missing = state.gaps.flatMap(({ from, to }) =>
          Array.from({ length: to - from + 1 }, (_, i) => from + i),
        );
        const expected = [];
        for (let n = Math.min(...numbers); n <= Math.max(...numbers); n++) if (!seen.has(n)) expected.push(n);
        expect(missing).toEqual(expected);
        expect(missingCount(state)).toBe(expected.length);
      }),
    );
  });

  it('with more than a thousand gaps list the latest and count the others', () => {
    const state = noted(Array.from({ length: 1_502 }, (_, i) => i * 2));
    expect(state?.gaps).toHaveLength(1_000);
    expect(state?.gaps.at(-1)).toEqual({ from: 3_001, to: 3_001 });
    expect(state?.unlisted).toBe(501);
  });
});
