import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateRange, periodRange, timingRange } from './date-range.ts';

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
  ])('widens %s to what it covers without a zone', (text, low, high) => {
    expect(dateRange(text, 'zoneless')).toEqual(bounds(low, high));
  });

  it.each([
    ['2026-07-02', '2026-07-01T23:00:00.000Z', '2026-07-02T22:59:59.999Z'],
    ['2026-01-02', '2026-01-02T00:00:00.000Z', '2026-01-02T23:59:59.999Z'],
    // 23 hours, and 25.
    ['2026-03-29', '2026-03-29T00:00:00.000Z', '2026-03-29T22:59:59.999Z'],
    ['2026-10-25', '2026-10-24T23:00:00.000Z', '2026-10-25T23:59:59.999Z'],
    ['2026-03', '2026-03-01T00:00:00.000Z', '2026-03-31T22:59:59.999Z'],
    ['2026', '2026-01-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z'],
    ['2026-07-02T00:30', '2026-07-01T23:30:00.000Z', '2026-07-01T23:30:59.999Z'],
    ['2026-10-25T01:30:00', '2026-10-25T00:30:00.000Z', '2026-10-25T00:30:00.999Z'],
    ['2026-10-25T02:00:00.5', '2026-10-25T02:00:00.500Z', '2026-10-25T02:00:00.599Z'],
    ['2026-03-29T01:30', '2026-03-29T01:30:00.000Z', '2026-03-29T01:30:59.999Z'],
    ['2026-07-02T00:30:00Z', '2026-07-02T00:30:00.000Z', '2026-07-02T00:30:00.999Z'],
    ['1066-10-14', '1066-10-14T00:00:00.000Z', '1066-10-14T23:59:59.999Z'],
  ])('widens %s to what it covers in London', (text, low, high) => {
    expect(dateRange(text, 'london')).toEqual(bounds(low, high));
  });

  it('leaves no instant between two London days, and none in both', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (n) => {
        const day = (i: number): string => new Date(i * 86_400_000).toISOString().slice(0, 10);
        const end = Date.parse(dateRange(day(n), 'london')?.high ?? '');
        expect(Date.parse(dateRange(day(n + 1), 'london')?.low ?? '')).toBe(end + 1);
      }),
    );
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
    expect(dateRange(text, 'london')).toBeUndefined();
  });

  it('covers exactly the instant that a millisecond timestamp names', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString();
          expect(dateRange(text, 'london')).toEqual(bounds(text, text));
          const day = dateRange(text.slice(0, 10), 'zoneless');
          expect(day !== undefined && day.low <= text && text <= day.high).toBe(true);
        },
      ),
    );
  });
});

describe('periodRange', () => {
  it('reads dates without a time as London days', () => {
    expect(periodRange({ start: '2026-07-02', end: '2026-07-02' })).toEqual(
      bounds('2026-07-01T23:00:00.000Z', '2026-07-02T22:59:59.999Z'),
    );
  });

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

describe('timingRange', () => {
  const days = (timing: Parameters<typeof timingRange>[0]): string | undefined => {
    const range = timingRange(timing);
    return range === undefined ? undefined : `${range.low.slice(0, 10)} ${range.high.slice(0, 10)}`;
  };

  it('reaches from the first moment to the last, whichever part tells it', () => {
    expect(days({ event: ['2026-11-02'] })).toBe('2026-11-02 2026-11-02');
    expect(days({ event: ['2026-11-09', 'unknown', '2026-11-02'] })).toBe('2026-11-02 2026-11-09');
    const boundsPeriod = { start: '2026-11-05', end: '2026-12-24' };
    expect(days({ repeat: { boundsPeriod } })).toBe('2026-11-05 2026-12-24');
    expect(days({ event: ['2026-12-31'], repeat: { boundsPeriod } })).toBe('2026-11-05 2026-12-31');
    expect(days({ repeat: { boundsPeriod: { end: '2026-12-24' } } })).toBe('0000 2026-12-24');
  });

  it('is none where nothing of it is a date', () => {
    for (const timing of [
      {},
      { event: [] },
      { event: '2026-11-02' },
      { event: [7, 'soon'] },
      { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
      { repeat: { boundsPeriod: null } },
      { repeat: null },
    ]) {
      expect(timingRange(timing)).toBeUndefined();
    }
  });
});
