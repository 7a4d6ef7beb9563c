import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateRange, periodRange } from './date-range.ts';

const bounds = (low: string, high: string): { low: string; high: string } => ({ low, high });

describe('dateRange', () => {
  it.each([
    ['2026', '2026-01-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z'],
    ['2024-02', '2024-02-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    ['2026-12-31', '2026-12-31T00:00:00.000Z', '2026-12-31T23:59:59.999Z'],
    ['2026-07-01T10:00+01:00', '2026-07-01T09:00:00.000Z', '2026-07-01T09:00:59.999Z'],
    ['2026-07-01T00:10:30-05:30', '2026-07-01T05:40:30.000Z', '2026-07-01T05:40:30.999Z'],
    ['2026-07-01T10:00:30.25Z', '2026-07-01T10:00:30.250Z', '2026-07-01T10:00:30.259Z'],
    ['2026-07-01T10:00:30.123456Z', '2026-07-01T10:00:30.123Z', '2026-07-01T10:00:30.123Z'],
    ['2026-07-01T10:00:30', '2026-07-01T10:00:30.000Z', '2026-07-01T10:00:30.999Z'],
  ])('widens %s to what it covers in UTC', (text, low, high) => {
    expect(dateRange(text)).toEqual(bounds(low, high));
  });

  it.each([
    '',
    '26',
    '2026-13',
    '2026-02-30',
    '2026-2-3',
    '2026-01-01T24:00:00Z',
    '2026-01-01T10',
    '20260101',
    'today',
    '9999',
    '0001-01-01',
  ])('refuses "%s"', (text) => {
    expect(dateRange(text)).toBeUndefined();
  });

  it('covers exactly the instant that a millisecond timestamp names', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString();
          expect(dateRange(text)).toEqual(bounds(text, text));
          const day = dateRange(text.slice(0, 10));
          expect(day !== undefined && day.low <= text && text <= day.high).toBe(true);
        },
      ),
    );
  });
});

describe('periodRange', () => {
  it('leaves an absent end open and widens the other', () => {
    expect(periodRange({ start: '2026-11-02' })).toEqual(bounds('2026-11-02T00:00:00.000Z', '9999'));
    expect(periodRange({ end: '2026-11' })).toEqual(bounds('0000', '2026-11-30T23:59:59.999Z'));
  });

  it('makes nothing of an empty, unreadable or reversed period', () => {
    expect(periodRange({})).toBeUndefined();
    expect(periodRange({ start: 'soon', end: '2026' })).toBeUndefined();
    expect(periodRange({ start: '2026-02-01', end: '2026-01-01' })).toBeUndefined();
  });
});
