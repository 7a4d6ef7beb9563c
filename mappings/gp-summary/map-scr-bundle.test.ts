import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentReference } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBeside, type EveryResource } from '../../conformance/validate/every-resource.ts';
import { mapScrBundle } from './map-scr-bundle.ts';
import type { Json } from './stu3/mapper.ts';
import {
  areaOf,
  bundle,
  context,
  ids,
  mapped,
  NHS_NUMBER,
  ODS,
  resourcesOf,
  snomed,
} from './testing/r4-bundles.ts';

const div =
  '<div xmlns="http://www.w3.org/1999/xhtml"><table><tr><td>None</td></tr></table><script>x</script></div>';
const composition = {
  resourceType: 'Composition',
  id: 'c',
  identifier: { system: 'https://tools.ietf.org/html/rfc4122', value: 'SCR-2' },
  status: 'final',
  type: snomed('196981000000101'),
  subject: { reference: 'Patient/p' },
  date: '2026-05-20T10:00:00+01:00',
  author: [{ reference: 'PractitionerRole/r' }],
  relatesTo: [{ code: 'replaces', targetIdentifier: { value: 'SCR-1' } }],
  section: [
    {
      title: 'Allergies',
      code: { coding: [{ code: 'AllergiesHeader' }] },
      text: { status: 'generated', div },
    },
    {
      title: 'Diagnoses',
      code: { coding: [{ code: 'DiagnosesHeader' }] },
      entry: [{ reference: 'Condition/d' }],
    },
  ],
};
const others = [
  { resourceType: 'Patient', id: 'p', identifier: [{ system: NHS_NUMBER, value: '9990000018' }] },
  { resourceType: 'PractitionerRole', id: 'r', organization: { reference: 'Organization/o' } },
  {
    resourceType: 'Organization',
    id: 'o',
    identifier: [{ system: ODS, value: 'C87999' }],
    name: 'Example Surgery',
  },
  {
    resourceType: 'Condition',
    id: 'd',
    identifier: [{ value: 'D1' }],
    clinicalStatus: {
      coding: [{ system: 'http://hl7.org/fhir/ValueSet/condition-clinical', code: 'active' }],
    },
    code: snomed('1240751000000100'),
    encounter: { reference: 'Encounter/e' },
  },
  { resourceType: 'Encounter', id: 'e', status: 'finished', class: { code: 'UNK' } },
];
const scr = (...more: readonly object[]): Json => bundle('searchset', composition, ...others, ...more);

describe('a Summary Care Record', () => {
  it("is one area of its author's practice, whole, that takes no other place", () => {
    const result = mapScrBundle(scr(), context());
    expect(mapped(result).statements.sets?.map(({ set }) => set.split('|').at(-1))).toEqual([
      'scr',
      'supporting',
    ]);
    expect(areaOf(result, 'scr')).toMatchObject({
      format: 'scr',
      practice: { ods: 'C87999', name: 'Example Surgery' },
      practiceRole: 'serving',
      regular: false,
      asOf: '2026-05-20T10:00:00+01:00',
      asOfBasis: 'list-date',
      state: 'recorded',
      scope: { kind: 'whole' },
    });
  });

  it('gives its coded entries the person that only the document names', () => {
    const result = mapScrBundle(scr(), context());
    const [person] = mapped(result).statements.people;
    const reference = `Patient/${ids.patient(person?.person ?? '')}`;
    const items = areaOf(result, 'scr')?.items ?? [];
    expect(items.map(({ resource, linked }) => [resource.resourceType, linked])).toEqual([
      ['Condition', undefined],
      ['Encounter', true],
      ['DocumentReference', undefined],
    ]);
    expect(items.map(({ resource }) => 'subject' in resource && resource.subject)).toEqual(
      items.map(() => ({ reference })),
    );
    expect(items[0]?.resource).toMatchObject({
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
      encounter: { reference: `Encounter/${items[1]?.resource.id ?? ''}` },
      meta: { tag: [{ code: 'scr' }] },
    });
  });

  it('is kept as a document with the sanitised text of each section', () => {
    const item = areaOf(mapScrBundle(scr(), context()), 'scr')?.items.at(-1);
    // The last item is the document.
    const document = item?.resource as DocumentReference;
    expect(document).toMatchObject({
      status: 'current',
      date: '2026-05-20T10:00:00+01:00',
      identifier: [{ value: 'SCR-2' }],
      relatesTo: [{ code: 'replaces', target: { identifier: { value: 'SCR-1' } } }],
    });
    expect(document.content).toHaveLength(1);
    const [allergies] = document.content;
    expect(allergies?.extension?.[0]?.valueCode).toBe('AllergiesHeader');
    expect(Buffer.from(allergies?.attachment.data ?? '', 'base64').toString()).toBe(
      '<div xmlns="http://www.w3.org/1999/xhtml"><table><tr><td>None</td></tr></table></div>',
    );
  });

  it('never reads allergies or medicines out of its text', () => {
    const types = resourcesOf(mapScrBundle(scr(), context())).map(({ resourceType }) => resourceType);
    expect(types).not.toContain('AllergyIntolerance');
    expect(types).not.toContain('MedicationStatement');
  });

  it('is the same document when it comes again, newer', () => {
    const newer = bundle('document', { ...composition, date: '2026-05-21' }, ...others);
    const [a, b] = [scr(), newer].map((one) => areaOf(mapScrBundle(one, context()), 'scr')?.items.at(-1));
    expect(b?.resource.id).toBe(a?.resource.id);
    expect(b?.key).toBe(a?.key);
  });

  it('says that its number is traced, as the Spine files nobody else', () => {
    const [person] = mapped(mapScrBundle(scr(), context())).statements.people;
    expect(person?.data.identifiers[0]?.extension?.[0]?.valueCodeableConcept?.coding?.[0]?.code).toBe('01');
  });

  it('is refused where the document is of somebody else than the Patient', () => {
    const stranger = { ...composition, subject: { reference: 'Patient/other' } };
    expect(mapScrBundle(bundle('searchset', stranger, ...others), context())).toEqual({
      refused: { path: 'Composition.subject', text: 'is not the person of the bundle' },
    });
  });

  it('leaves out an entry that is about somebody else', () => {
    const strange = {
      resourceType: 'Condition',
      id: 'd',
      code: snomed('1'),
      subject: { reference: 'Patient/x' },
    };
    const result = mapScrBundle(
      bundle('searchset', composition, ...others.filter(({ id }) => id !== 'd'), strange),
      context(),
    );
    expect(areaOf(result, 'scr')?.items.map(({ resource }) => resource.resourceType)).toEqual([
      'DocumentReference',
    ]);
    expect(mapped(result).dropped).toContainEqual({
      path: 'Condition.subject',
      reason: 'is about somebody else: the resource is left out',
      count: 1,
    });
  });
});

const SAMPLES = join(import.meta.dirname, '../../../shared/data/gp/scr');

describe.skipIf(!existsSync(SAMPLES))('the published samples', () => {
  let every: EveryResource;
  beforeAll(() => {
    every = loadBeside();
  }, 60_000);
  it.each(['GetScrBundle.json', 'UploadScrBundle.json'])('%s: all that is coded, and valid', (file) => {
    // A file of JSON that the adapter has recognised.
    const sample = JSON.parse(readFileSync(join(SAMPLES, file), 'utf8')) as Json;
    const result = mapScrBundle(sample, context());
    const counts = Object.groupBy(resourcesOf(result), ({ resourceType }) => resourceType);
    expect(counts.Condition).toHaveLength(5);
    expect(counts.Observation).toHaveLength(3);
    expect(counts.Encounter).toHaveLength(8);
    expect(areaOf(result, 'scr')?.practice.ods).toBe('V81999');
    every.expectValid(resourcesOf(result));
  });
});
