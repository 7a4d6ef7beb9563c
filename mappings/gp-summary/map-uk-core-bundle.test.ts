import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBeside, type EveryResource } from '../../conformance/validate/every-resource.ts';
import { mapUkCoreBundle } from './map-uk-core-bundle.ts';
import {
  areaOf,
  bundle,
  context,
  ids,
  mapped,
  NHS_NUMBER,
  ODS,
  patient,
  resourcesOf,
  snomed,
  subject,
} from './testing/r4-bundles.ts';

const ROTHER = 'https://rother.example/fhir/';
const active = (system: string) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code: 'active' }],
});
const condition = (id: string, more: object = {}) => ({
  resourceType: 'Condition',
  id,
  identifier: [{ system: 'https://practice.example/id', value: id }],
  clinicalStatus: active('condition-clinical'),
  code: snomed('38341003', 'Hypertension'),
  subject,
  ...more,
});
const allergy = (id: string) => ({
  resourceType: 'AllergyIntolerance',
  id,
  clinicalStatus: active('allergyintolerance-clinical'),
  code: snomed('91936005'),
  patient: subject,
});
const list = (code: string, items: readonly string[], more: object = {}) => ({
  resourceType: 'List',
  status: 'current',
  mode: 'snapshot',
  code: snomed(code),
  subject,
  date: '2026-05-01T08:00:00+01:00',
  ...(items.length === 0 ? {} : { entry: items.map((reference) => ({ item: { reference } })) }),
  ...more,
});
const practice = {
  resourceType: 'Organization',
  id: 'o',
  identifier: [{ system: ODS, value: 'C87999' }],
  name: 'Example Surgery',
};
const registered = {
  ...patient,
  generalPractitioner: [{ reference: 'Organization/o' }, { reference: 'Practitioner/g' }],
};
const gp = { resourceType: 'Practitioner', id: 'g', name: [{ family: 'Example', prefix: ['Dr'] }] };

describe('a UK Core bundle with Lists', () => {
  const ALLERGIES = '886921000000105';
  const warned = {
    extension: [
      {
        url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ListWarningCode',
        valueCodeableConcept: { coding: [{ code: 'confidential-items' }] },
      },
    ],
    note: [{ text: 'Items excluded due to confidentiality.' }],
    emptyReason: { coding: [{ code: 'no-content-recorded' }] },
  };
  it('has their areas, with their own dates and warnings', () => {
    const result = mapUkCoreBundle(
      bundle('collection', registered, practice, gp, allergy('a'), list(ALLERGIES, ['AllergyIntolerance/a'])),
      context(),
    );
    expect(areaOf(result, 'allergies')).toMatchObject({
      state: 'recorded',
      asOf: '2026-05-01T08:00:00+01:00',
      asOfBasis: 'list-date',
      practice: { ods: 'C87999' },
      practiceRole: 'registered',
      regular: true,
      scope: { kind: 'unknown' },
    });
    expect(mapped(result).statements.people[0]?.data).toMatchObject({
      practice: { ods: 'C87999', name: 'Example Surgery' },
      generalPractitioner: { name: { family: 'Example' } },
    });
  });
  it.each([
    [{ emptyReason: { coding: [{ code: 'no-content-recorded' }] } }, 'nothing-recorded'],
    [warned, 'withheld'],
    [{ emptyReason: { coding: [{ code: 'withheld' }] } }, 'withheld'],
    [{}, 'incomplete'],
  ])('that is empty is never "none": %#', (more, state) => {
    const result = mapUkCoreBundle(bundle('collection', patient, list(ALLERGIES, [], more)), context());
    expect(areaOf(result, 'allergies')?.state).toBe(state);
  });
  it('keeps the sentence of a warning', () => {
    const result = mapUkCoreBundle(bundle('collection', patient, list(ALLERGIES, [], warned)), context());
    expect(areaOf(result, 'allergies')?.warnings).toEqual([
      { code: 'confidential-items', sentence: 'Items excluded due to confidentiality.' },
    ]);
  });
  it('has what a List leaves out as linked where something leads to it, else as its own, and is not whole', () => {
    const evidence = { evidence: [{ detail: [{ reference: 'Observation/x' }] }] };
    const observation = { resourceType: 'Observation', id: 'x', status: 'final', code: snomed('1'), subject };
    const result = mapUkCoreBundle(
      bundle(
        'collection',
        patient,
        condition('c', evidence),
        condition('unlisted'),
        observation,
        list('717711000000103', ['Condition/c']),
        list('826501000000100', [], { emptyReason: { coding: [{ code: 'no-content-recorded' }] } }),
      ),
      context(),
    );
    expect(areaOf(result, 'problems')?.items.map(({ key, linked }) => [key.split('|')[0], linked])).toEqual([
      ['Condition', undefined],
      ['Condition', undefined],
      ['Observation', true],
    ]);
    expect(areaOf(result, 'problems')).toMatchObject({ state: 'incomplete', scope: { kind: 'unknown' } });
  });
});

describe('a UK Core bundle without Lists', () => {
  it('has the areas of its types, whose scope nobody tells', () => {
    const result = mapUkCoreBundle(
      bundle(
        'searchset',
        patient,
        condition('c'),
        {
          resourceType: 'Observation',
          status: 'final',
          code: snomed('1'),
          category: [{ coding: [{ code: 'laboratory' }] }],
        },
        { resourceType: 'ServiceRequest', status: 'active', intent: 'plan', subject },
        { resourceType: 'Procedure', status: 'completed', subject },
      ),
      context({ retrieved: '2026-05-31T12:00:00.000Z' }),
    );
    expect(mapped(result).statements.sets?.map(({ set }) => set.split('|').at(-1))).toEqual([
      'problems',
      'investigations',
      'diary',
    ]);
    expect(areaOf(result, 'problems')).toMatchObject({ asOfBasis: 'retrieved', scope: { kind: 'unknown' } });
    expect(mapped(result).dropped).toContainEqual({
      path: 'Procedure',
      reason: 'is not a type that the record keeps',
      count: 1,
    });
  });
  it('is incomplete where an outcome in it tells of a gap', () => {
    const outcome = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'warning', code: 'incomplete' }],
    };
    const result = mapUkCoreBundle(bundle('searchset', patient, condition('c'), outcome), context());
    expect(areaOf(result, 'problems')?.state).toBe('incomplete');
  });
});

describe('the person of a bundle', () => {
  it('is told by the submission where there is no Patient, and all resources name one person', () => {
    const nobody = bundle('collection', condition('c'));
    expect(mapUkCoreBundle(nobody, context())).toMatchObject({ refused: { path: 'Patient.identifier' } });
    const result = mapUkCoreBundle(nobody, context({ nhsNumber: '9990000026', practice: 'C87999' }));
    const [person] = mapped(result).statements.people;
    expect(person?.person).toBe('https://rother.example/fhir/Id/gp-patient/C87999|9990000026');
    expect(resourcesOf(result)[0]).toMatchObject({
      subject: { reference: `Patient/${ids.patient(person?.person ?? '')}` },
    });
    const two = bundle(
      'collection',
      condition('c'),
      condition('d', { subject: { reference: 'Patient/p2' } }),
    );
    expect(mapUkCoreBundle(two, context({ nhsNumber: '9990000026' }))).toMatchObject({
      refused: { text: 'holds no Patient, and its resources name several people' },
    });
  });
  it('is one, and the one that was asked for', () => {
    const two = bundle('collection', patient, { ...patient, id: 'p2' }, condition('c'));
    expect(mapUkCoreBundle(two, context())).toMatchObject({ refused: { path: 'Bundle.entry' } });
    const refused = mapUkCoreBundle(bundle('collection', patient), context({ nhsNumber: '9990000026' }));
    expect(refused).toEqual({
      refused: { path: 'Patient.identifier', text: 'is not the person that the submission names' },
    });
    expect(JSON.stringify(refused)).not.toMatch(/\d{10}/);
  });
  it('is refused whole where the Patient may mean something else than it says', () => {
    const modified = {
      ...patient,
      modifierExtension: [{ url: 'https://x.example/not', valueBoolean: true }],
    };
    expect(mapUkCoreBundle(bundle('collection', modified, condition('c')), context())).toEqual({
      refused: { path: 'Patient', text: 'cannot be read as a Patient of FHIR R4' },
    });
  });
  it('has no number whose check digit is wrong, and none that is ours to give', () => {
    const odd = {
      ...patient,
      identifier: [
        { system: NHS_NUMBER, value: '1234567890' },
        { system: `${ROTHER}Id/gp-patient/C87999`, value: '9990000034' },
        { system: 'https://practice.example/id', value: 'P1' },
      ],
    };
    const result = mapped(mapUkCoreBundle(bundle('collection', odd, condition('c')), context()));
    expect(result.statements.people[0]?.data.identifiers).toEqual([
      { system: 'https://practice.example/id', value: 'P1' },
    ]);
    expect(result.issues).toEqual([
      { path: 'Patient.identifier', reason: 'the NHS number fails the modulus 11 check' },
    ]);
  });
  it('has nothing cleared by what the bundle does not say', () => {
    const [person] = mapped(mapUkCoreBundle(bundle('collection', patient, condition('c')), context()))
      .statements.people;
    expect(Object.keys(person?.data ?? {}).sort()).toEqual(['birthDate', 'identifiers', 'name']);
  });
});

describe('what a resource may bring', () => {
  const only = (resource: object) => {
    const result = mapUkCoreBundle(bundle('collection', patient, resource), context());
    return { resources: resourcesOf(result).filter(({ id }) => id !== ids.organization('V81999')), result };
  };
  it('is not another person, wherever it stands', () => {
    const { resources } = only(condition('c', { subject: { reference: 'Patient/p2' } }));
    expect(resources).toEqual([]);
    const other = only(condition('c', { asserter: { reference: 'Patient/p2', display: 'Somebody Else' } }));
    expect(JSON.stringify(other.resources)).not.toContain('Somebody');
  });
  it('is no modifier that is not known here', () => {
    const bad = condition('c', {
      note: [{ text: 'x', modifierExtension: [{ url: 'https://x.example/y' }] }],
    });
    expect(only(bad).resources).toEqual([]);
  });
  it('is no extension, identifier or code that only this gateway gives', () => {
    const spoof = condition('c', {
      meta: { tag: [{ code: 'x' }], profile: ['https://x.example/p'], source: 'urn:x' },
      extension: [
        { url: `${ROTHER}StructureDefinition/locality-attribution`, valueString: 'x' },
        { url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-X', valueString: 'x' },
        { url: 'https://x.example/kept', valueString: 'kept' },
      ],
      identifier: [{ system: `${ROTHER}Id/x`, value: '1' }],
      category: [{ coding: [{ system: `${ROTHER}CodeSystem/x`, code: '1' }], text: 'kept' }],
    });
    const [resource] = only(spoof).resources;
    expect(resource).toMatchObject({
      extension: [{ url: 'https://x.example/kept', valueString: 'kept' }],
      category: [{ text: 'kept' }],
    });
    expect(JSON.stringify(resource)).not.toContain('locality-attribution');
    expect(JSON.stringify(resource)).not.toContain('https://x.example/p"');
    expect(resource?.meta?.profile).toEqual(['https://fhir.hl7.org.uk/StructureDefinition/UKCore-Condition']);
  });
  it('is nothing that R4 does not know, and that is told', () => {
    const { resources, result } = only(
      condition('c', {
        onsetDateTime: '2024-02-31',
        recordedDate: '2024',
        colour: 'red',
        note: 'not a list',
      }),
    );
    expect(resources[0]).toMatchObject({ recordedDate: '2024' });
    expect(resources[0]).not.toHaveProperty('onsetDateTime');
    expect(mapped(result).dropped.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'Condition.colour is no such element in R4',
      'Condition.note is not a list',
      'Condition.onsetDateTime is not a dateTime',
    ]);
  });
  it('is no address of a document, and no content that could be run', () => {
    const { resources } = only({
      resourceType: 'DocumentReference',
      status: 'current',
      subject,
      content: [
        { attachment: { url: 'https://practice.example/doc' } },
        { attachment: { contentType: 'text/html', data: 'PHA+', title: 'Letter' } },
        { attachment: { contentType: 'application/pdf', data: 'JVBERg==' } },
      ],
    });
    expect(resources[0]).toMatchObject({
      content: [
        { attachment: { title: 'Document held by the source' } },
        { attachment: { contentType: 'text/html', title: 'Letter' } },
        { attachment: { contentType: 'application/pdf', data: 'JVBERg==' } },
      ],
    });
    expect(JSON.stringify(resources)).not.toContain('practice.example/doc');
    expect(JSON.stringify(resources)).not.toContain('PHA+');
  });
  it('goes with what it cannot be without', () => {
    const statement = {
      resourceType: 'MedicationStatement',
      status: 'active',
      subject,
      medicationReference: { reference: 'Medication/gone' },
    };
    const { resources, result } = only(statement);
    expect(resources).toEqual([]);
    expect(mapped(result).dropped).toContainEqual({
      path: 'MedicationStatement',
      reason: 'has no medication that can be read: it is left out',
      count: 1,
    });
  });
  it('keeps what it says where two elements contradict each other', () => {
    const ended = condition('c', { abatementDateTime: '2024-01-02' });
    expect(only(ended).resources[0]).toMatchObject({
      clinicalStatus: { coding: [{ code: 'active' }] },
      note: [{ text: 'The source gives an end to a problem that it does not call ended: 2024-01-02' }],
    });
    const { clinicalStatus: _, ...untold } = allergy('a');
    expect(only(untold).resources[0]).toMatchObject({ clinicalStatus: { coding: [{ code: 'active' }] } });
  });
  it('is a consultation and no stay in hospital where it is an Encounter', () => {
    const encounter = { resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' }, subject };
    expect(only(encounter).resources[0]?.meta?.tag?.map(({ code }) => code)).toEqual([
      'consultation',
      'uk-core',
    ]);
  });
});

describe('the time of a bundle', () => {
  it('is never in the future: nothing later would ever be newer', () => {
    const result = mapUkCoreBundle(
      bundle(
        'collection',
        patient,
        allergy('a'),
        list('886921000000105', ['AllergyIntolerance/a'], { date: '2099' }),
      ),
      context(),
    );
    expect(areaOf(result, 'allergies')).toMatchObject({
      asOf: '2026-06-01T09:00:00.000Z',
      asOfBasis: 'received',
    });
    expect(mapped(result).issues[0]?.path).toBe('allergies.date');
  });
});

describe('any bundle', () => {
  let every: EveryResource;
  beforeAll(() => {
    every = loadBeside();
  }, 60_000);
  it('gives valid resources', () => {
    const result = mapUkCoreBundle(
      bundle(
        'collection',
        registered,
        practice,
        gp,
        condition('c', { abatementDateTime: '2024', onsetPeriod: { start: '2024', end: '2023' } }),
        allergy('a'),
        {
          resourceType: 'Immunization',
          status: 'not-done',
          vaccineCode: {},
          patient: subject,
          occurrenceDateTime: '2020',
        },
        {
          resourceType: 'Observation',
          status: 'final',
          code: snomed('27113001'),
          valueQuantity: { value: 1, code: 'kg' },
          dataAbsentReason: { text: 'x' },
        },
      ),
      context(),
    );
    every.expectValid(resourcesOf(result));
  });
  it('is mapped or refused and never throws, whatever its resources hold', () => {
    const name = fc.constantFrom(
      'code',
      'subject',
      'status',
      'identifier',
      'entry',
      'extension',
      'note',
      'item',
    );
    const odd = fc.dictionary(name, fc.jsonValue({ maxDepth: 3 }));
    const type = fc.constantFrom(
      'Condition',
      'List',
      'Observation',
      'Composition',
      'Organization',
      'Encounter',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(type, odd)), (resources) => {
        const made = resources.map(([resourceType, rest]) => ({ ...rest, resourceType }));
        const result = mapUkCoreBundle(bundle('collection', patient, ...made), context());
        expect('refused' in result || result.statements.people.length === 1).toBe(true);
      }),
    );
  });
  it('keeps all of five thousand entries', () => {
    const many = Array.from({ length: 4_998 }, (_, i) => condition(`c${i}`));
    const result = mapUkCoreBundle(bundle('collection', patient, ...many), context());
    expect(areaOf(result, 'problems')?.items).toHaveLength(4_998);
  });
});
