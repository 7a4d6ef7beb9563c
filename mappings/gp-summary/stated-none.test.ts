import { describe, expect, it } from 'vitest';
import { readAreaList } from './read-area-list.ts';
import { allergy, listsOf, snomed, theList } from './testing/area-facts.ts';

const MARCH = '2025-03-03T09:00:00Z';
const NONE_KNOWN = allergy('none', { code: snomed('716186003'), recordedDate: '2020-06-01' });

describe('allergies', () => {
  const nuts = allergy('nuts');
  const over = allergy('over', { clinicalStatus: { coding: [{ code: 'resolved' }] } });
  const area = 'allergies';

  it('that are resolved have a List of their own', () => {
    const [active, ended] = listsOf({ asOf: MARCH, area, items: [nuts, over] });
    expect(active?.entry).toEqual([{ item: { reference: 'AllergyIntolerance/nuts' } }]);
    expect(ended?.entry).toEqual([{ item: { reference: 'AllergyIntolerance/over' } }]);
    expect(ended?.code?.coding?.[0]?.code).toBe('1103671000000101');
    expect(ended?.id).not.toBe(active?.id);
  });

  it('of which all are resolved leave the List of active ones empty: nothing recorded, not none', () => {
    const [active] = listsOf({ asOf: MARCH, area, items: [over] });
    expect(active?.emptyReason?.coding?.[0]?.code).toBe('no-content-recorded');
  });

  it('that were recorded in error are listed nowhere', () => {
    const verificationStatus = { coding: [{ code: 'entered-in-error' }] };
    const { entry } = theList({ asOf: MARCH, area, items: [nuts, allergy('wrong', { verificationStatus })] });
    expect(entry).toEqual([{ item: { reference: 'AllergyIntolerance/nuts' } }]);
  });

  it('known to be none are told with the date of recording', () => {
    const list = theList({ asOf: MARCH, area, state: 'explicitly-none', items: [NONE_KNOWN] });
    expect(readAreaList(list)).toMatchObject({
      state: 'explicitly-none',
      words: 'No known allergies, recorded on 1 June 2020',
      contradiction: false,
    });
  });

  it('beside "no known allergies" are a contradiction, which is shown and not resolved', () => {
    const items = [NONE_KNOWN, nuts];
    const list = theList({ asOf: MARCH, area, state: 'explicitly-none', items });
    expect(list.entry).toHaveLength(2);
    expect(readAreaList(list)).toMatchObject({ state: 'recorded', contradiction: true });
    expect(list.note?.[0]?.text).toContain('take the entries as real');
  });

  it.each([
    ['resolved ones', over],
    ['no known allergy to drugs', allergy('drugs', { code: snomed('409137002') })],
  ])('known to be none are no contradiction to %s', (_, other) => {
    const [list] = listsOf({ asOf: MARCH, area, state: 'explicitly-none', items: [NONE_KNOWN, other] });
    expect(list && readAreaList(list)?.contradiction).toBe(false);
  });

  it('of drugs known to be none say nothing of other allergies', () => {
    const items = [allergy('drugs', { code: snomed('409137002') })];
    const list = theList({ asOf: MARCH, area, state: 'explicitly-none', items });
    expect(readAreaList(list)?.words).toBe('Recorded at the practice');
  });
});
