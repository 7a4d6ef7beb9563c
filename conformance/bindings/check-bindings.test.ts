import { describe, expect, it } from 'vitest';
import { checkBindings } from './check-bindings.ts';

const UK = 'https://fhir.hl7.org.uk/StructureDefinition/';
const CODES = 'https://fhir.hl7.org.uk/CodeSystem/';
const REGION = 'https://fhir.interweavedigital.nhs.uk/';
const found = (resource: object, profiles?: string[]): string[] =>
  checkBindings(resource, profiles).map(
    ({ severity, expression, diagnostics }) => `${severity} ${expression?.join() ?? ''} ${diagnostics ?? ''}`,
  );
const coded = (system: string, code: string) => ({ coding: [{ system, code }] });
const status = (code: string, system = `${CODES}UKCore-NHSNumberVerificationStatusEngland`) => ({
  url: `${UK}Extension-UKCore-NHSNumberVerificationStatus`,
  valueCodeableConcept: coded(system, code),
});

describe('required bindings of base R4', () => {
  it.each<[string, object, string]>([
    ['a code', { resourceType: 'Patient', gender: 'M' }, 'Patient.gender'],
    [
      'one of a list',
      { resourceType: 'AllergyIntolerance', category: ['food', 'drug'] },
      'AllergyIntolerance.category[1]',
    ],
    [
      'one within a data type',
      { resourceType: 'Patient', contact: [{ name: { use: 'call' } }] },
      'Patient.contact[0].name.use',
    ],
    [
      'one below a choice of types',
      { resourceType: 'Observation', valueQuantity: { comparator: '=' } },
      'Observation.valueQuantity.comparator',
    ],
    [
      'one of an element that holds itself',
      { resourceType: 'Consent', provision: { provision: [{ provision: [{ type: 'allow' }] }] } },
      'Consent.provision.provision[0].provision[0].type',
    ],
    [
      'one of an extension’s value',
      {
        resourceType: 'Basic',
        extension: [{ url: 'http://x.example', valueContactPoint: { system: 'telephone' } }],
      },
      'Basic.extension[0].valueContactPoint.system',
    ],
    [
      'one of a contained resource',
      { resourceType: 'List', contained: [{ resourceType: 'Flag', status: 'on' }] },
      'List.contained[0].status',
    ],
    [
      'one in a Bundle',
      {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [{ resource: { resourceType: 'Task', status: 'open' } }],
      },
      'Bundle.entry[0].resource.status',
    ],
    [
      'a concept of another system',
      { resourceType: 'Condition', clinicalStatus: coded('http://x.example', 'active') },
      'Condition.clinicalStatus',
    ],
    [
      'a concept in words alone',
      { resourceType: 'Condition', clinicalStatus: { text: 'active' } },
      'Condition.clinicalStatus',
    ],
  ])('find %s that is not of the set', (_, resource, expression) => {
    expect(checkBindings(resource)).toMatchObject([
      { severity: 'error', code: 'code-invalid', expression: [expression] },
    ]);
  });

  it('are met by a code of the set, among others', () => {
    const other = { system: 'http://x.example', code: 'x' };
    const system = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
    expect(
      found({ resourceType: 'Condition', clinicalStatus: { coding: [other, { system, code: 'resolved' }] } }),
    ).toEqual([]);
    expect(
      found({ resourceType: 'Patient', gender: 'unknown', photo: [{ contentType: 'image/png' }] }),
    ).toEqual([]);
  });

  it('never quote what was sent', () => {
    expect(JSON.stringify(checkBindings({ resourceType: 'Patient', gender: 'Secretname' }))).not.toContain(
      'Secretname',
    );
  });
});

describe('bindings of UK Core and Interweave', () => {
  const patient = (extension: object) => ({
    resourceType: 'Patient',
    identifier: [{ extension: [extension] }],
  });

  it('hold in extensions wherever they stand', () => {
    expect(found(patient(status('01')))).toEqual([]);
    expect(found(patient(status('NI', 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor')))).toEqual([]);
    expect(found(patient(status('01', 'http://x.example')))).toEqual([
      'error Patient.identifier[0].extension[0].valueCodeableConcept has no code of the required value set UKCore-NHSNumberVerificationStatus',
    ]);
  });

  it('hold in the parts of an extension', () => {
    const url = `${REGION}R4/StructureDefinition/Extension-Interweave-MedicallySafeForDischarge`;
    const part = { url: 'status', valueCode: 'soon' };
    expect(
      found({ resourceType: 'Encounter', hospitalization: { extension: [{ url, extension: [part] }] } }),
    ).toEqual([
      'error Encounter.hospitalization.extension[0].extension[0].valueCode is not a code of the value set Interweave-MedicallySafeForDischargeStatus',
    ]);
  });

  it('of a profile hold where it is claimed, or named instead', () => {
    const profile = `${REGION}R4/StructureDefinition/Interweave-SocialCareService`;
    const service = { resourceType: 'EpisodeOfCare', type: [{ text: 'meals' }], status: 'waitlist' };
    const faults = [
      'error EpisodeOfCare.type[0] has no code of the required value set Interweave-SocialCareServiceType',
      'error EpisodeOfCare.status is not a code of the value set Interweave-SocialCareServiceStatus',
    ];
    expect(found(service)).toEqual([]);
    expect(found({ ...service, meta: { profile: [`${profile}|0.0.1`] } })).toEqual(faults);
    expect(found(service, [profile])).toEqual(faults);
    expect(found({ ...service, meta: { profile: [profile] } }, [])).toEqual([]);
  });

  it('that are extensible warn of a code from elsewhere and leave words alone', () => {
    const married = (maritalStatus: object) =>
      found({ resourceType: 'Patient', maritalStatus }, [`${UK}UKCore-Patient`]);
    expect(married(coded(`${CODES}UKCore-PersonMaritalStatusEngland`, 'P'))).toEqual([]);
    expect(married({ text: 'separated' })).toEqual([]);
    expect(married(coded('http://x.example', 'sep'))).toEqual([
      'warning Patient.maritalStatus has no code of the extensible value set UKCore-PersonMaritalStatusCode',
    ]);
  });

  it('look at languages by their system alone, which cannot be listed', () => {
    const speaks = (system: string) =>
      found({ resourceType: 'Patient', communication: [{ language: coded(system, 'pa') }] }, [
        `${UK}UKCore-Patient`,
      ]);
    expect(speaks('urn:ietf:bcp:47')).toEqual([]);
    expect(speaks('http://x.example')).toHaveLength(1);
  });
});

describe('codes of systems that are known whole', () => {
  it.each([
    [`${CODES}UKCore-AdmissionMethodEngland`, '2A', '2B '],
    [`${REGION}CodeSystem/Interweave-FlagType`, 'NVU', 'NV'],
    ['http://snomed.info/sct', '38341003', '38341004'],
  ])('are those of %s, wherever they stand', (system, right, wrong) => {
    expect(found({ resourceType: 'Basic', code: coded(system, right) })).toEqual([]);
    expect(found({ resourceType: 'Basic', code: coded(system, wrong) })).toEqual([
      `error Basic.code.coding[0].code is not a code of ${system}`,
    ]);
  });
});

it('takes anything, however deep', () => {
  let deep: object = {};
  for (let i = 0; i < 20_000; i++) deep = { extension: [deep] };
  for (const nothing of [
    null,
    'x',
    [],
    {},
    { resourceType: 5 },
    { resourceType: 'Patient', meta: 'x', gender: {} },
    deep,
  ]) {
    expect(() => checkBindings(nothing)).not.toThrow();
  }
});
