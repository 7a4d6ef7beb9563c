import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapStu3Bundle } from './map-stu3-bundle.ts';
import type { Json } from './stu3/mapper.ts';
import {
  ALLERGY,
  CONTEXT,
  LISTS,
  PATIENT,
  PRACTICE,
  PROBLEM,
  SNOMED,
  WEIGHT,
  area,
  bundle,
  bundleOf,
  coded,
  item,
  list,
  map,
  own,
} from './testing/stu3-bundle.ts';

const ENCOUNTER = item('Encounter', 'e', { status: 'finished' });
const COURSE = [
  item('MedicationStatement', 'm', {
    status: 'active',
    basedOn: [{ reference: 'MedicationRequest/plan' }],
    medicationReference: { reference: 'Medication/x' },
  }),
  item('MedicationRequest', 'plan', {
    intent: 'plan',
    status: 'active',
    medicationReference: { reference: 'Medication/x' },
    priorPrescription: { reference: 'MedicationRequest/outside' },
  }),
  item('MedicationRequest', 'order', {
    intent: 'order',
    status: 'completed',
    medicationReference: { reference: 'Medication/x' },
    basedOn: [{ reference: 'MedicationRequest/plan' }],
  }),
  { resourceType: 'Medication', id: 'x', code: coded('39113611000001102') },
];

describe('a GP Connect bundle', () => {
  it('is refused where it is none', () => {
    const result = mapStu3Bundle({ resourceType: 'Patient' }, CONTEXT);
    expect(result).toEqual({ refused: { path: 'Bundle', text: 'is not a Bundle' } });
  });

  it('states the same whenever it is mapped, and whatever the order of its entries', () => {
    const resources = [
      PATIENT,
      PRACTICE,
      ALLERGY,
      PROBLEM,
      { ...PROBLEM, id: 'c2', note: [{ text: 'told twice' }] },
      ENCOUNTER,
      ...COURSE,
      list(LISTS.allergies, ['AllergyIntolerance/a']),
      list(LISTS.medications, ['MedicationStatement/m']),
      list(LISTS.consultations, ['Encounter/e']),
      { resourceType: 'Practitioner', id: '1', name: [{ family: 'One' }] },
    ];
    const once = JSON.stringify(map(bundleOf(resources)).statements);
    fc.assert(
      fc.property(fc.shuffledSubarray(resources, { minLength: resources.length }), (shuffled) => {
        expect(JSON.stringify(map(bundleOf(shuffled)).statements)).toBe(once);
      }),
      { numRuns: 30 },
    );
  });

  it('gives an item the same id whatever its id in the bundle', () => {
    const renamed = [{ ...ALLERGY, id: 'z' }, list(LISTS.allergies, ['AllergyIntolerance/z'])];
    const first = map(bundle(ALLERGY, list(LISTS.allergies, ['AllergyIntolerance/a'])));
    expect(own(map(bundle(...renamed)), 'allergies')).toEqual(own(first, 'allergies'));
  });

  it('knows an item without identifier again by its content', () => {
    const without = { ...ALLERGY, identifier: [] };
    const once = map(bundle(without, list(LISTS.allergies, ['AllergyIntolerance/a'])));
    const twice = map(
      bundle(
        { ...without, id: 'z', meta: { versionId: '2' } },
        list(LISTS.allergies, ['AllergyIntolerance/z']),
      ),
    );
    expect(own(twice, 'allergies')).toEqual(own(once, 'allergies'));
    expect(area(once, 'allergies')?.items[0]?.key).toMatch(/^AllergyIntolerance\|content\|/);
  });

  it('scopes an identifier by practice and person: two people never share an item', () => {
    const other = {
      ...PATIENT,
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000026' }],
    };
    const resources = [PRACTICE, ALLERGY, list(LISTS.allergies, ['AllergyIntolerance/a'])];
    const [mine] = own(map(bundleOf([PATIENT, ...resources])), 'allergies');
    const [theirs] = own(map(bundleOf([other, ...resources])), 'allergies');
    expect(mine?.['id']).not.toBe(theirs?.['id']);
  });

  it('decides by code alone, not by title, display or place of the coding', () => {
    const odd = {
      ...list(LISTS.uncategorised, ['Observation/w'], { title: 'Allergies' }),
      code: {
        coding: [
          { system: 'http://read.info/readv2', code: '886921000000105' },
          { system: SNOMED, code: LISTS.uncategorised, display: 'Active Allergies' },
        ],
      },
    };
    expect(own(map(bundle(WEIGHT, odd)), 'uncategorised')).toHaveLength(1);
  });

  it('takes a List whose subject is an identifier, and none about somebody else', () => {
    const subject = { identifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' } };
    const taken = map(bundle(WEIGHT, list(LISTS.uncategorised, ['Observation/w'], { subject })));
    expect(own(taken, 'uncategorised')).toHaveLength(1);
    const other = list(LISTS.uncategorised, ['Observation/w'], { subject: { reference: 'Patient/other' } });
    const left = map(bundle(WEIGHT, other));
    expect(left.statements.sets).toEqual([]);
    expect(left.issues.map(({ path }) => path)).toContain('List.subject');
    expect(left.dropped).toContainEqual({
      path: 'Bundle.entry',
      reason: 'the summary answers for no area',
      count: 1,
    });
  });

  it('leaves out what is about somebody else', () => {
    const stranger = { ...WEIGHT, subject: { reference: 'Patient/other' } };
    const mapped = map(bundle(stranger, list(LISTS.uncategorised, ['Observation/w'])));
    expect(own(mapped, 'uncategorised')).toEqual([]);
    expect(mapped.issues.map(({ path }) => path)).toContain('Observation.subject');
  });

  it('counts elements and types that it does not know', () => {
    const { dropped } = map(
      bundle(
        { ...WEIGHT, mood: 'good', extension: [{ url: 'https://x.example/Extension-Mood', valueCode: 'x' }] },
        { resourceType: 'Basic', id: 'b' },
        list(LISTS.uncategorised, ['Observation/w']),
      ),
    );
    expect(dropped).toContainEqual({
      path: 'Observation.mood',
      reason: 'this mapping does not know the element',
      count: 1,
    });
    expect(dropped.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['Observation.extension(Mood).valueCode', 'Basic']),
    );
  });

  it('takes any JSON where anything stands, and never throws', () => {
    const whole = bundle(
      ALLERGY,
      PROBLEM,
      ENCOUNTER,
      ...COURSE,
      list(LISTS.allergies, ['AllergyIntolerance/a']),
      list(LISTS.medications, ['MedicationStatement/m']),
    );
    const places: number = JSON.stringify(whole).split(':').length;
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(places), (value, place) => {
        let at = 0;
        // A text of JSON reads back as the bundle with one value replaced.
        const broken = JSON.parse(
          JSON.stringify(whole, (_name, standing: unknown) => (at++ === place ? value : standing)),
        ) as Json | null;
        if (typeof broken !== 'object' || broken === null) return;
        expect(() => mapStu3Bundle(broken, CONTEXT)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it('takes a large bundle in time that grows with its size', () => {
    const big = (n: number): Json => {
      const items = Array.from({ length: n }, (_, i) => ({
        ...item('Observation', `w${i}`, { status: 'final', code: coded('27113001') }),
        related: [{ type: 'derived-from', target: { reference: `Observation/w${(i * 7) % n}` } }],
      }));
      return bundle(
        ...items,
        list(
          LISTS.uncategorised,
          items.map((_, i) => `Observation/w${i}`),
        ),
      );
    };
    let steps = 0;
    const counting = { ...CONTEXT, idOf: (kind: string, key: string) => (steps++, `${kind}(${key})`) };
    mapStu3Bundle(big(300), counting);
    const few = steps;
    steps = 0;
    expect(own(map(big(3_000), counting), 'uncategorised')).toHaveLength(3_000);
    // The ids made stand for the work: ten times the items, ten times the steps.
    expect(steps).toBeLessThan(few * 12);
  });
});
