import { describe, expect, it } from 'vitest';
import { checkDigit, nhsNumbers } from './nhs-number.ts';

describe('checkDigit', () => {
  it('gives the published first numbers of the 999 range', () => {
    expect(['999000001', '999000002', '999000003', '999000004'].map(checkDigit)).toEqual([8, 6, 4, 2]);
  });

  it('says that a stem with check 10 has no number', () => {
    expect(checkDigit('999000014')).toBeUndefined();
  });
});

describe('nhsNumbers', () => {
  it('yields distinct numbers of the 999 range that pass modulus 11', () => {
    const numbers = nhsNumbers(7).take(20_000).toArray();
    expect(new Set(numbers).size).toBe(20_000);
    for (const number of numbers) {
      expect(number).toMatch(/^999\d{7}$/);
      const weighted = Array.from(number, Number).reduce((sum, digit, i) => sum + digit * (10 - i), 0);
      // The check digit has weight 1, so that the whole sum divides by 11.
      expect(weighted % 11).toBe(0);
    }
  });

  it('leaves the first thousand stems to hand-written cases', () => {
    const numbers = nhsNumbers(0).take(50_000).toArray();
    expect(numbers.some((n) => n.startsWith('999000'))).toBe(false);
  });
});
