import { describe, expect, it } from 'vitest';
import { isSnomedCode } from './snomed-code.ts';

describe('a SNOMED CT code', () => {
  it.each(['38341003', '716186003', '196461000000101', '999003021000000104', '182992009'])(
    'may be %s',
    (code) => {
      expect(isSnomedCode(code)).toBe(true);
    },
  );

  it.each([
    ['a digit that is wrong', '38341004'],
    ['two digits that changed places', '38314003'],
    ['a Read code', 'H33..'],
    ['five digits', '38341'],
    ['nineteen digits', '1234567890123456789'],
    ['a leading zero', '038341003'],
    ['nothing', ''],
  ])('has not %s', (_, code) => {
    expect(isSnomedCode(code)).toBe(false);
  });
});
