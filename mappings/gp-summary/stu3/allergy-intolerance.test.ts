import { describe, expect, it } from 'vitest';
import { mapOne } from '../testing/stu3-context.ts';
import { ALLERGY, UK, coded } from '../testing/stu3-bundle.ts';
import { mapAllergyIntolerance } from './allergy-intolerance.ts';
import type { Json } from './mapper.ts';

const END = (date: string | undefined, reason: string): Json => ({
  url: `${UK}Extension-CareConnect-GPC-AllergyIntoleranceEnd-1`,
  extension: [
    ...(date === undefined ? [] : [{ url: 'endDate', valueDateTime: date }]),
    { url: 'reasonEnded', valueString: reason },
  ],
});
const CLINICAL = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';

function allergy(more: Json = {}) {
  return mapOne(mapAllergyIntolerance, { ...ALLERGY, ...more });
}

describe('an allergy', () => {
  it('has coded statuses, its only date as recorded, and the person of the summary', () => {
    const { made, issues } = allergy({ assertedDate: '2010-01', category: ['medication', 'nonsense'] });
    expect(made).toMatchObject([
      {
        meta: { profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-AllergyIntolerance'] },
        clinicalStatus: { coding: [{ system: CLINICAL, code: 'active' }] },
        verificationStatus: { coding: [{ code: 'unconfirmed' }] },
        category: ['medication'],
        recordedDate: '2010-01',
        patient: { reference: 'Patient/person' },
      },
    ]);
    expect(issues).toEqual([]);
  });

  it('that has ended is resolved, and says when and why on its status', () => {
    const { made } = allergy({ clinicalStatus: 'resolved', extension: [END('2016-11', 'Desensitised')] });
    expect(made[0]?.['clinicalStatus']).toEqual({
      extension: [
        {
          url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AllergyIntoleranceEnd',
          extension: [
            { url: 'endDate', valueDateTime: '2016-11' },
            { url: 'reasonEnded', valueString: 'Desensitised' },
          ],
        },
      ],
      coding: [{ system: CLINICAL, code: 'resolved' }],
    });
    expect(made[0]?.['extension']).toBe(undefined);
  });

  it('that is active never carries an end: what the source says of one is a note', () => {
    const { made, issues } = allergy({ extension: [END('2016-11', 'Why')] });
    expect(made[0]?.['clinicalStatus']).toEqual({ coding: [{ system: CLINICAL, code: 'active' }] });
    expect(made[0]?.['note']).toEqual([{ text: 'The source gives an end: 2016-11, Why' }]);
    expect(issues).toEqual(['AllergyIntolerance.extension(AllergyIntoleranceEnd)']);
  });

  it('entered in error has no clinical status', () => {
    expect(allergy({ verificationStatus: 'entered-in-error' }).made[0]?.['clinicalStatus']).toBe(undefined);
  });

  it('that nobody says is over is active, so that a search for active ones finds it', () => {
    const { made, issues } = allergy({ clinicalStatus: 'perhaps' });
    expect(made[0]?.['clinicalStatus']).toMatchObject({ coding: [{ code: 'active' }] });
    expect(issues).toEqual(['AllergyIntolerance.clinicalStatus']);
  });

  it('keeps reactions, with NullFlavor under its R4 name, and none where none is named', () => {
    const flavor = { coding: [{ system: 'http://hl7.org/fhir/v3/NullFlavor', code: 'UNC' }] };
    const { made } = allergy({
      reaction: [
        { manifestation: [flavor], description: 'Swollen', severity: 'severe' },
        { severity: 'mild' },
      ],
    });
    expect(made[0]?.['reaction']).toMatchObject([
      {
        manifestation: [
          { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor', code: 'UNC' }] },
        ],
        description: 'Swollen',
        severity: 'severe',
      },
      { manifestation: [{ coding: [{ code: 'NI' }] }], severity: 'mild' },
    ]);
  });

  it('keeps the consultation that it was recorded in', () => {
    const url = 'http://hl7.org/fhir/StructureDefinition/encounter-associatedEncounter';
    const source = { ...ALLERGY, extension: [{ url, valueReference: { reference: 'Encounter/e' } }] };
    expect(mapOne(mapAllergyIntolerance, source, { 'Encounter/e': {} }).made[0]?.['encounter']).toEqual({
      reference: 'Encounter/r4-e',
    });
  });

  it('without a code, or of somebody else, is left out', () => {
    expect(allergy({ code: {} })).toEqual({ made: [], issues: ['AllergyIntolerance.code'] });
    expect(allergy({ patient: { reference: 'Patient/q' } })).toEqual({
      made: [],
      issues: ['AllergyIntolerance.patient'],
    });
  });

  it('keeps the text beside a code that was lost', () => {
    const code = { ...coded('196471000000108'), text: 'Plasters' };
    expect(allergy({ code }).made[0]).toMatchObject({
      code: { text: 'Plasters' },
      meta: { tag: [{ code: 'degraded' }] },
    });
    expect(allergy().made[0]?.['meta']).not.toHaveProperty('tag');
  });
});
