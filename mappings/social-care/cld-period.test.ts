import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASSESSMENT, REQUEST, REVIEW, rowOf } from '../../test-data/social-care/cld-rows.ts';
import { derivePeriod, evidenceOf, mergeEvidence, NO_EVIDENCE, type PeriodEvidence } from './cld-period.ts';
import type { CldRow } from './cld-row.ts';

const STATED = { start: '2024-07-01', end: '2025-06-30' };
const KINDS = { request: REQUEST, assessment: ASSESSMENT, service: {}, review: REVIEW };

/** Rows of a kind that ended in a month. */
function ended(kind: keyof typeof KINDS, month: string, count: number): CldRow[] {
  const row = rowOf({
    ...KINDS[kind],
    Event_Start_Date: '2018-01-01',
    Event_End_Date: `${month}-15`,
  });
  return Array.from({ length: count }, () => row);
}

/** All four kinds in each month of half a year. */
function halfYear(): CldRow[] {
  return ['2024-09', '2024-10', '2024-11', '2024-12', '2025-01', '2025-02'].flatMap((month) =>
    (['request', 'assessment', 'service', 'review'] as const).flatMap((kind) => ended(kind, month, 6)),
  );
}

const derived = (rows: readonly CldRow[], importedOn = '2025-07-20'): unknown =>
  derivePeriod(evidenceOf(rows), importedOn);

describe('the period of a return', () => {
  it('is that of the months in which its events ended, not the longer one that it states', () => {
    expect(derived(halfYear())).toEqual({ start: '2024-09-01', end: '2025-02-28', stated: STATED });
  });

  it('leaves out months with fewer than one in fifty of the events', () => {
    const months = [...halfYear(), ...ended('service', '2024-12', 48)];
    const stray = (['request', 'assessment', 'review'] as const).flatMap((kind) => ended(kind, '2025-03', 1));
    // 3 of 195, then 4 of 196.
    expect(derived([...months, ...stray])).toMatchObject({ end: '2025-02-28' });
    expect(derived([...months, ...stray, ...ended('review', '2025-03', 1)])).toMatchObject({
      end: '2025-03-31',
    });
  });

  it('leaves out months with fewer than three kinds of event', () => {
    const two = [...ended('request', '2025-03', 20), ...ended('review', '2025-03', 20)];
    expect(derived([...halfYear(), ...two])).toMatchObject({ end: '2025-02-28' });
    expect(derived([...halfYear(), ...two, ...ended('service', '2025-03', 1)])).toMatchObject({
      end: '2025-03-31',
    });
  });

  it('of a file that lacks a kind asks for one kind fewer', () => {
    const noRequests = halfYear().filter(({ event }) => event?.type !== 'request');
    const two = [...ended('assessment', '2025-03', 20), ...ended('review', '2025-03', 20)];
    expect(derived([...noRequests, ...two])).toMatchObject({ end: '2025-03-31' });
  });

  it('ends before the month in which the file came', () => {
    expect(derived(halfYear(), '2025-02-28')).toMatchObject({ end: '2025-01-31' });
    expect(derived(halfYear(), '2025-03-01')).toMatchObject({ end: '2025-02-28' });
  });

  it('of fewer than a hundred events is the stated one, and never later than the file', () => {
    const few = halfYear().slice(0, 99);
    expect(derived(few)).toEqual({ ...STATED, stated: STATED });
    expect(derived(few, '2025-06-12')).toEqual({ start: '2024-07-01', end: '2025-06-12', stated: STATED });
  });

  it('of a file without a row is none', () => {
    expect(derived([])).toBeUndefined();
  });

  it('does not count open services by month, and counts them as events', () => {
    const open = Array.from({ length: 100 }, () => rowOf());
    expect(evidenceOf(open)).toEqual({ events: 100, months: {}, types: { service: 100 }, stated: STATED });
    expect(derived(open)).toEqual({ ...STATED, stated: STATED });
  });

  it('is the same however the file is cut into chunks and whichever comes first', () => {
    const rows = [...halfYear(), ...ended('request', '2019-05', 3)];
    const whole = evidenceOf(rows);
    fc.assert(
      fc.property(fc.array(fc.nat(rows.length), { maxLength: 6 }), fc.nat(), (cuts, turn) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), rows.length];
        const parts = at.slice(1).map((end, i): PeriodEvidence => evidenceOf(rows.slice(at[i], end)));
        const turned = [...parts.slice(turn % parts.length), ...parts.slice(0, turn % parts.length)];
        expect(turned.reduce(mergeEvidence, NO_EVIDENCE)).toEqual(whole);
      }),
    );
  });
});
