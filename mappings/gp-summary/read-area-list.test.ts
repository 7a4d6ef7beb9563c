import { describe, expect, it } from 'vitest';
import { readAreaList } from './read-area-list.ts';
import { allergy, listsOf, medicine, theList } from './testing/area-facts.ts';

const MARCH = '2025-03-03T09:00:00Z';

describe('a stored List', () => {
  it('is read back as it was told', () => {
    const warnings = [{ code: 'data-in-transit', sentence: 'Not yet complete.' }] as const;
    const list = theList(
      { asOf: MARCH, items: [medicine('A')], warnings, regular: false },
      { asOf: '2025-04-03', state: 'refused', regular: false, reason: 'NO_RELATIONSHIP' },
    );
    expect(readAreaList(list)).toEqual({
      area: 'medications',
      practice: 'C87999',
      practiceName: 'Example Surgery',
      regular: false,
      state: 'refused',
      words:
        'GP record not available; last refreshed on 3 March 2025; could not be refreshed since 3 April 2025',
      asOf: MARCH,
      refreshed: MARCH,
      notRefreshedSince: '2025-04-03',
      contradiction: false,
      inTransit: true,
      sentences: ['Not yet complete.'],
    });
  });

  it('that is none of an area is not read', () => {
    const over = allergy('over', { clinicalStatus: { coding: [{ code: 'resolved' }] } });
    const [, ended] = listsOf({ asOf: MARCH, area: 'allergies', items: [over] });
    expect(ended && readAreaList(ended)).toBeUndefined();
    expect(readAreaList({ resourceType: 'List', status: 'current', mode: 'working' })).toBeUndefined();
  });
});
