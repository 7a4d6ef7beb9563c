import { describe, expect, it } from 'vitest';
import { supersededPractices, type AreaOfPractice } from './superseded.ts';

const MARCH = '2025-03-03T09:00:00Z';
const APRIL = '2025-04-03T10:00:00+01:00';
const OLD: AreaOfPractice = { practice: 'C87001', regular: true, refreshed: MARCH, inTransit: false };
const NEW: AreaOfPractice = { practice: 'C87002', regular: true, refreshed: APRIL, inTransit: false };

describe("a former practice's summary", () => {
  it('is superseded as a whole once the present practice has given its own', () => {
    expect(supersededPractices([OLD, { ...OLD, refreshed: '2025-01-01' }, NEW], 'C87002')).toEqual(
      new Set(['C87001']),
    );
  });

  it.each<[string, readonly AreaOfPractice[], string | undefined]>([
    ['nobody knows the present practice', [OLD, NEW], undefined],
    ['the present practice has given nothing', [OLD], 'C87002'],
    ['it has only refused', [OLD, { practice: 'C87002', regular: true, inTransit: false }], 'C87002'],
    ['its record is still in transit', [OLD, { ...NEW, inTransit: true }], 'C87002'],
    ['its registration is temporary', [OLD, { ...NEW, regular: false }], 'C87002'],
    ['the former one is newer', [OLD, { ...NEW, refreshed: '2024-04-03' }], 'C87002'],
    [
      'it was temporary itself: it was never the practice of the person',
      [{ ...OLD, regular: false }, NEW],
      'C87002',
    ],
    ['the time of the present one is none', [OLD, { ...NEW, refreshed: 'April' }], 'C87002'],
  ])('stands beside where %s', (_, areas, present) => {
    expect(supersededPractices(areas, present)).toEqual(new Set());
  });

  it('is superseded when the transfer is complete, though an area was last told of before', () => {
    const before = { ...NEW, refreshed: '2025-03-20', inTransit: true };
    expect(supersededPractices([OLD, before, NEW], 'C87002')).toEqual(new Set(['C87001']));
  });

  it('is superseded where it only refuses', () => {
    const refusing = { practice: 'C87001', regular: true, inTransit: false };
    expect(supersededPractices([refusing, NEW], 'C87002')).toEqual(new Set(['C87001']));
  });

  it('is the present one again after a return, once it is refreshed', () => {
    expect(supersededPractices([OLD, NEW], 'C87001')).toEqual(new Set());
    expect(supersededPractices([{ ...OLD, refreshed: '2025-05-01' }, NEW], 'C87001')).toEqual(
      new Set(['C87002']),
    );
  });
});
