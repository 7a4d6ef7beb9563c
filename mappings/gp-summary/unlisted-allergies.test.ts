/** No summary may be read as "none" or "nothing recorded" while it holds an allergy, whatever its Lists and sections say. */
import { describe, expect, it } from 'vitest';
import { mapIpsBundle } from './map-ips-bundle.ts';
import { mapUkCoreBundle } from './map-uk-core-bundle.ts';
import type { Json } from './stu3/mapper.ts';
import * as r4 from './testing/r4-bundles.ts';
import {
  ALLERGY,
  LISTS,
  NOT_RECORDED,
  area,
  bundle,
  coded,
  item,
  list,
  map,
  own,
} from './testing/stu3-bundle.ts';

const NONE_KNOWN = item('AllergyIntolerance', 'n', { clinicalStatus: 'active', code: coded('716186003') });
const NILKNOWN = { emptyReason: { coding: [{ code: 'nilknown' }] } };
const REQUEST: Json = {
  resourceType: 'Parameters',
  parameter: [{ name: 'includeAllergies', part: [{ name: 'includeResolvedAllergies', valueBoolean: true }] }],
};

const r4Allergy = (id: string, more: Json = {}): Json => ({
  resourceType: 'AllergyIntolerance',
  id,
  identifier: [{ system: 'https://practice.example/id', value: id }],
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
  },
  code: r4.snomed('91936005'),
  patient: r4.subject,
  ...more,
});
const r4List = (code: string, references: readonly string[], more: Json = {}): Json => ({
  resourceType: 'List',
  status: 'current',
  mode: 'snapshot',
  subject: r4.subject,
  code: r4.snomed(code),
  ...(references.length === 0 ? {} : { entry: references.map((reference) => ({ item: { reference } })) }),
  ...more,
});
const ukCore = (...resources: readonly Json[]) =>
  r4.areaOf(
    mapUkCoreBundle(r4.bundle('collection', r4.patient, ...resources), r4.context({ request: REQUEST })),
    'allergies',
  );

describe('an allergy that its List does not name', () => {
  it.each([
    ['nothing', list(LISTS.allergies, [], NOT_RECORDED)],
    ['that none are known', list(LISTS.allergies, ['AllergyIntolerance/n'])],
  ])('of GP Connect stands beside what the List says, %s, and the area is incomplete', (_, listed) => {
    const mapped = map(bundle(listed, NONE_KNOWN, ALLERGY));
    expect(area(mapped, 'allergies')?.state).toBe('incomplete');
    expect(own(mapped, 'allergies').map(({ code }) => code)).toContainEqual(
      expect.objectContaining(coded('91936005')),
    );
  });

  it('of GP Connect is not looked for where it is somebody else whose it is', () => {
    const stranger = { ...ALLERGY, patient: { reference: 'Patient/other' } };
    const mapped = map(bundle(list(LISTS.allergies, [], NOT_RECORDED), stranger));
    expect(area(mapped, 'allergies')?.state).toBe('nothing-recorded');
  });

  it('of UK Core stands beside a List that states none', () => {
    const allergies = ukCore(r4List(LISTS.allergies, [], NILKNOWN), r4Allergy('a'));
    expect(allergies).toMatchObject({ state: 'incomplete', scope: { kind: 'unknown' } });
    expect(allergies?.items).toHaveLength(1);
  });

  it('of an IPS stands beside a section that states none', () => {
    const composition = {
      resourceType: 'Composition',
      subject: r4.subject,
      date: '2026-05-20',
      section: [{ code: { coding: [{ code: '48765-2' }] }, ...NILKNOWN }],
    };
    const mapped = mapIpsBundle(r4.bundle('document', composition, r4.patient, r4Allergy('a')), r4.context());
    expect(r4.areaOf(mapped, 'allergies')).toMatchObject({ state: 'incomplete', items: [{}] });
  });
});

describe('allergies of UK Core', () => {
  it('are not answered by the List of the ended ones: the active ones are not gone', () => {
    const resolved = r4Allergy('a', { clinicalStatus: { coding: [{ code: 'resolved' }] } });
    expect(ukCore(r4List(LISTS.ended, ['AllergyIntolerance/a']), resolved)).toMatchObject({
      state: 'incomplete',
      scope: { kind: 'unknown' },
    });
    expect(ukCore(r4List(LISTS.ended, [], NILKNOWN))).toBeUndefined();
  });

  it('that no List names are no whole answer, though all were asked for', () => {
    expect(ukCore(r4Allergy('a'))).toMatchObject({ state: 'recorded', scope: { kind: 'unknown' } });
    const listed = ukCore(r4List(LISTS.allergies, ['AllergyIntolerance/a']), r4Allergy('a'));
    expect(listed?.state).toBe('recorded');
  });

  it('of which one is about somebody else are incomplete', () => {
    const stranger = r4Allergy('b', { patient: { reference: 'Patient/other' } });
    const listed = r4List(LISTS.allergies, ['AllergyIntolerance/a', 'AllergyIntolerance/b']);
    const allergies = ukCore(listed, r4Allergy('a', { code: r4.snomed('716186003') }), stranger);
    expect(allergies?.state).toBe('incomplete');
    expect(allergies?.items).toHaveLength(1);
  });

  it('of one identifier are each kept where they are to different things', () => {
    const twin = r4Allergy('b', {
      code: r4.snomed('300916003'),
      identifier: [{ system: 'https://practice.example/id', value: 'a' }],
    });
    const listed = r4List(LISTS.allergies, ['AllergyIntolerance/a', 'AllergyIntolerance/b']);
    expect(new Set(ukCore(listed, r4Allergy('a'), twin)?.items.map(({ resource }) => resource.id)).size).toBe(
      2,
    );
  });

  it('are withheld where the List is empty, gives no reason and warns of confidential items', () => {
    const extension = [
      {
        url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ListWarningCode',
        valueCodeableConcept: { coding: [{ code: 'confidential-items' }] },
      },
    ];
    expect(
      ukCore(r4List(LISTS.allergies, [], { extension }), r4Allergy('x', { patient: undefined }))?.state,
    ).toBe('incomplete');
    const problem = { resourceType: 'ServiceRequest', subject: r4.subject, code: r4.snomed('1') };
    expect(ukCore(r4List(LISTS.allergies, [], { extension }), problem)?.state).toBe('withheld');
  });
});
