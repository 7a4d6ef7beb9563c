import { describe, expect, it } from 'vitest';
import { mapOne } from '../testing/stu3-context.ts';
import { mapMedicationStatement } from './medication-statement.ts';

const ext = (name: string, value: object) => ({
  url: `https://fhir.nhs.uk/STU3/StructureDefinition/${name}`,
  ...value,
});
const statement = {
  resourceType: 'MedicationStatement',
  id: 's',
  identifier: [{ system: 'https://practice.example', value: 'S1' }, { value: 'without system' }],
  extension: [
    ext('Extension-CareConnect-GPC-MedicationStatementLastIssueDate-1', { valueDateTime: '2024-03-01' }),
    {
      url: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-PrescribingAgency-1',
      valueCodeableConcept: {
        coding: [
          {
            system: 'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-PrescribingAgency-1',
            code: 'prescribed-at-gp-practice',
          },
        ],
      },
    },
    ext('Extension-CareConnect-MedicationStatementDosageLastChanged-1', { valueDateTime: '2024-02' }),
  ],
  status: 'active',
  basedOn: [{ reference: 'MedicationRequest/plan' }],
  medicationReference: { reference: 'Medication/m' },
  effectivePeriod: { start: '2024-01-02' },
  subject: { reference: 'Patient/p' },
  taken: 'unk',
  dosage: [
    { text: 'One a day', patientInstruction: 'With food', doseQuantity: { value: 1, unit: 'tablet' } },
  ],
};
const around = {
  'Medication/m': {
    resourceType: 'Medication',
    code: { coding: [{ code: '196421000000109' }], text: 'Local mixture' },
  },
  'MedicationRequest/plan': { resourceType: 'MedicationRequest' },
};

describe('MedicationStatement', () => {
  it('names its medicine itself, with the words that the prescriber saw', () => {
    const [made] = mapOne(mapMedicationStatement, statement, around).made;
    expect(made).toMatchObject({
      status: 'active',
      medicationCodeableConcept: { coding: [{ code: '196421000000109' }], text: 'Local mixture' },
      subject: { reference: 'Patient/person' },
      basedOn: [{ reference: 'MedicationRequest/r4-plan' }],
      effectivePeriod: { start: '2024-01-02' },
    });
    expect(made).not.toHaveProperty('medicationReference');
  });

  it('says nothing of whether it is taken', () => {
    const unknown = mapOne(mapMedicationStatement, statement, around);
    const taken = mapOne(mapMedicationStatement, { ...statement, taken: 'y' }, around);
    expect(taken).toEqual(unknown);
    expect(JSON.stringify(unknown.made)).not.toContain('unk');
  });

  it('moves dose into doseAndRate and leaves the text as it was written', () => {
    const [made] = mapOne(mapMedicationStatement, statement, around).made;
    expect(made?.['dosage']).toEqual([
      {
        text: 'One a day',
        patientInstruction: 'With food',
        doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
      },
    ]);
  });

  it('keeps its extensions in those of UK Core, and where UK Core retired one in ours', () => {
    const [made] = mapOne(mapMedicationStatement, statement, around).made;
    expect(made?.['extension']).toEqual([
      {
        url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicationStatementLastIssueDate',
        valueDateTime: '2024-03-01',
      },
      {
        url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicationPrescribingOrganizationType',
        valueCodeableConcept: {
          coding: [
            {
              system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-MedicationPrescribingOrganizationType',
              code: 'prescribed-at-gp-practice',
            },
          ],
        },
      },
      {
        url: 'https://rother.example/fhir/StructureDefinition/medication-dosage-last-changed',
        valueDateTime: '2024-02',
      },
    ]);
  });

  it('has identifiers with their system alone, as UK Core requires', () => {
    const [made] = mapOne(mapMedicationStatement, statement, around).made;
    expect(made?.['identifier']).toEqual([{ system: 'https://practice.example', value: 'S1' }]);
  });

  it('stays where its medicine is not in the summary, and says so', () => {
    const tried = mapOne(mapMedicationStatement, statement, {});
    expect(tried.made[0]).toMatchObject({
      medicationCodeableConcept: { text: 'Medicine not named in the summary' },
    });
    expect(tried.issues).toContain('MedicationStatement.medication');
  });

  it('of somebody else is left out', () => {
    const tried = mapOne(
      mapMedicationStatement,
      { ...statement, subject: { reference: 'Patient/x' } },
      around,
    );
    expect(tried).toEqual({ made: [], issues: ['MedicationStatement.subject'] });
  });

  it('has an unknown status where the source has none of the codes', () => {
    const tried = mapOne(mapMedicationStatement, { ...statement, status: 'odd' }, around);
    expect(tried.made[0]).toMatchObject({ status: 'unknown' });
    expect(tried.issues).toContain('MedicationStatement.status');
  });
});
