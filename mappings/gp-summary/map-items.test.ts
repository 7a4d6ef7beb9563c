import { describe, expect, it } from 'vitest';
import {
  ALLERGY,
  LISTS,
  NOT_RECORDED,
  PATIENT,
  PRACTICE,
  UK,
  WEIGHT,
  area,
  bundle,
  bundleOf,
  coded,
  item,
  list,
  made,
  map,
  own,
} from './testing/stu3-bundle.ts';

const NOPAT = { system: 'http://hl7.org/fhir/v3/ActCode', code: 'NOPAT' };
const ENCOUNTER = item('Encounter', 'e', { status: 'finished' });
describe('what must be visible as such', () => {
  it('labels NOPAT on an item, and on what a labelled List of a consultation leads to', () => {
    const mapped = map(
      bundle(
        { ...WEIGHT, meta: { security: [NOPAT] } },
        ALLERGY,
        ENCOUNTER,
        list(LISTS.uncategorised, ['Observation/w']),
        list(LISTS.allergies, ['AllergyIntolerance/a']),
        list(LISTS.consultations, ['Encounter/e']),
        list('24781000000107', ['AllergyIntolerance/a'], {
          encounter: { reference: 'Encounter/e' },
          meta: { security: [NOPAT] },
        }),
      ),
    );
    for (const [code, type] of [
      ['uncategorised', 'Observation'],
      ['allergies', 'AllergyIntolerance'],
      ['consultations', 'Encounter'],
    ] as const) {
      expect(own(mapped, code).find(({ resourceType }) => resourceType === type)?.['meta']).toMatchObject({
        security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' }],
      });
    }
  });

  it('marks a draft of a consultation, and a code that was lost on the way', () => {
    const draft = item('Encounter', 'e', { status: 'unknown' });
    const degraded = item('AllergyIntolerance', 'g', {
      clinicalStatus: 'active',
      code: { ...coded('196461000000101'), text: 'Allergy to an old medicine' },
    });
    const mapped = map(
      bundle(
        draft,
        degraded,
        list(LISTS.consultations, ['Encounter/e']),
        list(LISTS.allergies, ['AllergyIntolerance/g']),
      ),
    );
    expect(JSON.stringify(own(mapped, 'consultations')[0]?.['meta'])).toContain('"draft"');
    expect(own(mapped, 'allergies')).toMatchObject([
      { meta: { tag: [{ code: 'degraded' }] }, code: { text: 'Allergy to an old medicine' } },
    ]);
  });
});

describe('who and what supports the items', () => {
  const people = [
    { resourceType: 'Practitioner', id: '1', name: [{ family: 'Same' }] },
    { resourceType: 'Practitioner', id: '2', name: [{ family: 'Same' }] },
    {
      resourceType: 'Practitioner',
      id: '3',
      name: [{ family: 'Known' }],
      identifier: [{ system: 'https://fhir.nhs.uk/Id/sds-user-id', value: '555000000001' }],
    },
    { resourceType: 'Organization', id: 'maker', name: 'A maker of vaccines' },
    { resourceType: 'Location', id: 'l', name: 'Room' },
  ];

  it('are never united by name; who has a national number is in the directory', () => {
    const mapped = map(bundle(...people, list(LISTS.problems, [], NOT_RECORDED)));
    expect(made(mapped, 'Practitioner')).toHaveLength(2);
    expect(made(mapped, 'Organization').map(({ name }) => name)).toEqual(['A maker of vaccines']);
    expect(mapped.statements.directory?.map(({ resourceType }) => resourceType)).toEqual([
      'Organization',
      'Practitioner',
    ]);
    expect(area(mapped, 'supporting')).toMatchObject({ state: 'recorded' });
  });

  it('does not point from an organisation that all share into one person’s summary', () => {
    const main = {
      url: `${UK}Extension-CareConnect-GPC-MainLocation-1`,
      valueReference: { reference: 'Location/l' },
    };
    const { statements } = map(bundleOf([PATIENT, { ...PRACTICE, extension: [main] }, ...people]));
    expect(statements.directory?.find(({ resourceType }) => resourceType === 'Organization')).toMatchObject({
      extension: [{ valueReference: { display: 'Room' } }],
    });
    expect(JSON.stringify(statements.directory)).not.toContain('Location/');
  });

  it('is not pointed to where nothing could be made of it', () => {
    const nameless = { resourceType: 'Organization', id: 'none' };
    const given = item('Immunization', 'i', {
      status: 'completed',
      vaccineCode: coded('871751006'),
      manufacturer: { reference: 'Organization/none' },
    });
    const mapped = map(bundle(nameless, given, list(LISTS.immunisations, ['Immunization/i'])));
    expect(own(mapped, 'immunisations')[0]?.['manufacturer']).toEqual({ display: 'Not in the summary' });
  });
});
