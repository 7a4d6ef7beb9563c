import { describe, expect, it } from 'vitest';
import { mapOne } from '../testing/stu3-context.ts';
import { PROBLEM, UK } from '../testing/stu3-bundle.ts';
import { mapCondition } from './condition.ts';
import type { Json } from './mapper.ts';

const OWN = 'https://rother.example/fhir/StructureDefinition/';

function problem(more: Json = {}, resolvable: Readonly<Record<string, Json>> = {}) {
  return mapOne(mapCondition, { ...PROBLEM, ...more }, resolvable);
}

function extension(name: string, more: Json): Json {
  return { url: `${UK}Extension-CareConnect-${name}-1`, ...more };
}

describe('a problem', () => {
  it('has a coded status, no verification that nobody stated, and who recorded it and when', () => {
    const { made } = problem(
      {
        category: [
          {
            coding: [
              {
                system: 'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-ConditionCategory-1',
                code: 'problem-list-item',
              },
            ],
          },
        ],
        assertedDate: '2010-01-14',
        asserter: { reference: 'Practitioner/1' },
        context: { reference: 'Encounter/e' },
        onsetDateTime: '2009',
      },
      { 'Practitioner/1': {}, 'Encounter/e': {} },
    );
    expect(made[0]).toMatchObject({
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
      category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-category' }] }],
      onsetDateTime: '2009',
      recordedDate: '2010-01-14',
      recorder: { reference: 'Practitioner/r4-1' },
      encounter: { reference: 'Encounter/r4-e' },
      subject: { reference: 'Patient/person' },
    });
    expect(made[0]).not.toHaveProperty('verificationStatus');
    expect(made[0]).not.toHaveProperty('asserter');
  });

  it('keeps what it is about, its weight and its links in extensions of the product, none of UK Core', () => {
    const { made } = problem(
      {
        extension: [
          extension('ActualProblem', { valueReference: { reference: 'Observation/w' } }),
          extension('ProblemSignificance', { valueCode: 'major' }),
          extension('RelatedClinicalContent', { valueReference: { reference: 'Encounter/e' } }),
          extension('RelatedClinicalContent', { valueReference: { reference: 'Observation/narrative' } }),
          extension('RelatedProblemHeader', {
            extension: [
              { url: 'type', valueCode: 'parent' },
              { url: 'target', valueReference: { reference: 'Condition/d' } },
            ],
          }),
        ],
      },
      { 'Observation/w': {}, 'Encounter/e': {}, 'Condition/d': {} },
    );
    expect(made[0]?.['extension']).toEqual([
      { url: `${OWN}actual-problem`, valueReference: { reference: 'Observation/r4-w' } },
      { url: `${OWN}problem-significance`, valueCode: 'major' },
      {
        url: `${OWN}related-problem`,
        extension: [
          { url: 'type', valueCode: 'parent' },
          { url: 'target', valueReference: { reference: 'Condition/r4-d' } },
        ],
      },
      { url: `${OWN}related-content`, valueReference: { reference: 'Encounter/r4-e' } },
    ]);
  });

  it('that is active has not abated: the date is a note (con-4)', () => {
    const { made, issues } = problem({ abatementDateTime: '2012-05' });
    expect(made[0]).not.toHaveProperty('abatementDateTime');
    expect(made[0]?.['note']).toEqual([{ text: 'The source gives an end to this active problem: 2012-05' }]);
    expect(issues).toEqual(['Condition.abatement']);
  });

  it('that is inactive keeps the date of its end', () => {
    const { made, issues } = problem({ clinicalStatus: 'inactive', abatementDateTime: '2012-05' });
    expect(made[0]).toMatchObject({
      clinicalStatus: { coding: [{ code: 'inactive' }] },
      abatementDateTime: '2012-05',
    });
    expect(issues).toEqual([]);
  });

  it('began at an age only where the unit is coded, else in words (age-1)', () => {
    const age = { value: 40, unit: 'years' };
    expect(problem({ onsetAge: age }).made[0]).toMatchObject({ onsetString: '40 years' });
    const coded = { ...age, system: 'http://unitsofmeasure.org', code: 'a' };
    expect(problem({ onsetAge: coded }).made[0]).toMatchObject({ onsetAge: coded });
  });

  it('entered in error has no clinical status (con-5)', () => {
    expect(problem({ verificationStatus: 'entered-in-error' }).made[0]).not.toHaveProperty('clinicalStatus');
  });

  it('of somebody else is left out', () => {
    expect(problem({ subject: { reference: 'Patient/q' } }).made).toEqual([]);
  });
});
