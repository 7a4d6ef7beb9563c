import { describe, expect, it } from 'vitest';
import { item, listsOf, medicine, theList, type Stated } from './testing/area-facts.ts';

const MARCH = '2025-03-03T09:00:00Z';

describe("the area's List", () => {
  it('holds code, time, practice, state, and what it lists', () => {
    const list = theList({ asOf: MARCH, message: 'm1', items: [medicine('A')] });
    expect(list).toEqual({
      resourceType: 'List',
      id: 'List(gp-area|C87999|https://rother.example/fhir/Id/gp-patient/C87999|9990000018|medications)',
      meta: {
        source: 'urn:uuid:m1',
        profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-List'],
      },
      extension: [
        {
          url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-CareSettingType',
          valueCodeableConcept: {
            coding: [
              {
                system: 'http://snomed.info/sct',
                code: '1060971000000108',
                display: 'General practice service',
              },
            ],
          },
        },
        {
          url: 'https://rother.example/fhir/StructureDefinition/gp-area-state',
          extension: [
            { url: 'code', valueCode: 'recorded' },
            { url: 'text', valueString: 'Recorded at the practice' },
            {
              url: 'practice',
              valueReference: {
                reference: 'Organization/Organization(C87999)',
                identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'C87999' },
                display: 'Example Surgery',
              },
            },
            { url: 'registration', valueCode: 'regular' },
            { url: 'refreshed', valueDateTime: MARCH },
          ],
        },
      ],
      status: 'current',
      mode: 'snapshot',
      title: 'Medications and medical devices',
      code: {
        coding: [
          {
            system: 'http://snomed.info/sct',
            code: '933361000000108',
            display: 'Medications and medical devices',
          },
          {
            system: 'https://rother.example/fhir/CodeSystem/gp-area',
            code: 'medications',
            display: 'Medications and medical devices',
          },
        ],
      },
      subject: {
        reference: 'Patient/Patient(https://rother.example/fhir/Id/gp-patient/C87999|9990000018)',
      },
      date: MARCH,
      entry: [{ item: { reference: 'MedicationStatement/A' } }],
    });
  });

  it('lists the statements, not the plans and issues that belong to them; an R4 document lists all its own', () => {
    const plan = item({
      resourceType: 'MedicationRequest',
      id: 'P',
      status: 'active',
      intent: 'plan',
      subject: {},
    });
    const items = [medicine('A'), plan];
    const references = (format: 'gp-connect-structured' | 'ips'): readonly unknown[] =>
      (theList({ asOf: MARCH, format, items }).entry ?? []).map(({ item }) => item.reference);
    expect(references('gp-connect-structured')).toEqual(['MedicationStatement/A']);
    expect(references('ips')).toEqual(['MedicationStatement/A', 'MedicationRequest/P']);
  });

  it('carries warnings in UK Core form and in words, also where it is empty', () => {
    const list = theList({
      asOf: MARCH,
      state: 'withheld',
      warnings: [{ code: 'confidential-items', sentence: 'Items excluded due to confidentiality.' }],
      note: 'Ask the practice.',
    });
    expect(list.extension).toContainEqual({
      url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ListWarningCode',
      valueCodeableConcept: {
        coding: [
          {
            system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-ListWarningCode',
            code: 'confidential-items',
            display: 'Confidential Items',
          },
        ],
        text: 'Items excluded due to confidentiality.',
      },
    });
    expect(list.note).toEqual([
      { authorString: 'Example Surgery', text: 'Items excluded due to confidentiality.' },
      { authorString: 'Example Surgery', text: 'Ask the practice.' },
    ]);
    expect(list.entry).toBeUndefined();
  });

  it.each([
    ['nothing-recorded', 'no-content-recorded', 'Nothing recorded at the practice'],
    ['withheld', 'withheld', 'Withheld by the practice or the patient'],
    ['not-available', 'unavailable', 'The practice system does not provide this, or has it switched off'],
    ['refused', 'unavailable', 'GP record not available; could not be refreshed since 3 March 2025'],
    ['incomplete', 'unavailable', 'Recorded at the practice, but incomplete'],
  ] as const)('that is empty and %s has the reason %s', (state, code, text) => {
    const { emptyReason } = theList({ asOf: MARCH, state });
    expect(emptyReason?.coding?.[0]?.code).toBe(code);
    expect(emptyReason?.text).toBe(text);
  });

  it('says what was asked for, and whether the time is that of receipt', () => {
    const notes = (more: Partial<Stated>): readonly unknown[] =>
      (theList({ asOf: MARCH, items: [medicine('A')], ...more }).note ?? []).map(({ text }) => text);
    expect(notes({ scope: { kind: 'narrowed', text: 'medicines from 1 March 2024' } })).toEqual([
      'Only a part was asked for: medicines from 1 March 2024',
    ]);
    expect(notes({ scope: { kind: 'unknown' } })[0]).toContain('not known');
    expect(notes({ asOfBasis: 'received' })[0]).toContain('date is that of receipt');
  });

  it.each([
    ['documents', undefined],
    ['scr', '196981000000101'],
    ['diary', '714311000000108'],
  ] as const)('of %s has the code %s', (area, code) => {
    const { coding = [] } = theList({ asOf: MARCH, area }).code ?? {};
    expect(coding.find(({ system }) => system === 'http://snomed.info/sct')?.code).toBe(code);
    expect(coding.at(-1)?.code).toBe(area);
  });

  it('is none for supporting resources', () => {
    expect(listsOf({ asOf: MARCH, area: 'supporting' })).toEqual([]);
  });
});
