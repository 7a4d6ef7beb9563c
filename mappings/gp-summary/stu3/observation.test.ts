import { describe, expect, it } from 'vitest';
import { mapOne } from '../testing/stu3-context.ts';
import { WEIGHT, coded } from '../testing/stu3-bundle.ts';
import type { Json } from './mapper.ts';
import { mapObservation } from './observation.ts';

function observed(more: Json = {}, resolvable: Readonly<Record<string, Json>> = {}) {
  return mapOne(mapObservation, { ...WEIGHT, ...more }, resolvable);
}

describe('an observation', () => {
  it('has no category and no time that nobody stated', () => {
    const { made } = observed({ issued: '2020-01-14T09:42:02.71+00:00' });
    expect(made[0]).toMatchObject({ status: 'final', issued: '2020-01-14T09:42:02.71+00:00' });
    expect(made[0]).not.toHaveProperty('category');
    expect(made[0]).not.toHaveProperty('effectiveDateTime');
  });

  it('keeps qualifiers and text of its comment with their line breaks', () => {
    const comment = 'Significance : Major\nEpisodicity : First\nhot – and cold';
    expect(observed({ comment }).made[0]?.['note']).toEqual([{ text: comment }]);
  });

  it('codes a unit that UCUM spells the same, and no other', () => {
    const value = (unit: string) =>
      observed({ valueQuantity: { value: 88.5, unit } }).made[0]?.['valueQuantity'];
    expect(value('kg')).toEqual({ value: 88.5, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' });
    expect(value('Beats')).toEqual({ value: 88.5, unit: 'Beats' });
    const stated = { value: 1, unit: 'kg', system: 'http://example.org/units', code: 'x' };
    expect(observed({ valueQuantity: stated }).made[0]?.['valueQuantity']).toEqual(stated);
  });

  it('keeps blood pressure as components, with the reason where half of it is missing', () => {
    const { made } = observed({
      component: [
        { code: coded('72313002'), valueQuantity: { value: 130, unit: 'mm[Hg]' } },
        {
          code: coded('1091811000000102'),
          dataAbsentReason: {
            coding: [{ system: 'http://hl7.org/fhir/data-absent-reason', code: 'unknown' }],
          },
        },
        { valueString: 'nameless' },
      ],
    });
    expect(made[0]?.['component']).toMatchObject([
      { valueQuantity: { value: 130, code: 'mm[Hg]' } },
      {
        dataAbsentReason: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }],
        },
      },
    ]);
  });

  it('keeps the hierarchy, and reports relations that R4 has no place for', () => {
    const { made, issues } = observed(
      {
        related: [
          { type: 'has-member', target: { reference: 'Observation/a' } },
          { type: 'derived-from', target: { reference: 'Observation/b' } },
          { type: 'interferes-by', target: { reference: 'Observation/a' } },
        ],
      },
      { 'Observation/a': {}, 'Observation/b': {} },
    );
    expect(made[0]).toMatchObject({
      hasMember: [{ reference: 'Observation/r4-a' }],
      derivedFrom: [{ reference: 'Observation/r4-b' }],
    });
    expect(issues).toEqual(['Observation.related.type']);
  });

  it('keeps a range that is only text, an interpretation that is only text, and the reading beside them', () => {
    const { made } = observed({
      valueQuantity: { value: 12, unit: 'g/dL' },
      interpretation: { text: 'HI - Above high reference limit' },
      referenceRange: [{ text: '< 21.000' }, { low: { value: 10, unit: 'g/dL' } }, {}],
      dataAbsentReason: { text: 'not so' },
    });
    expect(made[0]).toMatchObject({
      interpretation: [{ text: 'HI - Above high reference limit' }],
      referenceRange: [{ text: '< 21.000' }, { low: { value: 10, code: 'g/dL' } }],
    });
    // obs-6
    expect(made[0]).not.toHaveProperty('dataAbsentReason');
  });

  it('reports a value that cannot be read', () => {
    expect(observed({ valueQuantity: { value: 'high', unit: 'kg' } }).issues).toEqual(['Observation.value']);
    expect(observed({ component: [{ code: coded('1'), valueAttachment: {} }] }).issues).toEqual([
      'Observation.component.value',
    ]);
  });

  it('of unknown status is unknown; without a code, or of somebody else, it is left out', () => {
    expect(observed({ status: 'perhaps' })).toMatchObject({
      made: [{ status: 'unknown' }],
      issues: ['Observation.status'],
    });
    expect(observed({ code: {} }).made).toEqual([]);
    expect(observed({ subject: { reference: 'Patient/q' } }).made).toEqual([]);
  });
});
