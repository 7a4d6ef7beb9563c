import { describe, expect, it } from 'vitest';
import { DEFAULT_AGE_LIMITS, ageOf } from './area-age.ts';

const NOW = '2025-03-10T12:00:00Z';

describe('the age of an area', () => {
  it.each([
    ['medications', '2025-03-10T11:00:00Z', { days: 0, limit: 7, beyond: false }],
    ['medications', '2025-03-03T12:00:00Z', { days: 7, limit: 7, beyond: false }],
    ['medications', '2025-03-03T11:59:59Z', { days: 7, limit: 7, beyond: true }],
    ['allergies', '2025-02-01', { days: 37, limit: 7, beyond: true }],
    ['allergies', '2025-03', { days: 9, limit: 7, beyond: true }],
    ['problems', '2015', { days: 3721, beyond: false }],
    ['medications', '2025-03-11T00:00:00Z', { days: 0, limit: 7, beyond: false }],
  ] as const)('of %s as of %s is %o', (area, asOf, age) => {
    expect(ageOf({ area, asOf }, NOW, DEFAULT_AGE_LIMITS)).toEqual(age);
  });

  it('is beyond any limit where the time is none, and beyond none without a limit', () => {
    expect(ageOf({ area: 'allergies', asOf: 'unknown' }, NOW, DEFAULT_AGE_LIMITS).beyond).toBe(true);
    expect(ageOf({ area: 'allergies', asOf: 'unknown' }, NOW, {}).beyond).toBe(false);
  });
});
