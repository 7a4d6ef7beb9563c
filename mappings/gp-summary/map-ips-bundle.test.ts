import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBeside, type EveryResource } from '../../conformance/validate/every-resource.ts';
import { mapIpsBundle } from './map-ips-bundle.ts';
import type { Json } from './stu3/mapper.ts';
import {
  areaOf,
  bundle,
  context,
  mapped,
  ODS,
  patient,
  resourcesOf,
  snomed,
  subject,
} from './testing/r4-bundles.ts';

const empty = (code: string) => ({
  emptyReason: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason', code }] },
});
const section = (code: string, more: object, title = 'Section') => ({
  title,
  code: { coding: [{ system: 'http://loinc.org', code }] },
  ...more,
});
const document = (sections: readonly object[], ...others: readonly object[]): Json =>
  bundle(
    'document',
    {
      resourceType: 'Composition',
      status: 'final',
      type: { coding: [{ system: 'http://loinc.org', code: '60591-5' }] },
      subject,
      date: '2026-05-20',
      author: [{ reference: 'Organization/o' }],
      title: 'IPS',
      section: sections,
    },
    patient,
    {
      resourceType: 'Organization',
      id: 'o',
      identifier: [{ system: ODS, value: 'C87999' }],
      name: 'Surgery',
    },
    ...others,
  );
const allergy = (id: string, code: string) => ({
  resourceType: 'AllergyIntolerance',
  id,
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
  },
  code: snomed(code),
  patient: subject,
});
const entry = (...references: readonly string[]) => ({
  entry: references.map((reference) => ({ reference })),
});

describe('an International Patient Summary', () => {
  it('has an area for each section that it holds, and says nothing of the others', () => {
    const result = mapIpsBundle(
      document(
        [section('48765-2', entry('AllergyIntolerance/a')), section('10160-0', empty('unavailable'))],
        allergy('a', '91936005'),
      ),
      context(),
    );
    const sets = mapped(result).statements.sets ?? [];
    expect(sets.map(({ set }) => set.split('|').at(-1))).toEqual(['allergies', 'medications']);
    expect(areaOf(result, 'allergies')).toMatchObject({ state: 'recorded', practice: { ods: 'C87999' } });
    expect(areaOf(result, 'medications')).toMatchObject({
      state: 'not-available',
      reason: 'unavailable',
      items: [],
    });
  });

  it.each([
    ['withheld', '11450-4', 'problems', 'withheld'],
    ['notasked', '11450-4', 'problems', 'not-available'],
    ['nilknown', '11450-4', 'problems', 'nothing-recorded'],
    ['nilknown', '48765-2', 'allergies', 'explicitly-none'],
  ] as const)('that is empty for %s in %s leaves %s %s', (reason, code, area, state) => {
    expect(areaOf(mapIpsBundle(document([section(code, empty(reason))]), context()), area)?.state).toBe(
      state,
    );
  });

  it('states that there are no allergies only where an entry says so and no other contradicts it', () => {
    const none = allergy('n', '716186003');
    const one = document([section('48765-2', entry('AllergyIntolerance/n'))], none);
    const both = document(
      [section('48765-2', entry('AllergyIntolerance/n', 'AllergyIntolerance/a'))],
      none,
      allergy('a', '91936005'),
    );
    expect(areaOf(mapIpsBundle(one, context()), 'allergies')?.state).toBe('explicitly-none');
    expect(areaOf(mapIpsBundle(both, context()), 'allergies')?.state).toBe('recorded');
  });

  it('is incomplete where a section has text alone, or lists what is not there', () => {
    const text = { text: { status: 'generated', div: '<div>Penicillin<script>x</script></div>' } };
    const told = areaOf(
      mapIpsBundle(document([section('48765-2', text, 'Allergies')]), context()),
      'allergies',
    );
    expect(told).toMatchObject({ state: 'incomplete', note: 'Allergies: Penicillin', items: [] });
    const missing = document([section('48765-2', entry('AllergyIntolerance/gone'))]);
    expect(areaOf(mapIpsBundle(missing, context()), 'allergies')?.state).toBe('incomplete');
  });

  it('unites present and past problems, and sections within sections', () => {
    const condition = (id: string, code: string) => ({
      resourceType: 'Condition',
      id,
      code: snomed(code),
      subject,
    });
    const result = mapIpsBundle(
      document(
        [
          section('11450-4', entry('Condition/a')),
          section('99999-9', { section: [section('11348-0', entry('Condition/b'))] }),
        ],
        condition('a', '38341003'),
        condition('b', '386661006'),
      ),
      context(),
    );
    expect(areaOf(result, 'problems')?.items).toHaveLength(2);
  });

  it('keeps two medicines apart that differ in what they refer to alone', () => {
    const statement = (id: string) => ({
      resourceType: 'MedicationStatement',
      id,
      status: 'active',
      medicationReference: { reference: `Medication/${id}` },
      subject,
      dosage: [{ text: 'One a day' }],
    });
    const medication = (id: string, code: string) => ({ resourceType: 'Medication', id, code: snomed(code) });
    const result = mapIpsBundle(
      document(
        [section('10160-0', entry('MedicationStatement/a', 'MedicationStatement/b'))],
        ...[statement('a'), statement('b'), medication('a', '108774000'), medication('b', '318913001')],
      ),
      context(),
    );
    expect(new Set(areaOf(result, 'medications')?.items.map(({ key }) => key)).size).toBe(2);
    expect(areaOf(result, 'supporting')?.items).toHaveLength(2);
  });

  it('gives the same statements whatever the order of its entries and their ids', () => {
    const made = (first: string, second: string) =>
      mapIpsBundle(
        document(
          [section('48765-2', entry(`AllergyIntolerance/${first}`, `AllergyIntolerance/${second}`))],
          ...[allergy(first, '91936005'), allergy(second, '300916003')].sort((a, b) =>
            a.id < b.id ? -1 : 1,
          ),
        ),
        context(),
      );
    expect(made('x', 'y')).toEqual(made('y', 'x'));
  });

  it('is refused where it names nobody', () => {
    const nobody = document([]);
    const entries = (nobody['entry'] as { resource: { resourceType: string } }[]).map((one) =>
      one.resource.resourceType === 'Patient'
        ? { ...one, resource: { resourceType: 'Patient', id: 'p1' } }
        : one,
    );
    expect(mapIpsBundle({ ...nobody, entry: entries }, context())).toMatchObject({
      refused: { path: 'Patient.identifier' },
    });
  });

  it('takes no consent to sharing from a document', () => {
    const consent = (id: string, scope: string) => ({
      resourceType: 'Consent',
      id,
      status: 'active',
      scope: { coding: [{ code: scope }] },
      category: [{ text: 'c' }],
      patient: subject,
    });
    const result = mapIpsBundle(
      document(
        [section('42348-3', entry('Consent/a', 'Consent/b'))],
        consent('a', 'patient-privacy'),
        consent('b', 'adr'),
      ),
      context(),
    );
    expect(areaOf(result, 'uncategorised')?.items).toHaveLength(1);
    expect(mapped(result).dropped).toContainEqual({
      path: 'Consent',
      reason: 'consent to sharing or research is recorded here, not taken from a summary',
      count: 1,
    });
  });
});

const SAMPLES = join(import.meta.dirname, '../../../shared/data/gp/ips');

describe.skipIf(!existsSync(SAMPLES))('the published samples', () => {
  let every: EveryResource;
  beforeAll(() => {
    every = loadBeside();
  }, 60_000);
  const files = existsSync(SAMPLES) ? readdirSync(SAMPLES) : [];
  it.each(files)('%s: every entry of a kept type is there, and valid', (file) => {
    // A file of JSON that the adapter has recognised.
    const sample = JSON.parse(readFileSync(join(SAMPLES, file), 'utf8')) as Json;
    const result = mapIpsBundle(sample, context());
    const listed = (sample['entry'] as { resource: { resourceType: string } }[]).filter(({ resource }) =>
      ['AllergyIntolerance', 'Condition', 'Immunization', 'MedicationStatement', 'Observation'].includes(
        resource.resourceType,
      ),
    );
    const mappedTypes = resourcesOf(result).map(({ resourceType }) => resourceType);
    for (const { resource } of listed) expect(mappedTypes).toContain(resource.resourceType);
    const clinical = mappedTypes.filter((type) =>
      listed.some(({ resource }) => resource.resourceType === type),
    );
    expect(clinical).toHaveLength(listed.length);
    every.expectValid(resourcesOf(result));
  });
});
