import { describe, expect, it } from 'vitest';
import type { ServedType } from '../../conformance/search-parameters/definition.ts';
import { LOCALITY_CODES } from '../../conformance/systems.ts';
import { parseSearch } from './parse.ts';
import type { SearchQuery } from './query.ts';

const CONTEXT = { baseUrl: 'http://gateway.test/fhir', now: new Date('2026-11-20T00:00:00.000Z') };

function clauses(type: ServedType, text: string): SearchQuery['clauses'] {
  return parseSearch(type, new URLSearchParams(text), CONTEXT).clauses;
}

describe('parseSearch: chains and locality', () => {
  const chained = {
    kind: 'chain',
    type: 'Patient',
    clause: { kind: 'date', param: 'Patient.birthdate' },
  };

  it('follows a chain with the type named, and without it where there is one possibility', () => {
    expect(clauses('Encounter', 'subject:Patient.birthdate=1950')[0]).toMatchObject({
      ...chained,
      param: 'Encounter.subject',
    });
    expect(clauses('Encounter', 'patient.birthdate=1950')[0]).toMatchObject({
      ...chained,
      param: 'Encounter.patient',
    });
    expect(clauses('Encounter', 'subject.birthdate=1950')[0]).toMatchObject(chained);
    expect(clauses('Patient', 'general-practitioner.family=x')[0]).toMatchObject({ type: 'Practitioner' });
    expect(clauses('Encounter', 'subject:Patient.family:exact=X')[0]).toMatchObject({
      clause: { any: [{ mode: 'exact', value: 'X' }] },
    });
  });

  it('asks which type is meant where several have the parameter', () => {
    expect(() => clauses('Patient', 'general-practitioner.name=x')).toThrow(
      'general-practitioner:Organization. or general-practitioner:Practitioner.',
    );
  });

  it('follows two references, and knows the way where each has one possibility', () => {
    expect(clauses('Encounter', 'part-of.patient.birthdate=1950')[0]).toMatchObject({
      ...{ kind: 'chain', param: 'Encounter.part-of', type: 'Encounter' },
      clause: { ...chained, param: 'Encounter.patient' },
    });
  });

  it('reads _has from the outside in, with modifiers, chains and another _has within', () => {
    expect(clauses('Patient', '_has:Encounter:patient:status:not=planned')[0]).toEqual({
      ...{ kind: 'has', param: 'Encounter.patient', type: 'Encounter' },
      clause: {
        kind: 'not',
        clause: { kind: 'token', param: 'Encounter.status', any: [{ system: '', value: 'planned' }] },
      },
    });
    expect(clauses('Patient', '_has:Encounter:patient:location.name=ward')[0]).toMatchObject({
      ...{ kind: 'has', param: 'Encounter.patient', type: 'Encounter' },
      clause: { kind: 'chain', param: 'Encounter.location', type: 'Location' },
    });
    expect(clauses('Location', '_has:Encounter:location:_has:Task:encounter:status=draft')[0]).toMatchObject({
      ...{ kind: 'has', param: 'Encounter.location', type: 'Encounter' },
      clause: { kind: 'has', param: 'Task.encounter', type: 'Task', clause: { param: 'Task.status' } },
    });
    expect(clauses('Encounter', 'patient._has:Group:member:_id=g1')[0]).toMatchObject({
      ...{ kind: 'chain', param: 'Encounter.patient', type: 'Patient' },
      clause: { kind: 'has', param: 'Group.member', type: 'Group', clause: { kind: 'id', any: ['g1'] } },
    });
  });

  it('puts the codes of a value set in its place', () => {
    const hospital = 'https://rother.example/fhir/ValueSet/in-hospital';
    const tasks = 'https://rother.example/fhir/ValueSet/open-task-statuses';
    const system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
    const [within] = clauses('Encounter', `class:in=${hospital}`);
    const any = ['EMER', 'IMP', 'ACUTE', 'NONAC', 'OBSENC', 'SS'].map((value) => ({ system, value }));
    expect(within).toEqual({ kind: 'token', param: 'Encounter.class', any });
    expect(clauses('Encounter', `class:not-in=${hospital}`)).toEqual([{ kind: 'not', clause: within }]);
    // The rows of a code carry no system.
    expect(clauses('Task', `status:in=${tasks}`)[0]).toMatchObject({
      any: expect.arrayContaining([{ system: '', value: 'requested' }]) as unknown,
    });
    expect(clauses('Encounter', `status:in=${tasks}`)[0]).toMatchObject({
      any: expect.arrayContaining([{ system: 'http://hl7.org/fhir/task-status', value: 'draft' }]) as unknown,
    });
  });

  it('answers the locality of an Encounter through its patient', () => {
    const rows = { kind: 'token', param: 'Patient.locality', any: [{ value: 'central' }] };
    const chain = { kind: 'chain', param: 'Encounter.patient', type: 'Patient', clause: rows };
    expect(clauses('Encounter', 'locality=central')).toEqual([chain]);
    expect(clauses('Encounter', 'locality:not=central')).toEqual([{ kind: 'not', clause: chain }]);
    expect(clauses('Encounter', 'locality:missing=true')).toMatchObject([
      { kind: 'not', clause: { kind: 'chain', clause: { kind: 'present', param: 'Patient.locality' } } },
    ]);
    expect(clauses('Patient', `locality=${LOCALITY_CODES}|central`)[0]).toEqual({
      ...rows,
      any: [{ system: LOCALITY_CODES, value: 'central' }],
    });
  });
});
