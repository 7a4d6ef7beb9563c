import type { Consent, Observation, Patient, Resource } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { SERVED_TYPES, isServedType } from '../../conformance/search-parameters/definition.ts';
import { elementsOf } from './element-table.ts';
import { subsetText, type Subset } from './subset.ts';
import { filled } from './testing/filled.ts';

const SUBSETTED = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
  display: 'subsetted',
};

function cut(resource: Resource, subset: Subset): Record<string, unknown> {
  if (!isServedType(resource.resourceType)) throw new Error('not served');
  // subsetText gives the JSON of an object.
  return JSON.parse(subsetText(resource.resourceType, JSON.stringify(resource), subset)) as Record<
    string,
    unknown
  >;
}

const keys = (resource: Resource, subset: Subset): string[] => Object.keys(cut(resource, subset)).sort();

const patient = {
  resourceType: 'Patient',
  id: 'p1',
  meta: { versionId: '3', lastUpdated: '2026-11-01T00:00:00.000Z', tag: [{ code: 'watch' }] },
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' },
  extension: [{ url: 'http://example.org/e', valueString: 'x' }],
  name: [{ family: 'Test' }],
  birthDate: '1950-03-04',
  _birthDate: { extension: [{ url: 'http://example.org/time', valueString: '09:00' }] },
  deceasedDateTime: '2026-01-01',
  maritalStatus: { text: 'single' },
  contact: [{ name: { family: 'Kin' } }],
  link: [{ id: 'l1', other: { reference: 'Patient/p2' }, type: 'seealso', extension: [] }],
  // The library's types have no place for the extensions of a primitive.
} as unknown as Patient;

describe('subsetText', () => {
  it('gives the elements of the summary, those of backbone elements too', () => {
    const result = cut(patient, { kind: 'summary' });
    expect(Object.keys(result)).toEqual([
      ...['resourceType', 'id', 'meta', 'name', 'birthDate', '_birthDate', 'deceasedDateTime', 'link'],
    ]);
    expect(result['link']).toEqual([{ id: 'l1', other: { reference: 'Patient/p2' }, type: 'seealso' }]);
    const consent: Consent = {
      resourceType: 'Consent',
      status: 'active',
      scope: { text: 'privacy' },
      category: [{ text: 'x' }],
      policy: [{ uri: 'http://example.org' }],
      provision: { type: 'deny', actor: [{ role: {}, reference: {} }], provision: [{ type: 'permit' }] },
    };
    expect(cut(consent, { kind: 'summary' })).toMatchObject({ provision: { type: 'deny' } });
    expect(JSON.stringify(cut(consent, { kind: 'summary' }))).not.toMatch(/actor|permit|policy/);
  });

  it('marks what it cut, beside the tags that are there', () => {
    expect(cut(patient, { kind: 'summary' })['meta']).toEqual({
      ...{ versionId: '3', lastUpdated: '2026-11-01T00:00:00.000Z' },
      tag: [{ code: 'watch' }, SUBSETTED],
    });
    for (const kind of ['summary', 'text', 'data'] as const) {
      expect(cut({ resourceType: 'Patient' }, { kind })).toEqual({
        resourceType: 'Patient',
        meta: { tag: [SUBSETTED] },
      });
    }
  });

  it('gives the narrative with what is mandatory, or all but the narrative', () => {
    expect(keys(patient, { kind: 'text' })).toEqual(['id', 'meta', 'resourceType', 'text']);
    const { text: _text, ...rest } = { ...patient };
    expect(keys(patient, { kind: 'data' })).toEqual(Object.keys(rest).sort());
    const observation: Observation = {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'pulse' },
      subject: { reference: 'Patient/p1' },
    };
    expect(keys(observation, { kind: 'text' })).toEqual(['code', 'meta', 'resourceType', 'status']);
  });

  it('gives the elements that are named, choices by their name, and what is mandatory or modifies them', () => {
    const named = (...names: string[]): string[] => keys(patient, { kind: 'elements', names });
    const always = ['id', 'meta', 'resourceType'];
    // Both say how the rest is to be read: that the person is dead, and that the record is another's.
    const modifiers = ['deceasedDateTime', 'link'];
    expect(named('birthDate')).toEqual([...always, ...modifiers, 'birthDate', '_birthDate'].sort());
    expect(named('extension', 'contact')).toEqual([...always, ...modifiers, 'extension', 'contact'].sort());
    const observation: Observation = {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'pulse' },
      subject: { reference: 'Patient/p1' },
      valueQuantity: { value: 80 },
    };
    expect(keys(observation, { kind: 'elements', names: ['value'] })).toEqual(
      ['meta', 'resourceType', 'status', 'code', 'valueQuantity'].sort(),
    );
  });

  it('finds every element of every served type: named, each is given, and nothing else is', () => {
    for (const resource of SERVED_TYPES.flatMap(filled)) {
      const type = resource.resourceType;
      if (!isServedType(type)) continue;
      for (const { name, choice } of elementsOf(type)) {
        const given = keys(resource, { kind: 'elements', names: [name] });
        const own = Object.keys(resource).filter((key) =>
          choice ? new RegExp(`^${name}[A-Z]`).test(key) : key === name,
        );
        const kept = keys(resource, { kind: 'elements', names: [] });
        expect(given, `${type}.${name}`).toEqual([...new Set([...kept, ...own])].sort());
      }
    }
  });
});
