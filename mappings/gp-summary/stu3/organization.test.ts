import { describe, expect, it } from 'vitest';
import { mapOne } from '../testing/stu3-context.ts';
import { mapLocation } from './location.ts';
import { mapOrganization } from './organization.ts';
import { mapPractitionerRole } from './practitioner-role.ts';
import { mapPractitioner } from './practitioner.ts';

const ODS = 'https://fhir.nhs.uk/Id/ods-organization-code';

describe('Organization', () => {
  it('has one ODS code, and never a home', () => {
    const [made] = mapOne(mapOrganization, {
      resourceType: 'Organization',
      id: 'o',
      identifier: [
        { system: ODS, value: 'C87999' },
        { system: ODS, value: 'C87998' },
      ],
      name: 'Example Surgery',
      telecom: [{ system: 'phone', value: '01709 000000' }, { value: 'no system' }, { system: 'phone' }],
      address: [{ use: 'home', line: ['1 High Street'], postalCode: 'S60 1AA' }],
    }).made;
    expect(made).toMatchObject({
      identifier: [{ system: ODS, value: 'C87999' }],
      telecom: [
        { system: 'phone', value: '01709 000000' },
        { system: 'other', value: 'no system' },
      ],
    });
    expect(made?.['address']).toEqual([{ line: ['1 High Street'], postalCode: 'S60 1AA' }]);
  });
  it('without name and identifier is left out, and says so', () => {
    const tried = mapOne(mapOrganization, { resourceType: 'Organization', id: 'o' });
    expect(tried).toEqual({ made: [], issues: ['Organization'] });
  });
});

describe('Practitioner', () => {
  it('keeps name, numbers and languages', () => {
    const NHS = 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-NHSCommunication-1';
    const language = {
      coding: [{ system: 'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-HumanLanguage-1', code: 'de' }],
    };
    const [made] = mapOne(mapPractitioner, {
      resourceType: 'Practitioner',
      id: 'a',
      identifier: [{ system: 'https://fhir.nhs.uk/Id/sds-user-id', value: '555079033108' }],
      name: [{ use: 'official', family: 'Example', given: ['Jo'], prefix: ['Dr'] }, { use: 'usual' }],
      gender: 'unknown',
      extension: [{ url: NHS, extension: [{ url: 'language', valueCodeableConcept: language }] }],
    }).made;
    expect(made).toMatchObject({
      name: [{ use: 'official', family: 'Example', given: ['Jo'], prefix: ['Dr'] }],
      gender: 'unknown',
      communication: [{ coding: [{ system: 'urn:ietf:bcp:47', code: 'de' }] }],
    });
    expect(made?.['name']).toHaveLength(1);
  });
});

describe('PractitionerRole', () => {
  it('keeps the job role in its code', () => {
    const [made] = mapOne(
      mapPractitionerRole,
      {
        resourceType: 'PractitionerRole',
        id: 'r',
        practitioner: { reference: 'Practitioner/a' },
        organization: { reference: 'Organization/gone', display: 'Another Surgery' },
        code: [{ coding: [{ code: 'R0260', display: 'General Medical Practitioner' }] }],
      },
      { 'Practitioner/a': {} },
    ).made;
    expect(made).toMatchObject({
      practitioner: { reference: 'Practitioner/r4-a' },
      organization: { display: 'Another Surgery' },
      code: [{ coding: [{ code: 'R0260' }] }],
    });
  });
});

describe('Location', () => {
  it('has its one type in a list, and no empty description', () => {
    const [made] = mapOne(mapLocation, {
      resourceType: 'Location',
      id: 'l',
      status: 'active',
      name: 'Branch Surgery',
      description: '',
      type: { text: 'Branch Surgery' },
      address: { line: ['1 High Street'] },
    }).made;
    expect(made).toMatchObject({ type: [{ text: 'Branch Surgery' }], address: { line: ['1 High Street'] } });
    expect(made).not.toHaveProperty('description');
  });
});
