import { describe, expect, it } from 'vitest';
import { viewOf, type AreaView } from './area-state.ts';
import { allergy, areaFact, foldOf, medicine, snomed, type Stated } from './testing/area-facts.ts';

const MARCH = '2025-03-03';
const APRIL = '2025-04-03';
const MAY = '2025-05-03';
const IN_TRANSIT = { code: 'data-in-transit', sentence: 'Not yet complete.' } as const;
const UNFILED = { code: 'data-awaiting-filing', sentence: 'Items not reviewed.' } as const;

function view(...stated: readonly Stated[]): AreaView {
  return viewOf(foldOf(stated.map(areaFact)));
}

const NONE_KNOWN = { area: 'allergies', state: 'explicitly-none', asOf: MARCH } as const;

describe('what a reader may conclude of an area', () => {
  it.each(['recorded', 'explicitly-none', 'nothing-recorded'] as const)(
    'that comes with a warning is never %s',
    (state) => {
      expect(view({ ...NONE_KNOWN, state, warnings: [IN_TRANSIT] }).state).toBe('incomplete');
      expect(view({ ...NONE_KNOWN, state }).state).toBe(state);
    },
  );

  it.each([
    ['over', { clinicalStatus: { coding: [{ code: 'resolved' }] } }],
    ['in error', { verificationStatus: { coding: [{ code: 'entered-in-error' }] } }],
  ])('whose statement that none are known is %s is not that none are known', (_, more) => {
    const stated = allergy('n', { code: snomed('716186003'), ...more });
    expect(view({ ...NONE_KNOWN, items: [stated] }).state).toBe('incomplete');
    const standing = allergy('n', { code: snomed('716186003') });
    expect(view({ ...NONE_KNOWN, items: [standing] }).state).toBe('explicitly-none');
  });

  it('that has a warning is incomplete, though the items are all listed', () => {
    const { state, warnings, said } = view({
      asOf: MARCH,
      items: [medicine('A')],
      warnings: [UNFILED, UNFILED],
    });
    expect(state).toBe('incomplete');
    expect(warnings).toEqual([UNFILED]);
    expect(said).toEqual(['Items not reviewed.']);
  });

  it('that the system no longer provides is of the time of what is shown, with all warnings', () => {
    const shown = { asOf: MARCH, items: [medicine('A')], warnings: [IN_TRANSIT] };
    const gone = { asOf: APRIL, state: 'not-available', warnings: [UNFILED] } as const;
    expect(view(shown, gone)).toMatchObject({
      state: 'incomplete',
      asOf: MARCH,
      refreshed: MARCH,
      warnings: [UNFILED, IN_TRANSIT],
    });
    expect(view(shown, gone).doubts[0]).toContain('of an earlier summary');
  });

  it('of which nothing is shown is of the time of the last answer', () => {
    const empty = { asOf: MARCH, state: 'nothing-recorded' } as const;
    expect(view(empty, { asOf: APRIL, state: 'not-available' })).toMatchObject({
      state: 'not-available',
      asOf: APRIL,
    });
  });

  it('is the refusal since it began, and what came before where there was any', () => {
    const refusal = (asOf: string): Stated => ({ asOf, state: 'refused', reason: 'NO_RELATIONSHIP' });
    expect(view(refusal(APRIL), refusal(MAY))).toMatchObject({ asOf: APRIL, notRefreshedSince: APRIL });
    expect(view(refusal(APRIL)).refreshed).toBeUndefined();
    const between = { asOf: APRIL, items: [medicine('A')] };
    expect(view(refusal(MARCH), between, refusal(MAY))).toMatchObject({
      asOf: APRIL,
      notRefreshedSince: MAY,
    });
  });
});

describe('the practice', () => {
  const practice = { ods: 'C87999' };

  it('keeps its name when a later message gives its code alone', () => {
    expect(view({ asOf: MARCH }, { asOf: APRIL, practice }).practice.name).toBe('Example Surgery');
  });

  it('has the registration that its last answer gives; a refusal gives none', () => {
    const temporary = { asOf: MARCH, regular: false };
    expect(view(temporary, { asOf: APRIL }).regular).toBe(true);
    expect(view(temporary, { asOf: APRIL, state: 'refused' }).regular).toBe(false);
  });
});
