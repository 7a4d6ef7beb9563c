import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNhsNumber } from './nhs-number.ts';

describe('an NHS number', () => {
  it.each([
    '9000000009',
    '9000000025',
    '9000000033',
    '9111231130',
    '9690937286',
    '9690937294',
    '9465698490',
    '9449305552',
    '9912003888',
    '9990000018',
    '9990000026',
    '9990000034',
    '9990000042',
    '9990000050',
    '9990000123',
  ])('%s passes the modulus 11 check', (number) => {
    expect(readNhsNumber(number)).toEqual({ value: number });
  });

  it.each([
    ['blanks', '999 000 0018'],
    ['hyphens', '999-000-0018'],
  ])('is read without %s', (_, text) => {
    expect(readNhsNumber(text)).toEqual({ value: '9990000018' });
  });

  it.each([
    ['a wrong check digit', '9000000000', 'fails the modulus 11 check'],
    ['a dummy of samples', '1234567890', 'fails the modulus 11 check'],
    ['a check digit that would be ten', '9990000140', 'fails the modulus 11 check'],
    ['nine digits', '999000001', 'is not ten digits'],
    ['eleven digits', '99900000180', 'is not ten digits'],
    ['letters', '999000001X', 'is not ten digits'],
    ['digits of another script', '٩٩٩٠٠٠٠٠١٨', 'is not ten digits'],
    ['dots', '999.000.0018', 'is not ten digits'],
    ['nothing', '', 'is not ten digits'],
  ])('is refused with %s', (_, text, reason) => {
    expect(readNhsNumber(text)).toEqual({ reason });
  });

  it.each([...Array.from({ length: 10 }, (_, digit) => String(digit).repeat(10)), '9876543210'])(
    '%s passes the check, and is refused as a filler',
    (number) => {
      expect(readNhsNumber(number)).toEqual({ reason: 'is a known filler number that identifies nobody' });
    },
  );

  it('is refused when any one digit is wrong', () => {
    fc.assert(
      fc.property(fc.nat({ max: 9 }), fc.integer({ min: 1, max: 9 }), (position, by) => {
        const digits = '9990000018'.split('');
        digits[position] = String((Number(digits[position]) + by) % 10);
        expect(readNhsNumber(digits.join(''))).toHaveProperty('reason');
      }),
    );
  });
});
