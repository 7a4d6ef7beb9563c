import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventTally } from './event-tally.ts';

describe('createEventTally', () => {
  it('counts each number once, whatever the order and the repeats', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (numbers) => {
        const tally = createEventTally();
        for (const number of numbers) tally.take(number);
        const distinct = new Set(numbers);
        expect(tally.received).toBe(distinct.size);
        expect(tally.duplicates).toBe(numbers.length - distinct.size);
        expect(tally.missing(30)).toHaveLength(30 - distinct.size);
        expect(tally.missing(30).some((n) => distinct.has(n))).toBe(false);
      }),
    );
  });

  it('notices a gap when a number leaves others out, and forgets it when they come', () => {
    const tally = createEventTally();
    tally.take(1);
    tally.take(4);
    expect([tally.gaps, tally.highest, tally.missing()]).toEqual([1, 4, [2, 3]]);
    expect(tally.take(2)).toBe('new');
    expect(tally.take(2)).toBe('duplicate');
    tally.take(3);
    expect([tally.gaps, tally.missing(), tally.missing(5)]).toEqual([1, [], [5]]);
  });
});
