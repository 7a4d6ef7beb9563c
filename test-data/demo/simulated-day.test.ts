import { describe, expect, it } from 'vitest';
import { latestPlainDay, midnightOf, timeOfDay } from './simulated-day.ts';

describe('latestPlainDay', () => {
  it('is yesterday in London', () => {
    expect(latestPlainDay(new Date('2026-07-15T12:00:00Z'))).toBe('2026-07-14');
    // Half past midnight in London, still the day before in UTC.
    expect(latestPlainDay(new Date('2026-07-14T23:30:00Z'))).toBe('2026-07-14');
  });

  it('passes over the days on which the clocks change', () => {
    expect(latestPlainDay(new Date('2026-03-30T12:00:00Z'))).toBe('2026-03-28');
    expect(latestPlainDay(new Date('2026-10-26T12:00:00Z'))).toBe('2026-10-24');
  });
});

describe('midnightOf', () => {
  it('is the local midnight, in summer an hour before that of UTC', () => {
    expect(new Date(midnightOf('2026-01-10')).toISOString()).toBe('2026-01-10T00:00:00.000Z');
    expect(new Date(midnightOf('2026-07-10')).toISOString()).toBe('2026-07-09T23:00:00.000Z');
  });
});

describe('timeOfDay', () => {
  it('gives hours and minutes', () => {
    expect([timeOfDay(0), timeOfDay(45_296), timeOfDay(86_399)]).toEqual(['00:00', '12:34', '23:59']);
  });
});
