import { describe, expect, it } from 'vitest';
import { mapOne } from '../testing/stu3-context.ts';
import { mapMedicationRequest } from './medication-request.ts';

const BASE = 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-';
const type = (code: string) => ({
  url: `${BASE}PrescriptionType-1`,
  valueCodeableConcept: { coding: [{ code }] },
});
const repeats = (...extension: object[]) => ({ url: `${BASE}MedicationRepeatInformation-1`, extension });
const request = {
  resourceType: 'MedicationRequest',
  id: 'r',
  status: 'active',
  intent: 'plan',
  medicationReference: { reference: 'Medication/m' },
  subject: { reference: 'Patient/p' },
};
const around = {
  'Medication/m': { resourceType: 'Medication', code: { text: 'Aspirin 75mg tablets' } },
  'Practitioner/a': { resourceType: 'Practitioner' },
  'Organization/o': { resourceType: 'Organization' },
};
const made = (more: object) => mapOne(mapMedicationRequest, { ...request, ...more }, around).made[0] ?? {};

describe('MedicationRequest', () => {
  it.each([
    ['acute', 'acute', 'Acute'],
    ['repeat', 'continuous', 'Repeat'],
    ['repeat-dispensing', 'continuous-repeating-dispensing', 'Repeat dispensing'],
    ['delayed-prescribing', 'acute', 'Delayed prescribing'],
  ])('of type %s is a course of type %s, "%s"', (sent, code, text) => {
    expect(made({ extension: [type(sent)] })).toMatchObject({
      courseOfTherapyType: { coding: [{ code }], text },
    });
  });

  it('of an unknown type has none, and says so', () => {
    const tried = mapOne(mapMedicationRequest, { ...request, extension: [type('odd')] }, around);
    expect(tried.made[0]).not.toHaveProperty('courseOfTherapyType');
    expect(tried.issues).toEqual(['MedicationRequest.extension(PrescriptionType)']);
  });

  it.each([
    [12, 11],
    [1, 0],
  ])(
    "that may be issued %i times in all may be repeated %i times, and keeps the practice's figure",
    (allowed, repeated) => {
      const part = { url: 'numberOfRepeatPrescriptionsAllowed', valuePositiveInt: allowed };
      expect(made({ extension: [repeats(part)] })['dispenseRequest']).toEqual({
        extension: [
          {
            url: 'https://rother.example/fhir/StructureDefinition/issues-allowed',
            valueUnsignedInt: allowed,
          },
        ],
        numberOfRepeatsAllowed: repeated,
      });
    },
  );

  it('counts issues where nobody says how many are allowed, in either type of number', () => {
    for (const name of ['valueUnsignedInt', 'valuePositiveInt']) {
      const part = { url: 'numberOfRepeatPrescriptionsIssued', [name]: 3 };
      const result = made({ extension: [repeats(part)] });
      expect(result['extension']).toEqual([
        {
          url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicationRepeatInformation',
          extension: [{ url: 'numberOfPrescriptionsIssued', valueUnsignedInt: 3 }],
        },
      ]);
      expect(result).not.toHaveProperty('dispenseRequest');
    }
  });

  it('has a quantity in words where there is no number, never an empty one', () => {
    const quantity = { extension: [{ url: `${BASE}MedicationQuantityText-1`, valueString: '5 pens' }] };
    expect(made({ dispenseRequest: { quantity } })['dispenseRequest']).toEqual({
      extension: [
        {
          url: 'https://rother.example/fhir/StructureDefinition/medication-quantity-text',
          valueString: '5 pens',
        },
      ],
    });
  });

  it('says why and since when it was stopped', () => {
    const stopped = {
      url: `${BASE}MedicationStatusReason-1`,
      extension: [
        { url: 'statusReason', valueCodeableConcept: { text: 'Side effects' } },
        { url: 'statusChangeDate', valueDateTime: '2024-02-10T13:15:26.913+00:00' },
      ],
    };
    expect(made({ status: 'stopped', extension: [stopped] })['statusReason']).toEqual({
      text: 'Side effects',
      extension: [
        {
          url: 'https://rother.example/fhir/StructureDefinition/status-change-date',
          valueDateTime: '2024-02-10T13:15:26.913+00:00',
        },
      ],
    });
  });

  it('marks that nobody spoke of substitution, which UK Core requires', () => {
    expect(made({})['substitution']).toEqual({
      extension: [{ url: 'https://rother.example/fhir/StructureDefinition/not-stated', valueBoolean: true }],
      allowedBoolean: false,
    });
    expect(made({ substitution: { allowed: true } })['substitution']).toEqual({ allowedBoolean: true });
  });

  it('has its agent for requester, and keeps for whom the agent acted', () => {
    const requester = { agent: { reference: 'Practitioner/a' }, onBehalfOf: { reference: 'Organization/o' } };
    expect(made({ requester })).toMatchObject({
      requester: { reference: 'Practitioner/r4-a' },
      extension: [
        {
          url: 'https://rother.example/fhir/StructureDefinition/requester-on-behalf-of',
          valueReference: { reference: 'Organization/r4-o' },
        },
      ],
    });
    expect(made({})).not.toHaveProperty('requester');
  });

  it('refers to no earlier prescription that the summary does not hold', () => {
    const tried = mapOne(
      mapMedicationRequest,
      { ...request, priorPrescription: { reference: 'MedicationRequest/r-HD-1' } },
      around,
    );
    expect(tried.made[0]).not.toHaveProperty('priorPrescription');
    expect(tried.issues).toEqual(['MedicationRequest.priorPrescription']);
  });

  it('that is neither plan nor order is left out, and says so', () => {
    const tried = mapOne(mapMedicationRequest, { ...request, intent: 'odd' }, around);
    expect(tried).toEqual({ made: [], issues: ['MedicationRequest.intent'] });
  });
});
