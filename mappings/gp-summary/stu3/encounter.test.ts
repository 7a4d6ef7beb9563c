import { describe, expect, it } from 'vitest';
import { mapOne } from '../testing/stu3-context.ts';
import { mapEncounter } from './encounter.ts';

const encounter = {
  resourceType: 'Encounter',
  id: 'e',
  meta: { security: [{ system: 'http://hl7.org/fhir/v3/ActCode', code: 'NOPAT' }] },
  status: 'finished',
  type: [{ text: 'GP Surgery' }],
  subject: { reference: 'Patient/p' },
  participant: [
    {
      type: [
        {
          coding: [
            { system: 'https://fhir.nhs.uk/STU3/CodeSystem/GPConnect-ParticipantType-1', code: 'REC' },
          ],
        },
      ],
      individual: { reference: 'Practitioner/a' },
    },
    {
      type: [{ coding: [{ system: 'http://hl7.org/fhir/v3/ParticipationType', code: 'PPRF' }] }],
      individual: { reference: 'Practitioner/gone', display: 'Dr Gone' },
    },
  ],
  location: [{ location: { reference: 'Location/l' } }, { location: { reference: 'Location/gone' } }],
};
const around = { 'Practitioner/a': {}, 'Location/l': {} };

describe('Encounter of a GP record', () => {
  const [made] = mapOne(mapEncounter, encounter, around).made;

  it('has an unknown class, as nobody said that it was face to face', () => {
    expect(made?.['class']).toMatchObject({ code: 'UNK' });
  });

  it('is tagged as a consultation, and keeps the label that the person must not see it', () => {
    expect(made?.['meta']).toMatchObject({
      tag: [{ code: 'consultation' }],
      security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' }],
    });
  });

  it('is marked as a draft where the practice has not finished it', () => {
    const [draft] = mapOne(mapEncounter, { ...encounter, status: 'unknown' }, around).made;
    expect(draft).toMatchObject({
      status: 'unknown',
      meta: { tag: [{ code: 'consultation' }, { code: 'draft' }] },
    });
  });

  it('keeps the recorder, and whoever is not in the summary by name', () => {
    expect(made?.['participant']).toMatchObject([
      {
        type: [
          {
            coding: [
              { system: 'https://fhir.nhs.uk/STU3/CodeSystem/GPConnect-ParticipantType-1', code: 'REC' },
            ],
          },
        ],
        individual: { reference: 'Practitioner/r4-a' },
      },
      {
        type: [
          {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'PPRF' }],
          },
        ],
        individual: { display: 'Dr Gone' },
      },
    ]);
  });

  it('refers to no place that the summary does not hold', () => {
    expect(made?.['location']).toEqual([{ location: { reference: 'Location/r4-l' } }]);
  });
});
