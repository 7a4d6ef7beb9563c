import { describe, expect, it } from 'vitest';
import { KEPT_TAG } from './area-list.ts';
import type { AreaItem } from './summary.ts';
import {
  areaFact,
  foldOf,
  itemsOf,
  listOf,
  medicine,
  sourceOf,
  standingOf,
  stateCode,
  tagged,
  type Stated,
} from './testing/area-facts.ts';

const MARCH = '2025-03-03T09:00:00Z';
const APRIL = '2025-04-03T09:00:00Z';
const MAY = '2025-05-03T09:00:00Z';
const CONFIDENTIAL = { code: 'confidential-items', sentence: 'Items excluded.' } as const;
const IN_TRANSIT = { code: 'data-in-transit', sentence: 'Transfer not yet complete.' } as const;

describe('an item that is missing', () => {
  const first: Stated = { asOf: MARCH, items: [medicine('A'), medicine('B')] };
  const half = { asOf: APRIL, items: [medicine('A')] };

  it.each<[string, Partial<Stated>]>([
    ['the record is in transit', { state: 'incomplete', warnings: [IN_TRANSIT] }],
    ['less was asked for', { scope: { kind: 'narrowed', text: 'From 1 April 2025' } }],
    ['nobody knows what was asked for', { scope: { kind: 'unknown' } }],
    ['the practice system does not provide the area', { state: 'not-available' }],
  ])('is kept and marked where %s', (_, guard) => {
    const standing = standingOf(first, { ...half, ...guard });
    expect(itemsOf(standing)).toEqual(['A', 'B']);
    expect(tagged(standing)).toEqual(['B']);
    expect(sourceOf(standing, 'B')).toBe(`urn:uuid:${MARCH}`);
    expect(stateCode(standing)).toBe('incomplete');
    const flags = listOf(standing).entry?.map(({ flag }) => flag?.coding?.[0]?.code);
    expect(flags).toEqual([undefined, KEPT_TAG.code]);
  });

  it('loses its mark when it is listed again, and goes with a whole summary that does not list it', () => {
    const narrowed: Stated = { ...half, scope: { kind: 'unknown' } };
    const whole = standingOf(first, narrowed, { ...first, asOf: MAY });
    expect(tagged(whole)).toEqual([]);
    expect(stateCode(whole)).toBe('recorded');
    expect(itemsOf(standingOf(first, narrowed, { ...half, asOf: MAY }))).toEqual(['A']);
  });

  it('is withheld, neither kept nor ended, where the practice begins to hold items back', () => {
    const warned: Stated = {
      ...half,
      state: 'incomplete',
      warnings: [CONFIDENTIAL],
      scope: { kind: 'unknown' },
    };
    expect(itemsOf(standingOf(first, warned))).toEqual(['A']);
    expect(foldOf([first, warned].map(areaFact)).items.find(({ key }) => key.endsWith('B'))?.standing).toBe(
      'withheld',
    );
    // Neither a repeat nor a summary that proves nothing shows it again; listing it does, with its old source.
    expect(itemsOf(standingOf(first, warned, warned))).toEqual(['A']);
    expect(itemsOf(standingOf(first, warned, { ...half, asOf: MAY, scope: { kind: 'unknown' } }))).toEqual([
      'A',
    ]);
    const shown = standingOf(first, warned, { ...first, asOf: MAY });
    expect(itemsOf(shown)).toEqual(['A', 'B']);
    expect(sourceOf(shown, 'B')).toBe(`urn:uuid:${MARCH}`);
  });

  it('is withheld even where the record is in transit as well: the wish counts more', () => {
    const warned: Stated = { ...half, state: 'incomplete', warnings: [IN_TRANSIT, CONFIDENTIAL] };
    expect(itemsOf(standingOf(first, warned))).toEqual(['A']);
  });

  it('is withheld where all is, though the practice held items back before', () => {
    const some: Stated = { ...first, state: 'incomplete', warnings: [CONFIDENTIAL] };
    const all: Stated = {
      asOf: APRIL,
      state: 'withheld',
      warnings: [CONFIDENTIAL],
      scope: { kind: 'unknown' },
    };
    const standing = standingOf(some, all);
    expect(itemsOf(standing)).toEqual([]);
    expect(stateCode(standing)).toBe('withheld');
    expect(listOf(standing).emptyReason?.coding?.[0]?.code).toBe('withheld');
  });

  it('goes from a whole summary where the practice held items back before as well', () => {
    const before: Stated = { ...first, state: 'incomplete', warnings: [CONFIDENTIAL] };
    const after: Stated = { ...half, state: 'incomplete', warnings: [CONFIDENTIAL] };
    expect(foldOf([before, after].map(areaFact)).items.map(({ key }) => key)).toEqual([
      'MedicationStatement|s|A',
    ]);
  });

  it('is carried on within bounds: the longest unlisted go first', () => {
    const many = (from: number): AreaItem[] =>
      Array.from({ length: 4_000 }, (_, at) => medicine(String(from + at)));
    const unknown = { scope: { kind: 'unknown' } } as const;
    const standing = standingOf(
      { asOf: MARCH, items: many(0) },
      { asOf: APRIL, items: many(4_000), ...unknown },
      { asOf: MAY, items: [], ...unknown },
    );
    const ids = itemsOf(standing);
    expect(ids).toHaveLength(5_000);
    expect(ids).toContain('4000');
    expect(ids).not.toContain('0');
  });
});
