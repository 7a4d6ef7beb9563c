import { describe, expect, it } from 'vitest';
import { median, met, ofRounds, ofSamples, percentile } from './figure.ts';

describe('statistics of a bench', () => {
  it('take the middle, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(() => median([])).toThrow(RangeError);
  });

  it('take percentiles by nearest rank, never beyond what was measured', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([0, 0.5, 0.99, 1].map((p) => percentile(hundred, p))).toEqual([1, 50, 99, 100]);
    expect(percentile([7], 0.99)).toBe(7);
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });

  it('take a percentile of all samples, and show that of each round beside', () => {
    const figure = ofSamples([[1, 2, 3], [10], []], 1, { name: 'x', unit: 'ms' });
    expect(figure).toMatchObject({ value: 10, low: 3, high: 10, rounds: [3, 10], samples: 4 });
  });

  it('keep a budget at its limit, and say nothing where there is none', () => {
    const about = { name: 'x', unit: 'ms' };
    expect(met(ofRounds([20], { ...about, budget: { limit: 20, sense: 'at most' } }))).toBe(true);
    expect(met(ofRounds([19], { ...about, budget: { limit: 20, sense: 'at least' } }))).toBe(false);
    expect(met(ofRounds([1], about))).toBeUndefined();
  });
});
