import { describe, expect, it } from 'vitest';
import { gpAreaFold } from './fold-area.ts';
import { mapRefusal } from './refusal.ts';
import { areaOf, context, ids, mapped, NHS_NUMBER } from './testing/r4-bundles.ts';

const outcome = (code: string | undefined, severity = 'error') => ({
  resourceType: 'OperationOutcome',
  issue: [
    {
      severity,
      code: 'forbidden',
      details: {
        coding: [
          {
            system: 'https://fhir.nhs.uk/STU3/CodeSystem/Spine-ErrorOrWarningCode-1',
            ...(code === undefined ? {} : { code }),
          },
        ],
      },
    },
  ],
});
const asked = context({ practice: 'C87999', nhsNumber: '9990000018', retrieved: '2026-05-31T08:00:00.000Z' });

describe('a refusal of a practice', () => {
  it('puts every area into one state for readers, with the code for the operator', () => {
    const sets = mapped(mapRefusal(outcome('PATIENT_NOT_FOUND'), asked)).statements.sets ?? [];
    expect(sets).toHaveLength(10);
    expect(new Set(sets.map(({ stamp }) => stamp)).size).toBe(10);
    expect(areaOf(mapRefusal(outcome('PATIENT_NOT_FOUND'), asked), 'allergies')).toMatchObject({
      state: 'refused',
      reason: 'PATIENT_NOT_FOUND',
      regular: false,
      asOf: '2026-05-31T08:00:00.000Z',
      asOfBasis: 'retrieved',
      items: [],
    });
  });

  it('of consent reaches what supports the areas as well', () => {
    const sets = mapped(mapRefusal(outcome('NO_PATIENT_CONSENT'), asked)).statements.sets ?? [];
    expect(sets.map(({ set }) => set.split('|').at(-1))).toContain('supporting');
  });

  it('looks the same to readers whether the patient is not found or has dissented', () => {
    const seen = ['PATIENT_NOT_FOUND', 'NO_PATIENT_CONSENT'].map((code) => {
      const facts = mapped(mapRefusal(outcome(code), asked)).statements.sets ?? [];
      const [fact] = facts.filter(({ set }) => set.endsWith('|allergies'));
      if (fact === undefined) throw new Error('no fact of allergies');
      return gpAreaFold.standing(gpAreaFold.step(undefined, fact), { ids, idOf: asked.idOf }).resources;
    });
    expect(seen[0]).toEqual(seen[1]);
    expect(JSON.stringify(seen)).not.toContain('NOT_FOUND');
  });

  it('names the person by the number that was asked for', () => {
    const [person] = mapped(mapRefusal(outcome('NO_RELATIONSHIP'), asked)).statements.people;
    expect(person).toMatchObject({
      person: 'https://rother.example/fhir/Id/gp-patient/C87999|9990000018',
      data: { identifiers: [{ system: NHS_NUMBER, value: '9990000018' }] },
    });
  });

  it.each([
    ['ACCESS DENIED', 'ACCESS_DENIED'],
    [undefined, 'UNSPECIFIED'],
    ['<script>', 'UNSPECIFIED'],
  ])('with the code %s is told as %s', (code, reason) => {
    expect(areaOf(mapRefusal(outcome(code), asked), 'problems')?.reason).toBe(reason);
  });

  it('is none where nothing in it is an error, or nobody is named', () => {
    expect(mapRefusal(outcome('NOT_IMPLEMENTED', 'warning'), asked)).toMatchObject({
      refused: { path: 'OperationOutcome.issue' },
    });
    expect(mapRefusal(outcome('PATIENT_NOT_FOUND'), context())).toMatchObject({
      refused: { path: 'Parameters' },
    });
  });
});
