import { describe, expect, it } from 'vitest';
import type { Json } from './stu3/mapper.ts';
import {
  ALLERGY,
  LISTS,
  NOT_RECORDED,
  PROBLEM,
  UK,
  WEIGHT,
  area,
  bundle,
  coded,
  item,
  list,
  map,
  own,
} from './testing/stu3-bundle.ts';

function linked(...[mapped, code]: Parameters<typeof area>): string[] {
  const items = area(mapped, code)?.items ?? [];
  return items.filter((one) => one.linked === true).map(({ resource }) => resource.resourceType);
}

function related(name: string, reference: string): Json {
  return { url: `${UK}Extension-CareConnect-${name}-1`, valueReference: { reference } };
}

describe('the index of a bundle', () => {
  it('keeps two allergies to which one identifier was given, whatever their order', () => {
    const other = { ...ALLERGY, id: 'b', code: coded('300916003') };
    const listed = list(LISTS.allergies, ['AllergyIntolerance/a', 'AllergyIntolerance/b']);
    const ids = [map(bundle(ALLERGY, other, listed)), map(bundle(other, ALLERGY, listed))].map((mapped) =>
      own(mapped, 'allergies').map(({ id }) => id),
    );
    expect(new Set(ids[0]).size).toBe(2);
    expect(ids[1]).toEqual(ids[0]);
  });

  it('keeps two medicines without identifier that differ in nothing but the product', () => {
    const statement = (id: string, product: string): Json => ({
      resourceType: 'MedicationStatement',
      id,
      status: 'active',
      subject: { reference: 'Patient/p' },
      medicationReference: { reference: `Medication/${product}` },
      dosage: [{ text: 'One daily' }],
    });
    const mapped = map(
      bundle(
        statement('m', 'x'),
        statement('n', 'y'),
        { resourceType: 'Medication', id: 'x', code: { text: 'Aspirin' } },
        { resourceType: 'Medication', id: 'y', code: { text: 'Bisoprolol' } },
        list(LISTS.medications, ['MedicationStatement/m', 'MedicationStatement/n']),
      ),
    );
    const names = own(mapped, 'medications').map((one) => one['medicationCodeableConcept']);
    expect(names).toEqual([{ text: 'Aspirin' }, { text: 'Bisoprolol' }]);
  });

  it('unites two Lists of one code, and two problems of one identifier with the links of both', () => {
    const twin = (id: string, target: string): Json => ({
      ...PROBLEM,
      id,
      extension: [related('RelatedClinicalContent', target)],
    });
    const mapped = map(
      bundle(
        ALLERGY,
        WEIGHT,
        list(LISTS.allergies, ['AllergyIntolerance/a']),
        list(LISTS.uncategorised, ['Observation/w']),
        twin('c1', 'AllergyIntolerance/a'),
        twin('c2', 'Observation/w'),
        list(LISTS.problems, ['Condition/c1']),
        list(LISTS.problems, ['Condition/c2']),
      ),
    );
    const problems = own(mapped, 'problems');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.['extension']).toHaveLength(2);
    expect(area(mapped, 'problems')?.state).toBe('recorded');
  });

  it('shows what is told as active and as ended under one identifier as active, and says so', () => {
    const contained = { ...ALLERGY, id: 'x', clinicalStatus: 'resolved' };
    const mapped = map(
      bundle(
        ALLERGY,
        list(LISTS.allergies, ['AllergyIntolerance/a']),
        list(LISTS.ended, ['#x'], { contained: [contained] }),
      ),
    );
    expect(own(mapped, 'allergies')).toMatchObject([{ clinicalStatus: { coding: [{ code: 'active' }] } }]);
    expect(mapped.issues.map(({ path }) => path)).toContain('AllergyIntolerance.clinicalStatus');
  });

  it('finds what a List contains, from within, from another resource, and where no entry lists it', () => {
    const ended = (id: string): Json => ({
      ...item('AllergyIntolerance', id, { clinicalStatus: 'resolved', code: coded('91936005') }),
    });
    const mapped = map(
      bundle(
        list(LISTS.allergies, [], NOT_RECORDED),
        list(LISTS.ended, ['#x'], { id: 'ended', contained: [ended('x'), ended('y')] }),
        { ...PROBLEM, extension: [related('ActualProblem', 'List/ended#x')] },
        list(LISTS.problems, ['Condition/c']),
      ),
    );
    expect(own(mapped, 'allergies').map(({ clinicalStatus }) => clinicalStatus)).toMatchObject([
      { coding: [{ code: 'resolved' }] },
      { coding: [{ code: 'resolved' }] },
    ]);
    const id = own(mapped, 'allergies')[0]?.['id'];
    expect(own(mapped, 'problems')[0]?.['extension']).toMatchObject([
      { valueReference: { reference: `AllergyIntolerance/${String(id)}` } },
    ]);
  });

  it('takes ended allergies alone for linked items, no answer for allergies', () => {
    const ended = item('AllergyIntolerance', 'x', { clinicalStatus: 'resolved', code: coded('91936005') });
    const mapped = map(
      bundle(
        list(LISTS.ended, ['#x'], { contained: [ended] }),
        PROBLEM,
        list(LISTS.problems, ['Condition/c']),
      ),
    );
    expect(area(mapped, 'allergies')).toBe(undefined);
    expect(linked(mapped, 'problems')).toEqual(['AllergyIntolerance']);
  });
});
