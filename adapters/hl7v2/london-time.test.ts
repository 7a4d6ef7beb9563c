import { describe, expect, it } from 'vitest';
import { londonTime } from './london-time.ts';

describe('londonTime', () => {
  it.each([
    ['2026-01-05T00:00:00Z', '20260105000000+0000'],
    ['2026-03-29T00:59:59Z', '20260329005959+0000'],
    ['2026-03-29T01:00:00Z', '20260329020000+0100'],
    ['2026-10-25T00:59:59Z', '20261025015959+0100'],
    ['2026-10-25T01:00:00Z', '20261025010000+0000'],
    ['2026-07-20T23:30:00Z', '20260721003000+0100'],
  ])('writes %s as %s', (instant, expected) => {
    expect(londonTime(new Date(instant))).toBe(expected);
  });
});
