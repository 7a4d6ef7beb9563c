import { describe, expect, it } from 'vitest';
import type { Stu3Context } from './mapper.ts';
import { codeableConcept, identifier, metaOf, quantity, ratio, reference } from './read-datatypes.ts';

const issues: string[] = [];
const context: Stu3Context = {
  patient: { reference: 'Patient/person' },
  practice: 'C87999',
  refer: (literal) => (literal === 'Practitioner/1' ? 'Practitioner/made' : undefined),
  resolve: () => undefined,
  idOf: () => '',
  issue: (path) => void issues.push(path),
};

describe('a coded element', () => {
  it('keeps every coding in its order with its mark of choice, the SNOMED description and the text', () => {
    const description = {
      url: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-coding-sctdescid',
      extension: [
        { url: 'descriptionId', valueId: '344917018' },
        { url: 'descriptionDisplay', valueString: 'Weight' },
      ],
    };
    expect(
      codeableConcept({
        coding: [
          { system: 'http://read.info/readv2', code: '22A..00', display: 'O/E - weight', userSelected: true },
          { system: 'http://snomed.info/sct', code: '27113001', extension: [description] },
        ],
        text: 'Weight',
      }),
    ).toEqual({
      coding: [
        { system: 'http://read.info/readv2', code: '22A..00', display: 'O/E - weight', userSelected: true },
        {
          extension: [
            {
              url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-CodingSCTDescDisplay',
              valueString: 'Weight',
            },
          ],
          system: 'http://snomed.info/sct',
          code: '27113001',
        },
      ],
      text: 'Weight',
    });
    expect(codeableConcept({ coding: [] })).toBe(undefined);
  });
});

describe('a reference', () => {
  it('leads to the id of the gateway, with the display as sent', () => {
    expect(
      reference({ reference: 'Practitioner/1', display: 'Dr One' }, context, 'x', ['Practitioner']),
    ).toEqual({ reference: 'Practitioner/made', display: 'Dr One' });
  });

  it('that leads nowhere, or to what R4 does not allow, is words or nothing, and is reported', () => {
    issues.length = 0;
    expect(
      reference({ reference: 'Practitioner/2', display: 'Dr Two' }, context, 'a', ['Practitioner']),
    ).toEqual({
      display: 'Dr Two',
    });
    expect(reference({ reference: 'Practitioner/1' }, context, 'b', ['Location'])).toBe(undefined);
    expect(issues).toEqual(['a', 'b']);
  });
});

describe('a value', () => {
  it('of a quantity needs its number; a code of a unit its system', () => {
    expect(quantity({ unit: 'kg' })).toBe(undefined);
    expect(quantity({ value: 80, unit: 'kg', code: 'kg' })).toEqual({ value: 80, unit: 'kg' });
    expect(ratio({ numerator: { value: 1 } })).toBe(undefined);
  });

  it('of an identifier keeps the system of the practice', () => {
    expect(identifier({ system: 'https://EMISWeb/C87999', value: ' 1 ' })).toEqual({
      system: 'https://EMISWeb/C87999',
      value: '1',
    });
    expect(identifier({ system: 'x' })).toBe(undefined);
  });

  it('of meta names the UK Core profile, never that of STU3', () => {
    expect(metaOf({ meta: { profile: ['stu3'], versionId: '6552416883718556828' } }, 'UKCore-List')).toEqual({
      meta: { profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-List'] },
    });
  });
});
