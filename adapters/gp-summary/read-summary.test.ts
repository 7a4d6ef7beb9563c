import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_BYTES } from './json-text.ts';
import { readSummary } from './read-summary.ts';

const NHS = 'https://fhir.nhs.uk/Id/nhs-number';
const ODS = 'https://fhir.nhs.uk/Id/ods-organization-code';
const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const bundle = (type: string, ...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type,
  entry: resources.map((resource) => ({ resource })),
});
const parameters = (...parameter: readonly object[]) => ({ resourceType: 'Parameters', parameter });
const r4 = bundle('collection', {
  resourceType: 'Condition',
  clinicalStatus: { coding: [{ code: 'active' }] },
});
const response = { name: 'response', resource: r4 };
const textOf = (body: unknown): string => {
  const read = readSummary(bytes(body));
  return read.kind === 'refused' ? `${read.path}: ${read.text}` : read.format;
};

describe('the format of a bundle', () => {
  it('is GP Connect by the profile of the bundle, whatever host publishes that of a resource', () => {
    const profile = 'https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord-Bundle-1';
    expect(
      textOf({ ...bundle('collection', { resourceType: 'Patient' }), meta: { profile: [profile] } }),
    ).toBe('gp-connect-structured');
    const other = 'https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-GPC-Patient-1';
    expect(textOf(bundle('collection', { resourceType: 'Patient', meta: { profile: [other] } }))).toBe(
      'gp-connect-structured',
    );
  });
  it.each([
    { resourceType: 'Condition', clinicalStatus: 'active' },
    { resourceType: 'MedicationStatement', taken: 'unk' },
    { resourceType: 'Immunization', notGiven: false },
    { resourceType: 'ReferralRequest' },
    { resourceType: 'MedicationRequest', requester: { agent: {} } },
  ])('is STU3 by $resourceType, which only STU3 writes so', (resource) => {
    expect(textOf(bundle('collection', resource))).toBe('gp-connect-structured');
  });
  it.each([
    { resourceType: 'AllergyIntolerance', verificationStatus: { coding: [] } },
    { resourceType: 'Immunization', occurrenceDateTime: '2024' },
    { resourceType: 'MedicationRequest', requester: { reference: 'Practitioner/1' } },
    { resourceType: 'MedicationStatement', dosage: [{ doseAndRate: [] }] },
    { resourceType: 'ServiceRequest' },
    {
      resourceType: 'Organization',
      meta: { profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-Organization'] },
    },
  ])('is UK Core by $resourceType, which only R4 writes so', (resource) => {
    expect(textOf(bundle('searchset', resource))).toBe('uk-core');
  });
  it('is that of the document where there is a Composition', () => {
    const composition = (system: string, code: string) => ({
      resourceType: 'Composition',
      type: { coding: [{ system, code }] },
    });
    const ips = composition('http://loinc.org', '60591-5');
    const scr = composition('http://snomed.info/sct', '196981000000101');
    expect(textOf(bundle('document', ips))).toBe('ips');
    expect(textOf(bundle('searchset', scr))).toBe('scr');
    expect(textOf(bundle('collection', ips))).toBe('Bundle.type: a ips bundle is of type document');
  });
  it('is refused where nothing tells it, or both versions are in it', () => {
    expect(textOf(bundle('collection', { resourceType: 'Patient' }))).toContain('nothing in it tells');
    expect(textOf({ resourceType: 'Bundle', type: 'searchset' })).toContain('has no entries');
    expect(
      textOf(
        bundle(
          'collection',
          { resourceType: 'Condition', clinicalStatus: 'active' },
          { resourceType: 'ServiceRequest' },
        ),
      ),
    ).toBe('Bundle: holds elements of FHIR STU3 and of R4: its version cannot be told');
    expect(textOf(bundle('transaction', { resourceType: 'ServiceRequest' }))).toContain('Bundle.type');
  });
});

describe('a body', () => {
  it.each([
    ['', 'the body is empty'],
    ['{"a":', 'the body is not JSON'],
    ['[]', 'the body is not a JSON object'],
    ['{"resourceType":"Patient"}', 'is neither a Bundle nor an OperationOutcome'],
    [`{"a":${'['.repeat(50)}${']'.repeat(50)}}`, 'nested deeper than 40'],
    [`{"a":[${'0,'.repeat(1_000_001)}0]}`, 'more than 1000000 values'],
    ['{"name":[{"family":"A\\u0000"}]}', 'body.name[0].family: holds U+0000'],
    ['{"John Smith":{"b":"\\ud800"}}', 'body.(unreadable).b: holds U+0000 or half'],
    [JSON.stringify({ resourceType: 'Bundle', entry: [{}] }), 'Bundle.entry[0]: holds no resource'],
  ])('is refused with its reason: %#', (body, reason) => {
    expect(textOf(body)).toContain(reason);
  });
  it('is refused where it is not UTF-8, or too long', () => {
    expect(readSummary(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d))).toMatchObject({
      text: 'the body is not UTF-8',
    });
    expect(readSummary(new Uint8Array(MOST_BYTES + 1))).toMatchObject({
      text: `the body is longer than ${MOST_BYTES} bytes`,
    });
  });
  it('is refused where it has more than 5,000 entries', () => {
    expect(
      textOf(bundle('collection', ...Array<object>(5_001).fill({ resourceType: 'ServiceRequest' }))),
    ).toBe('Bundle.entry: has more than 5000 entries');
  });
  it('counts brackets outside texts alone, whatever stands in texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('[', '{', '"', '\\', ',', 'a') }), (text) => {
        const read = readSummary(bytes({ ...r4, id: text.repeat(50) }));
        expect(read).toMatchObject({ kind: 'read', format: 'uk-core' });
      }),
    );
  });
  it('never throws, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const read = readSummary(bytes({ resourceType: 'Bundle', type: 'collection', entry: value }));
        expect(['read', 'refused']).toContain(read.kind);
      }),
    );
  });
});

describe('Parameters', () => {
  it('give what the answer does not repeat', () => {
    const request = parameters({
      name: 'patientNHSNumber',
      valueIdentifier: { system: NHS, value: '9990000018' },
    });
    const read = readSummary(
      bytes(
        parameters(
          response,
          { name: 'request', resource: request },
          { name: 'retrieved', valueInstant: '2026-03-01T10:00:00+01:00' },
          { name: 'practice', valueIdentifier: { system: ODS, value: 'c87999' } },
          { name: 'patient', valueIdentifier: { system: NHS, value: '999 000 0018' } },
        ),
      ),
    );
    expect(read).toEqual({
      kind: 'read',
      format: 'uk-core',
      submission: {
        response: r4,
        request,
        retrieved: '2026-03-01T09:00:00.000Z',
        practice: 'C87999',
        nhsNumber: '9990000018',
      },
    });
  });
  it('take the person from the request where they name none', () => {
    const request = parameters({
      name: 'patientNHSNumber',
      valueIdentifier: { system: NHS, value: '9990000026' },
    });
    const read = readSummary(bytes(parameters(response, { name: 'request', resource: request })));
    expect(read).toMatchObject({ submission: { nhsNumber: '9990000026' } });
  });
  it.each([
    [[], 'Parameters: has no parameter "response"'],
    [[response, response], 'Parameters.parameter[1]: a second "response"'],
    [[response, { name: 'scope' }], 'Parameters.parameter[1]: its name is none of'],
    [
      [response, { name: 'retrieved', valueInstant: '2026-03-01' }],
      '[retrieved].valueInstant: is not an instant',
    ],
    [[response, { name: 'practice', valueIdentifier: { value: 'C87999' } }], '[practice].valueIdentifier'],
    [
      [response, { name: 'patient', valueIdentifier: { system: NHS, value: '1234567890' } }],
      '[patient].valueIdentifier.value: fails the modulus 11 check',
    ],
    [
      [
        response,
        { name: 'patient', valueIdentifier: { system: NHS, value: '9990000018' } },
        {
          name: 'request',
          resource: parameters({
            name: 'patientNHSNumber',
            valueIdentifier: { system: NHS, value: '9990000026' },
          }),
        },
      ],
      'is not the person for whom the practice was asked',
    ],
  ])('are refused with the part that is wrong: %#', (parts, reason) => {
    const said = textOf(parameters(...parts));
    expect(said).toContain(reason);
    expect(said).not.toMatch(/\d{10}/);
  });
  it('must say of whom and by whom a practice refuses', () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] };
    expect(textOf(outcome)).toBe(
      'body: a refusal says of whom and by whom: Parameters needs "practice" and "patient"',
    );
    const named = parameters(
      { name: 'response', resource: outcome },
      { name: 'practice', valueIdentifier: { system: ODS, value: 'C87999' } },
      { name: 'patient', valueIdentifier: { system: NHS, value: '9990000018' } },
    );
    expect(textOf(named)).toBe('gp-connect-structured');
  });
});

const SAMPLES = join(import.meta.dirname, '../../../shared/data/gp');

describe.skipIf(!existsSync(SAMPLES))('the published samples', () => {
  it.each([
    ['gp-connect-structured', 'gp-connect-structured'],
    ['scr', 'scr'],
    ['ips', 'ips'],
  ])('of %s are all recognised', (folder, format) => {
    const files = readdirSync(join(SAMPLES, folder));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(readSummary(readFileSync(join(SAMPLES, folder, file)))).toMatchObject({ kind: 'read', format });
    }
  });
});
