import { describe, expect, it } from 'vitest';
import { KEPT_TAG } from './area-list.ts';
import type { AreaItem } from './summary.ts';
import {
  areaFact,
  foldOf,
  item,
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
const IN_TRANSIT = { code: 'data-in-transit', sentence: 'Transfer not yet complete.' } as const;

describe('a newer summary of an area', () => {
  const first: Stated = { asOf: MARCH, items: [medicine('A'), medicine('B')] };

  it('replaces the older: new and changed items name it as their source, unchanged ones keep theirs', () => {
    const items = [medicine('B', 'stopped'), medicine('A'), medicine('C')];
    const standing = standingOf(first, { asOf: APRIL, items });
    expect(itemsOf(standing)).toEqual(['B', 'A', 'C']);
    expect(['A', 'B', 'C'].map((id) => sourceOf(standing, id))).toEqual([
      `urn:uuid:${MARCH}`,
      `urn:uuid:${APRIL}`,
      `urn:uuid:${APRIL}`,
    ]);
    expect(stateCode(standing)).toBe('recorded');
    expect(listOf(standing).date).toBe(APRIL);
    expect(listOf(standing).meta?.source).toBe(`urn:uuid:${APRIL}`);
  });

  it('takes away what it does not list', () => {
    const standing = standingOf(first, { asOf: APRIL, items: [medicine('A')] });
    expect(itemsOf(standing)).toEqual(['A']);
    expect(stateCode(standing)).toBe('recorded');
  });

  it('empties the area where nothing is recorded any more', () => {
    const standing = standingOf(first, { asOf: APRIL, state: 'nothing-recorded' });
    expect(itemsOf(standing)).toEqual([]);
    expect(listOf(standing).entry).toBeUndefined();
    expect(listOf(standing).emptyReason?.coding?.[0]?.code).toBe('no-content-recorded');
  });

  it('is not overwritten by an older one that comes late', () => {
    const newer: Stated = { asOf: APRIL, items: [medicine('C')] };
    expect(standingOf(newer, first)).toEqual(standingOf(first, newer));
    expect(itemsOf(standingOf(newer, first))).toEqual(['C']);
  });

  it('changes nothing when the same one comes again', () => {
    expect(standingOf(first, first)).toEqual(standingOf(first));
    const again = { ...first, message: `${MARCH}~again` };
    expect(standingOf(first, again)).toEqual(standingOf(first));
  });

  it('keeps the profile and the tags that the mapping set', () => {
    const resource = { ...medicine('A').resource, meta: { profile: ['p'], tag: [{ code: 'draft' }] } };
    const narrowed = { kind: 'narrowed', text: 'Since 1 March' } as const;
    const standing = standingOf({ asOf: MARCH, items: [item(resource)] }, { asOf: APRIL, scope: narrowed });
    const meta = standing.resources.find(({ id }) => id === 'A')?.meta;
    expect(meta?.profile).toEqual(['p']);
    expect(meta?.tag?.map(({ code }) => code)).toEqual(['draft', KEPT_TAG.code]);
  });

  it('of the same time but with other content wins in the order of stamps, and the doubt is told', () => {
    const other: Stated = { asOf: MARCH, message: `${MARCH}~other`, items: [medicine('A')] };
    const standing = standingOf(other, first);
    expect(standing).toEqual(standingOf(first, other, other));
    expect(itemsOf(standing)).toEqual(['A']);
    expect(JSON.stringify(listOf(standing).note)).toContain('Two summaries of the same time differ');
    const later = standingOf(first, other, { asOf: APRIL, items: [medicine('A')] });
    expect(listOf(later).note).toBeUndefined();
  });
});

describe('a refusal', () => {
  const first: Stated = { asOf: MARCH, items: [medicine('A')], warnings: [IN_TRANSIT] };
  const refusal = (asOf: string, reason: string): Stated => ({ asOf, state: 'refused', reason });

  it('leaves the items as they are and says that the record could not be refreshed', () => {
    const standing = standingOf(first, refusal(APRIL, 'PATIENT_NOT_FOUND'));
    expect(itemsOf(standing)).toEqual(['A']);
    expect(tagged(standing)).toEqual([]);
    expect(listOf(standing).date).toBe(MARCH);
    expect(JSON.stringify(listOf(standing))).toContain(
      'GP record not available; last refreshed on 3 March 2025; could not be refreshed since 3 April 2025',
    );
  });

  it('does not show its reason, and is the same to readers whatever the reason', () => {
    const [found, related] = ['PATIENT_NOT_FOUND', 'NO_RELATIONSHIP'].map((reason) =>
      standingOf(first, refusal(APRIL, reason)),
    );
    expect(found).toEqual(related);
    expect(JSON.stringify(found)).not.toContain('PATIENT_NOT_FOUND');
    expect(foldOf([first, refusal(APRIL, 'PATIENT_NOT_FOUND')].map(areaFact)).status).toEqual({
      kind: 'refused',
      asOf: APRIL,
      reason: 'PATIENT_NOT_FOUND',
    });
  });

  it('that is repeated changes nothing that is told', () => {
    const once = standingOf(first, refusal(APRIL, 'PATIENT_NOT_FOUND'));
    expect(standingOf(first, refusal(APRIL, 'PATIENT_NOT_FOUND'), refusal(MAY, 'ACCESS DENIED'))).toEqual(
      once,
    );
  });

  it('for want of consent withdraws all from view, until the practice tells of the area again', () => {
    const dissent = refusal(APRIL, 'NO_PATIENT_CONSENT');
    const withdrawn = standingOf(first, dissent, refusal(MAY, 'PATIENT_NOT_FOUND'));
    expect(itemsOf(withdrawn)).toEqual([]);
    expect(withdrawn).toEqual(standingOf(dissent));
    expect(itemsOf(standingOf(first, dissent, { asOf: MAY, state: 'not-available' }))).toEqual([]);
    const back = standingOf(first, dissent, { asOf: MAY, items: [medicine('A')] });
    expect(itemsOf(back)).toEqual(['A']);
    expect(sourceOf(back, 'A')).toBe(`urn:uuid:${MARCH}`);
    expect(stateCode(back)).toBe('recorded');
  });

  it('is over with the next summary', () => {
    const standing = standingOf(first, refusal(APRIL, 'PATIENT_NOT_FOUND'), {
      asOf: MAY,
      items: [medicine('A')],
    });
    expect(JSON.stringify(listOf(standing))).not.toContain('not available');
  });
});

describe('supporting resources', () => {
  const supporting = (asOf: string, ...items: AreaItem[]): Stated => ({ asOf, area: 'supporting', items });
  const place = (id: string, name: string): AreaItem => item({ resourceType: 'Location', id, name });

  it('accumulate: one goes only for a later version of itself, and none is listed', () => {
    const standing = standingOf(
      supporting(MARCH, place('L1', 'Room 1'), place('L2', 'Room 2')),
      supporting(APRIL, place('L2', 'Room 2, upstairs')),
      { ...supporting(MAY), state: 'refused', reason: 'NO_PATIENT_CONSENT' },
    );
    expect(standing.resources.map(({ id, meta }) => [id, meta?.source])).toEqual([
      ['L2', `urn:uuid:${APRIL}`],
      ['L1', `urn:uuid:${MARCH}`],
    ]);
    expect(tagged(standing)).toEqual([]);
    expect(standing.resources[0]).toMatchObject({ name: 'Room 2, upstairs' });
  });

  it('are none where the practice has only refused', () => {
    expect(standingOf({ ...supporting(MARCH), state: 'refused' }).resources).toEqual([]);
  });
});

describe('linked items', () => {
  it('stand without being listed, and do not make the area incomplete when they are kept', () => {
    const linked = { ...medicine('L'), linked: true } as const;
    const unknown = { scope: { kind: 'unknown' } } as const;
    const standing = standingOf(
      { asOf: MARCH, items: [medicine('A'), linked] },
      { asOf: APRIL, items: [medicine('A')], ...unknown },
    );
    expect(itemsOf(standing)).toEqual(['A', 'L']);
    expect(listOf(standing).entry).toEqual([{ item: { reference: 'MedicationStatement/A' } }]);
    expect(stateCode(standing)).toBe('recorded');
  });
});
