import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { clinicalExpiry, retryWait } from './retry.ts';

const nominal = (failures: number): number => retryWait(failures, () => 0.5);

describe('the retry schedule', () => {
  it('tries close together through the first hour, then hourly', () => {
    const seconds = Array.from({ length: 13 }, (_, i) => nominal(i + 1) / 1000);
    expect(seconds).toEqual([2, 10, 30, 60, 120, 300, 600, 600, 600, 600, 600, 3600, 3600]);
    const firstHour = seconds.slice(0, 11).reduce((sum, s) => sum + s, 0);
    expect(firstHour).toBeGreaterThan(3400);
    expect(firstHour).toBeLessThanOrEqual(3600);
  });

  it('spreads each wait by at most a fifth to either side', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, r) => {
          const ratio = retryWait(n, () => r) / nominal(n);
          expect(ratio).toBeGreaterThanOrEqual(0.8);
          expect(ratio).toBeLessThanOrEqual(1.2);
        },
      ),
    );
    expect(retryWait(1, () => 0)).toBe(1600);
  });

  it('hears Retry-After as a longer wait, never a shorter one, and no more than an hour', () => {
    expect(retryWait(1, () => 0.5, 45_000)).toBe(45_000);
    expect(retryWait(4, () => 0.5, 1_000)).toBe(60_000);
    expect(retryWait(1, () => 0.5, 1e12)).toBe(3_600_000);
  });
});

it('keeps a retraction worth telling at least as long as what it takes back', () => {
  const at = '2026-03-02T09:00:00.000Z';
  expect(clinicalExpiry('arrived', at)).toBe('2026-03-03T09:00:00.000Z');
  for (const kind of ['arrived', 'admitted', 'transferred', 'discharged', 'expected-discharge'] as const) {
    expect(clinicalExpiry('cancelled', at) >= clinicalExpiry(kind, at)).toBe(true);
  }
});
