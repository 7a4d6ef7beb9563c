/** $summary and $locality-view through the production assembly, fed by hospital, practices and council. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle, Composition, CompositionSection, Patient, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NHS_NUMBER } from '../../../conformance/systems.ts';
import { loadValidator, type Validator } from '../../../conformance/validate/validator.ts';
import { startGateway, type RunningGateway } from '../../testing/running-gateway.ts';
import { CASE_EVENTS, RETURN } from './testing/view-scenario-council.ts';
import { ADMISSION, FORMER_SUMMARY, FORMER_VISITS, NOW, NUMBER, SUMMARY } from './testing/view-scenario.ts';

/** Published IPS documents, where they lie beside the checkout. */
const EXAMPLES = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'gp', 'ips');

let gateway: RunningGateway;
let validator: Validator;
let id: string;
beforeAll(async () => {
  validator = loadValidator([]);
  gateway = await startGateway({ now: () => new Date(NOW) });
  await post('/feeds/gp-summary', FORMER_SUMMARY, 'application/fhir+json');
  await post('/feeds/gp-summary', SUMMARY, 'application/fhir+json');
  await post('/feeds/social-care', CASE_EVENTS, 'application/json');
  await post('/feeds/social-care', RETURN, 'text/csv');
  for (const message of [...FORMER_VISITS, ADMISSION]) {
    expect((await gateway.send(message)).code).toBe('AA');
  }
  const found = await gateway.get<Bundle<Patient>>(`Patient?identifier=${NHS_NUMBER}|${NUMBER}`);
  expect(found.entry).toHaveLength(1);
  id = found.entry?.[0]?.resource?.id ?? '';
}, 60_000);
afterAll(async () => {
  await gateway.stop();
});

async function post(path: string, body: string, type: string): Promise<unknown> {
  const origin = gateway.baseUrl.replace(/\/fhir$/, '');
  const response = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
  return path.startsWith('/fhir') ? JSON.parse(text) : text;
}

function compositionOf({ entry }: Bundle): Composition {
  const first = entry?.[0]?.resource;
  if (first?.resourceType !== 'Composition') throw new Error('the first entry is no Composition');
  return first;
}

/** Sections by title, each as its narrative without tags. */
function words(bundle: Bundle): Readonly<Record<string, string>> {
  const sections = compositionOf(bundle).section ?? [];
  return Object.fromEntries(
    sections.map(({ title = '', text }) => [title, (text?.div ?? '').replace(/<[^>]+>/g, '\n')]),
  );
}

function entriesOf(bundle: Bundle, section: CompositionSection | undefined): readonly Resource[] {
  const byUrl = new Map(bundle.entry?.map(({ fullUrl, resource }) => [fullUrl, resource]));
  return (section?.entry ?? []).map(({ reference }) => {
    const resource = byUrl.get(reference);
    if (resource === undefined) throw new Error('an entry of a section is not in the document');
    return resource;
  });
}

/** What a document must be: FHIR R4 documents.html; IPS 2.0.0 Bundle-uv-ips, Composition-uv-ips, ips-comp-1. */
function documentFaults(bundle: Bundle): readonly string[] {
  const { entry = [], identifier, timestamp, type } = bundle;
  const composition = compositionOf(bundle);
  const urls = entry.map(({ fullUrl }) => fullUrl ?? '');
  const sections = composition.section ?? [];
  const codes = sections.flatMap(({ code }) => code?.coding?.map((one) => one.code) ?? []);
  return [
    ...(type === 'document' && identifier?.value !== undefined && timestamp !== undefined
      ? []
      : ['no document']),
    ...(urls.every((url) => /^(urn:uuid:[0-9a-f-]{36}|https?:\/\/.+)$/.test(url))
      ? []
      : ['a fullUrl is missing']),
    ...(new Set(urls).size === urls.length ? [] : ['a fullUrl stands twice']),
    ...(entry.filter(({ resource }) => resource?.resourceType === 'Patient').length === 1
      ? []
      : ['not one Patient']),
    ...['11450-4', '48765-2', '10160-0'].filter((code) => !codes.includes(code)),
    ...sections.flatMap(({ title, code, text, entry: own, emptyReason }, i) => [
      ...(title === undefined || code === undefined || text?.div === undefined
        ? [`section ${i}: title, code, text`]
        : []),
      ...((own === undefined) === (emptyReason === undefined) ? [`section ${i}: ips-comp-1`] : []),
      ...(emptyReason?.coding?.some((one) => one.code === 'nilknown') === true
        ? [`section ${i}: nilknown`]
        : []),
    ]),
    ...validator
      .validateResource(bundle)
      .filter(({ severity }) => severity === 'error')
      .map(({ expression, diagnostics }) => `${expression?.join() ?? ''}: ${diagnostics ?? ''}`),
  ];
}

describe('Patient/$summary', () => {
  it('is a document that keeps the invariants of IPS and validates', async () => {
    expect(documentFaults(await gateway.get<Bundle>(`Patient/${id}/$summary`))).toEqual([]);
  });

  it.runIf(existsSync(EXAMPLES))('is held to what the published examples are', () => {
    const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      // Published Bundles.
      const example = JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as Bundle;
      const ours = documentFaults(example).filter((fault) => !fault.includes(': nilknown'));
      expect([file, ours]).toEqual([file, []]);
    }
  });

  it('tells a fault when there is one', async () => {
    const bundle = await gateway.get<Bundle>(`Patient/${id}/$summary`);
    const [first, ...rest] = bundle.entry ?? [];
    const [section, ...sections] = compositionOf(bundle).section ?? [];
    const { entry: _entry, ...without } = section ?? {};
    const broken = { ...compositionOf(bundle), section: [without, ...sections] };
    expect(documentFaults({ ...bundle, entry: [{ ...first, resource: broken }, ...rest] })).toContain(
      'section 0: ips-comp-1',
    );
  });

  it('has the active problems, allergies and current medicines of the present practice', async () => {
    const bundle = await gateway.get<Bundle>(`Patient/${id}/$summary`);
    const [problems, allergies, medicines, ended] = compositionOf(bundle).section ?? [];
    expect(entriesOf(bundle, problems)).toMatchObject([{ code: { coding: [{ display: 'Heart failure' }] } }]);
    expect(entriesOf(bundle, allergies)).toMatchObject([
      { code: { coding: [{ display: 'Penicillin allergy' }] } },
    ]);
    expect(entriesOf(bundle, medicines).map((one) => 'status' in one && one.status)).toEqual(['active']);
    expect(entriesOf(bundle, ended)).toMatchObject([{ status: 'completed' }]);
    const told = words(bundle);
    expect(told['Problems']).toContain('Items excluded due to confidentiality');
    expect(told['Problems']).toContain("From St Ann's Medical Centre, a former practice");
    expect(told['Immunizations']).toContain('No information recorded at the practice');
    expect(JSON.stringify(bundle)).not.toMatch(/Diabetes|Safeguarding|Ramipril/);
  });

  it('is given by identifier and by POST as well', async () => {
    const asked = `Patient/$summary?identifier=${encodeURIComponent(`${NHS_NUMBER}|${NUMBER}`)}`;
    const byIdentifier = await gateway.get<Bundle>(asked);
    const parameter = [
      { name: 'identifier', valueString: `${NHS_NUMBER}|${NUMBER}` },
      {
        name: 'profile',
        valueCanonical: 'http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips|2.0.0',
      },
    ];
    const body = JSON.stringify({ resourceType: 'Parameters', parameter });
    // The answer of this operation.
    const byPost = (await post('/fhir/Patient/$summary', body, 'application/fhir+json')) as Bundle;
    for (const { entry } of [byIdentifier, byPost]) {
      expect(entry?.[1]?.resource).toMatchObject({ resourceType: 'Patient', id });
    }
    expect(byPost.identifier?.value).not.toBe(byIdentifier.identifier?.value);
  });

  it.each([
    ['Patient/$summary', 400],
    ['Patient/$summary?identifier=9990000018', 400],
    ['Patient/$summary?identifier=urn:x|nobody', 404],
    ['Patient/nobody/$summary', 404],
    ['Patient/ID/$summary?profile=http://example.org/other', 400],
    ['Patient/ID/$summary?identifier=a|b', 400],
    ['Patient/ID/$locality-view?start=2026-01-01', 400],
  ])('%s is refused with %i', async (path, status) => {
    const outcome = await gateway.get<Resource>(path.replace('ID', id), status);
    expect(outcome.resourceType).toBe('OperationOutcome');
  });
});

describe('Patient/$locality-view', () => {
  let bundle: Bundle;
  let told: Readonly<Record<string, string>>;
  beforeAll(async () => {
    bundle = await gateway.get<Bundle>(`Patient/${id}/$locality-view`);
    told = words(bundle);
  });

  it('is a document that validates, whose sections have entries or say why not', () => {
    const ips = ['11450-4', '48765-2', '10160-0'];
    expect(documentFaults(bundle).filter((fault) => !ips.includes(fault))).toEqual([]);
  });

  it('has the headings in the order in which people asked for them', () => {
    const codes = compositionOf(bundle).section?.map(({ code }) => code?.coding?.[0]?.code ?? code?.text);
    expect(codes).toEqual([
      ...['admission-details', 'services-and-care', 'Equipment and adaptations', 'professional-contacts'],
      ...['Personal contacts', 'alerts', 'risk-information', 'safeguarding', 'individual-requirements'],
      ...[
        'problems',
        'allergies-and-adverse-reaction',
        'medications-and-medical-devices',
        'legal-information',
      ],
      ...['social-context', 'gp-practice', 'contact-with-professionals', 'future-appointments'],
      ...['plan-and-requested-actions', 'discharge-details', 'person-demographics'],
    ]);
  });

  it.each([
    ['Who and where now', /Inpatient: Rotherham Hospital: Ward B6, there since 21 November 2026, 08:00/],
    ['Who and where now', /reason: Fall &lt;at home&gt;.*expected discharge 25 November 2026/],
    ['Who and where now', /At home: .*worker A\. Jones, Central team 01632 960200/],
    ['Who and where now', /\(The Rotherham NHS Foundation Trust, as told on 22 November 2026, 12:00\)/],
    [
      'What is in place at home',
      /4 visits a day, by Thistle Home Care.*since 3 May 2026, ON HOLD since 21 November 2026/,
    ],
    ['What is in place at home', /Day support.*council return, period to 30 June 2026/],
    ['What is in place at home', /speaks of the time to 30 June 2026: it may be over/],
    ['Equipment and adaptations', /Stair lift, since 3 May 2026, there is a key safe/],
    [
      'Who has the case',
      /A\. Jones, Social worker, key worker, 01632 960210; Central team: in hours 01632 960200, out of hours 01632 960299/,
    ],
    ['Carers and personal contacts', /Paul HARTLEY, son, Main Carer/],
    ['Risks', /Two workers at each visit/],
    ['Safeguarding', /Safeguarding concern: ask the team/],
    ['Individual requirements', /Hard of hearing/],
    [
      'Allergies and adverse reactions',
      /Penicillin allergy, recorded on 1 May 2010 \(Clifton Medical Centre, as of 20 November 2026\)/,
    ],
    ['Legal information', /Nothing of this is told \(Rotherham Metropolitan Borough Council last heard/],
    ['Locality and GP practice', /Locality: Central North, a team there has the case/],
    ['What is coming', /Review: due 10 November 2026 \(OVERDUE\)/],
    ['Person demographics', /NHS number 9990000018/],
  ])('%s: %s', (title, expected) => {
    expect(told[title]).toMatch(expected);
  });

  it('tells of the visits of the last 12 months alone', () => {
    const events = compositionOf(bundle).section?.find(
      ({ code }) => code?.coding?.[0]?.code === 'contact-with-professionals',
    );
    expect(entriesOf(bundle, events)).toHaveLength(1);
    expect(told['Events since 22 November 2025']).toContain('2 April 2026');
    expect(told['Events since 22 November 2025']).not.toContain('2 June 2025');
    expect(bundle.entry?.filter(({ resource }) => resource?.resourceType === 'Encounter')).toHaveLength(2);
  });
});

describe('a person of whom the hospital alone has told', () => {
  it('has documents that say what was never told', async () => {
    const alone = ADMISSION.replaceAll('9990000018', '9990000026')
      .replaceAll('R12345', 'R99999')
      .replaceAll('Hartley^Joan', 'Moss^Ivy')
      .replace('19410203', '19500101')
      .replace('V1^^^RFR^VN', 'V9^^^RFR^VN')
      .replace('|V1|', '|V9|');
    expect((await gateway.send(alone)).code).toBe('AA');
    const asked = `identifier=${encodeURIComponent(`${NHS_NUMBER}|9990000026`)}`;
    const summary = await gateway.get<Bundle>(`Patient/$summary?${asked}`);
    expect(documentFaults(summary)).toEqual([]);
    expect(words(summary)['Medication summary']).toContain('No GP summary of this person has been received');
    const found = await gateway.get<Bundle<Patient>>(`Patient?${asked}`);
    const view = words(
      await gateway.get<Bundle>(`Patient/${found.entry?.[0]?.resource?.id ?? ''}/$locality-view`),
    );
    expect(view['What is in place at home']).toContain(
      'No service at home is told (Rotherham Metropolitan Borough Council last heard on 22 November 2026)',
    );
  });
});
