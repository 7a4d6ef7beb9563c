import { beforeAll, describe, expect, it } from 'vitest';
import { HAS_PROFILES, loadBeside } from './every-resource.ts';
import type { Validator } from './validator.ts';

let validator: Validator;
beforeAll(() => {
  ({ validator } = loadBeside());
}, 60_000);

const UK = 'https://fhir.hl7.org.uk/StructureDefinition/';
const REGION = 'https://fhir.interweavedigital.nhs.uk/';
const HL7 = 'http://hl7.org/fhir/StructureDefinition/';
const UUID = 'urn:uuid:0b9c6c5e-3f0e-4d6c-8e0f-3c5b7a1d2e4f';

/** `error Patient.birthDate Invalid date format`, one a line. */
const found = (resource: unknown, profiles?: string[]): string =>
  validator
    .validateResource(resource, profiles)
    .map(
      ({ severity, expression = [], diagnostics = '' }) => `${severity} ${expression.join()} ${diagnostics}`,
    )
    .join('\n');

const patient = (more: object): object => ({ resourceType: 'Patient', ...more });
const subject = { reference: 'Patient/p1' };
const ENCOUNTER = {
  resourceType: 'Encounter',
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
  period: { start: '2026-11-21T08:00:00Z', end: '2026-11-21T12:00:00+01:00' },
};
const place = (status: string, start: string, end?: string): object => ({
  location: { reference: 'Location/l1' },
  status,
  period: { start, ...(end === undefined ? {} : { end }) },
});

describe('a resource that is right', () => {
  it.each<[string, object]>([
    [
      'with everything that is often wrong',
      patient({
        contained: [{ resourceType: 'Organization', id: 'o', name: 'Practice' }],
        text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>text</p></div>' },
        identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' }],
        name: [
          {
            given: ['A', null],
            _given: [null, { extension: [{ url: `${HL7}data-absent-reason`, valueCode: 'unknown' }] }],
          },
        ],
        telecom: [{ system: 'phone', value: '01632 960001', period: { start: '2020', end: '2020-01-01' } }],
        birthDate: '1941-02',
        _birthDate: {
          extension: [{ url: `${HL7}patient-birthTime`, valueDateTime: '1941-02-01T08:00:00Z' }],
        },
        generalPractitioner: [{ reference: '#o' }, { reference: UUID }, { display: 'Dr Who' }],
        managingOrganization: {
          reference: 'https://other.example/fhir/Organization/1/_history/2',
          type: 'Organization',
        },
      }),
    ],
    [
      'an encounter',
      { ...ENCOUNTER, location: [place('completed', '2026-11-21T08:00:00Z', '2026-11-21T11:00:00Z')] },
    ],
    ['of a type that is not served', { resourceType: 'Substance', code: { text: 'Penicillin' } }],
  ])('has no issue: %s', (_, resource) => {
    expect(found(resource)).toBe('');
  });
});

describe('structure', () => {
  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /^error {2}is no resource/],
    ['a list', [], /^error {2}is no resource/],
    ['an unknown type', { resourceType: 'Nobody' }, /^error {2}has a resourceType/],
    ['a data type', { resourceType: 'HumanName' }, /^error {2}has a resourceType/],
    ['a type of every object', { resourceType: 'constructor' }, /^error {2}has a resourceType/],
    ['an unknown element', patient({ foo: 1 }), /error Patient\.foo /],
    ['a date that is none', patient({ birthDate: '1941-13-01' }), /error Patient\.birthDate Invalid date/],
    [
      'an element that is missing',
      { resourceType: 'Flag', status: 'active', subject },
      /error Flag\.code Missing/,
    ],
    [
      'a value of two types',
      patient({ deceasedBoolean: true, deceasedDateTime: '2020' }),
      /Conflicting choice/,
    ],
    ['an empty object', patient({ name: [{}] }), /error Patient\.name\[0\] is empty/],
    ['an empty object in place of a list', patient({ name: {} }), /error Patient\.name is empty/],
    ['an empty text', patient({ name: [{ family: '' }] }), /error Patient\.name\[0\]\.family/],
    [
      'an entry of a Bundle',
      { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient({ gender: 'x' }) }] },
      /Bundle\.entry\[0\]\.resource\.gender is not a code/,
    ],
    ['an unknown type within', patient({ contained: [{ resourceType: 'Nobody' }] }), /error Patient/],
  ])('finds %s', (_, resource, issue) => {
    expect(found(resource)).toMatch(issue);
  });

  it('never quotes a value', () => {
    const resource = patient({
      gender: 'Secretname',
      birthDate: 'Secretname',
      maritalStatus: { coding: 'Secretname' },
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: 'Secretname' }],
      managingOrganization: { reference: 'Secretname' },
      name: 'Secretname',
    });
    expect(found(resource)).not.toContain('Secretname');
    expect(found(resource).split('\n').length).toBeGreaterThanOrEqual(5);
  });

  it('lists a bounded number of issues, and how many more there are', () => {
    const telecom = Array.from({ length: 500 }, () => ({ system: 'x', value: '1' }));
    const issues = validator.validateResource(patient({ telecom }));
    expect(issues).toHaveLength(200);
    expect(issues.at(-1)?.diagnostics).toBe('301 more issues are not listed');
  });
});

describe('invariants that the library does not run', () => {
  const quantity = (valueQuantity: object) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    valueQuantity,
  });

  it.each<[string, object, string]>([
    ['per-1', patient({ name: [{ family: 'x', period: { start: '2026-03-02', end: '2026-03' } }] }), ''],
    [
      'per-1',
      patient({ name: [{ family: 'x', period: { start: '2026-03-02', end: '2026-02' } }] }),
      'Patient.name[0].period',
    ],
    [
      'per-1',
      patient({
        name: [{ family: 'x', period: { start: '2026-03-02T01:00:00+01:00', end: '2026-03-02T00:00:00Z' } }],
      }),
      '',
    ],
    ['cpt-2', patient({ telecom: [{ value: '1' }] }), 'Patient.telecom[0]'],
    ['qty-3', quantity({ value: 1, code: 'mg' }), 'Observation.valueQuantity'],
    [
      'drt-1',
      { ...ENCOUNTER, length: { code: 'min', system: 'http://unitsofmeasure.org' } },
      'Encounter.length',
    ],
    ['att-1', patient({ photo: [{ data: 'QUJD' }] }), 'Patient.photo[0]'],
    ['ref-1', patient({ managingOrganization: { reference: '#x' } }), 'Patient.managingOrganization'],
    [
      'dom-3',
      patient({ contained: [{ resourceType: 'Organization', id: 'o', name: 'x' }] }),
      'Patient.contained[0]',
    ],
    ['org-1', { resourceType: 'Organization', active: true }, 'Organization'],
    [
      'txt-1',
      patient({ text: { status: 'generated', div: '<div><script>x()</script></div>' } }),
      'Patient.text',
    ],
    [
      'txt-1',
      patient({ text: { status: 'generated', div: '<div><a href="javascript:x()">x</a></div>' } }),
      'Patient.text',
    ],
    [
      'txt-1',
      patient({ text: { status: 'generated', div: '<div><p onclick="x()">x</p></div>' } }),
      'Patient.text',
    ],
    ['txt-1', patient({ text: { status: 'generated', div: 'words' } }), 'Patient.text'],
  ])('%s (%#)', (key, resource, expression) => {
    if (expression === '') expect(found(resource)).toBe('');
    else expect(found(resource)).toContain(`error ${expression} ${key}: `);
  });
});

describe('references', () => {
  const to = (managingOrganization: object): string => found(patient({ managingOrganization }));

  it.each<[string, object, RegExp]>([
    ['to a type that may not be', { reference: 'Patient/1' }, /may not point to Patient: Organization/],
    ['that is no reference', { reference: 'the practice' }, /is no literal reference/],
    ['with conditions', { reference: 'Organization?identifier=x' }, /is no literal reference/],
    ['with an id that is none', { reference: 'Organization/a_b' }, /is no literal reference/],
    ['that names another type', { reference: 'Organization/1', type: 'Patient' }, /the type beside/],
    ['that says nothing', { type: 'Organization' }, /refers to nothing/],
  ])('finds one %s', (_, reference, issue) => {
    expect(to(reference)).toMatch(issue);
  });

  it('within a document point to its entries', () => {
    const composition = {
      resourceType: 'Composition',
      status: 'final',
      type: { text: 'x' },
      date: '2026',
      author: [{ display: 'x' }],
      title: 'x',
    };
    const document = (subject: object) => ({
      resourceType: 'Bundle',
      type: 'document',
      identifier: { system: 'urn:ietf:rfc:3986', value: UUID },
      timestamp: '2026-03-02T08:00:00Z',
      entry: [
        { fullUrl: 'http://x.example/fhir/Composition/1', resource: { ...composition, subject } },
        { fullUrl: 'http://x.example/fhir/Patient/1', resource: patient({ id: '1' }) },
      ],
    });
    expect(found(document({ reference: 'Patient/1' }))).toBe('');
    expect(found(document({ reference: 'Patient/2' }))).toBe(
      'error Bundle.entry[0].resource.subject points to nothing in the document',
    );
  });
});

describe('identifiers', () => {
  it.each([
    ['https://fhir.nhs.uk/Id/nhs-number', '9990000019', false],
    ['https://fhir.nhs.uk/Id/nhs-number', '999 000 0018', false],
    ['https://fhir.nhs.uk/Id/nhs-number', '9990000018', true],
    ['https://fhir.nhs.uk/Id/ods-organization-code', 'c87 017', false],
    ['https://fhir.nhs.uk/Id/ods-site-code', 'RFRPA', true],
    ['https://x.example/id', 'any thing', true],
  ])('of %s: %s: %s', (system, value, right) => {
    expect(found(patient({ identifier: [{ system, value }] })) === '').toBe(right);
  });
});

describe('extensions', () => {
  const birthPlace = { url: `${HL7}patient-birthPlace`, valueAddress: { city: 'Rotherham' } };

  it.each<[string, object, RegExp | '']>([
    ['in its place', patient({ extension: [birthPlace] }), ''],
    [
      'of a primitive',
      patient({ _gender: { extension: [birthPlace] } }),
      /error Patient\.gender\.extension\[0\] may not stand here, but on Patient/,
    ],
    [
      'elsewhere',
      { resourceType: 'Basic', code: { text: 'x' }, extension: [birthPlace] },
      /error Basic\.extension\[0\] may not stand here/,
    ],
    [
      'of another type',
      patient({ extension: [{ url: birthPlace.url, valueString: 'x' }] }),
      /must hold valueAddress/,
    ],
    [
      'unknown',
      patient({ extension: [{ url: 'http://x.example/y', valueCode: 'z' }] }),
      /^warning Patient\.extension\[0\]/,
    ],
    [
      'of our own',
      patient({ extension: [{ url: 'https://rother.example/fhir/StructureDefinition/y', valueCode: 'z' }] }),
      '',
    ],
    [
      'of a later version',
      {
        ...ENCOUNTER,
        extension: [
          {
            url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter.plannedEndDate',
            valueDateTime: '2026',
          },
        ],
      },
      '',
    ],
    [
      'unknown that changes the meaning',
      patient({ modifierExtension: [{ url: 'http://x.example/y', valueCode: 'z' }] }),
      /^error Patient\.modifierExtension\[0\]/,
    ],
  ])('%s', (_, resource, issue) => {
    if (issue === '') expect(found(resource)).toBe('');
    else expect(found(resource)).toMatch(issue);
  });

  it.skipIf(!HAS_PROFILES).each<[string, object, RegExp]>([
    [
      'a part that is missing',
      { extension: [{ url: 'legalStatusContext', valueCodeableConcept: { text: 'x' } }] },
      /part legalStatusClassification: expected 1\.\.1, found 0/,
    ],
    [
      'a part that is none',
      { extension: [{ url: 'other', valueCode: 'x' }] },
      /extension\[0\]\.extension\[0\] is no part/,
    ],
    [
      'a part of another type',
      { extension: [{ url: 'legalStatusContext', valueString: 'x' }] },
      /must hold valueCodeableConcept/,
    ],
    ['a value beside parts', { valueString: 'x' }, /may have no value/],
  ])('finds %s', (_, content, issue) => {
    expect(
      found({ ...ENCOUNTER, extension: [{ url: `${UK}Extension-UKCore-LegalStatus`, ...content }] }),
    ).toMatch(issue);
  });

  it.skipIf(!HAS_PROFILES)('finds one that UK Core retired', () => {
    const url = `${UK}Extension-UKCore-EncounterTransport`;
    expect(
      found({ ...ENCOUNTER, extension: [{ url, valueReference: { reference: 'Encounter/1' } }] }),
    ).toMatch(/not among the published/);
  });

  it.skipIf(!HAS_PROFILES)(
    'takes the region’s where its profiles use them, whatever context they state',
    () => {
      const url = `${REGION}R4/StructureDefinition/Extension-Interweave-MedicallySafeForDischarge`;
      const status = { url: 'status', valueCode: 'ready' };
      expect(found({ ...ENCOUNTER, hospitalization: { extension: [{ url, extension: [status] }] } })).toBe(
        '',
      );
    },
  );
});

describe('encounters', () => {
  it.each<[string, object, RegExp]>([
    [
      'an end before the start',
      { period: { start: '2026-11-21T12:00:00Z', end: '2026-11-21T08:00:00Z' } },
      /per-1/,
    ],
    [
      'an open place',
      { location: [place('active', '2026-11-21T08:00:00Z')] },
      /although the encounter is finished/,
    ],
    [
      'two open places',
      { location: [place('active', '2026-11-21T08:00:00Z'), place('active', '2026-11-21T09:00:00Z')] },
      /two places/,
    ],
    [
      'a place before the start',
      { location: [place('completed', '2026-11-21T07:00:00Z', '2026-11-21T09:00:00Z')] },
      /outside the period/,
    ],
    [
      'a place after the end',
      { location: [place('completed', '2026-11-21T10:00:00Z', '2026-11-21T11:30:00Z')] },
      /outside the period/,
    ],
    ['an end of what goes on', { status: 'in-progress' }, /goes on by its status/],
    ['no end', { period: { start: '2026-11-21T08:00:00Z' } }, /^warning Encounter\.period/],
    [
      'a place of a group',
      {
        class: { system: `${REGION}CodeSystem/Interweave-EncounterClass`, code: 'GROUPING' },
        location: [place('completed', '2026-11-21T08:00:00Z')],
      },
      /Encounter\.location belongs to the encounters of a group/,
    ],
    [
      'a group in a group',
      {
        class: { system: `${REGION}CodeSystem/Interweave-EncounterClass`, code: 'GROUPING' },
        partOf: { reference: 'Encounter/2' },
      },
      /Encounter\.partOf belongs/,
    ],
  ])('finds %s', (_, change, issue) => {
    expect(found(ENCOUNTER)).toBe('');
    expect(found({ ...ENCOUNTER, ...change })).toMatch(issue);
  });
});

describe('patient summaries', () => {
  const section = (code: string, more: object) => ({
    title: 'x',
    code: { coding: [{ system: 'http://loinc.org', code }] },
    text: { status: 'generated', div: '<div>x</div>' },
    ...more,
  });
  const entries = { entry: [{ reference: 'Condition/1' }] };
  const empty = {
    emptyReason: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason', code: 'unavailable' }],
    },
  };
  const summary = (sections: object[]) => ({
    resourceType: 'Composition',
    status: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: '60591-5' }] },
    subject,
    date: '2026-03-02',
    author: [{ reference: 'Organization/1' }],
    title: 'Patient summary',
    section: sections,
  });

  it('have the three sections, each with entries or the reason why not', () => {
    expect(
      found(summary([section('11450-4', entries), section('48765-2', empty), section('10160-0', empty)])),
    ).toBe('');
    const lacking = found(summary([section('11450-4', {}), section('48765-2', empty)]));
    expect(lacking).toContain('error Composition.section[0] ips-comp-1');
    expect(lacking).toContain('error Composition.section a patient summary needs the section 10160-0');
  });
});

describe('profiles', () => {
  it('that are named and not known are an error, claimed ones a warning', () => {
    const url = 'http://x.example/StructureDefinition/y';
    expect(found(patient({}), [url])).toBe('error Patient The profile is not known here');
    expect(found(patient({ meta: { profile: [url] } }))).toMatch(/^warning Patient\.meta\.profile/);
    expect(found(patient({ meta: { profile: [`${HL7}Patient`] } }))).toBe('');
  });

  const nhs = (value?: string): object => ({
    system: 'https://fhir.nhs.uk/Id/nhs-number',
    ...(value === undefined ? {} : { value }),
  });

  it.skipIf(!HAS_PROFILES).each<[string, object, string, RegExp | '']>([
    ['one NHS number', patient({ identifier: [nhs('9990000018')] }), `${UK}UKCore-Patient`, ''],
    [
      'two NHS numbers',
      patient({ identifier: [nhs('9990000018'), nhs('9990000026')] }),
      `${UK}UKCore-Patient`,
      /slice nhsNumber \(UKCorePatient\): expected 0\.\.1, found 2/,
    ],
    [
      'an NHS number without a value',
      patient({ identifier: [nhs()] }),
      `${UK}UKCore-Patient`,
      /Patient\.identifier\[0\] value of slice nhsNumber \(UKCorePatient\): expected 1\.\.1, found 0/,
    ],
    [
      'two extensions where one may be',
      patient({
        extension: [0, 1].map(() => ({
          url: `${UK}Extension-UKCore-EthnicCategory`,
          valueCodeableConcept: { text: 'x' },
        })),
      }),
      `${UK}UKCore-Patient`,
      /slice ethnicCategory .* found 2/,
    ],
    ['a profile of another type', patient({}), `${UK}UKCore-Encounter`, /held to a profile of Encounter/],
    [
      'a vaccination not done without a reason',
      {
        resourceType: 'Immunization',
        status: 'not-done',
        vaccineCode: { text: 'x' },
        patient: subject,
        occurrenceDateTime: '2026',
      },
      `${UK}UKCore-Immunization`,
      /ukcore-imm-001/,
    ],
    [
      'a prescription that does not speak of substitution',
      {
        resourceType: 'MedicationRequest',
        status: 'active',
        intent: 'order',
        subject,
        medicationCodeableConcept: { text: 'x' },
      },
      `${UK}UKCore-MedicationRequest`,
      /MedicationRequest\.substitution Missing/,
    ],
    [
      'what the region does not allow',
      {
        resourceType: 'EpisodeOfCare',
        status: 'active',
        patient: subject,
        diagnosis: [{ condition: { reference: 'Condition/1' } }],
      },
      `${REGION}R4/StructureDefinition/Interweave-SocialCareService`,
      /EpisodeOfCare\.diagnosis/,
    ],
  ])('of UK Core and Interweave: %s', (_, resource, profile, issue) => {
    if (issue === '') expect(found(resource, [profile])).toBe('');
    else expect(found(resource, [profile])).toMatch(issue);
    const claims = { ...resource, meta: { profile: [profile] } };
    expect(found(claims)).toBe(found(resource, [profile]));
  });

  it.skipIf(!HAS_PROFILES)('hold in Bundles and for what is contained', () => {
    const claims = patient({ meta: { profile: [`${UK}UKCore-Patient`] }, identifier: [nhs()] });
    const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: claims }] };
    expect(found(bundle)).toMatch(
      /error Bundle\.entry\[0\]\.resource\.identifier\[0\] value of slice nhsNumber/,
    );
  });
});
