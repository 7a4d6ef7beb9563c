import type { Encounter, Patient, Resource } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { HAS_UK_CORE, loadConformance, type Conformance } from './conformance.ts';
import { encounterFaults } from './encounter-faults.ts';

let conformance: Conformance;
beforeAll(() => {
  conformance = loadConformance();
}, 60_000);

const UK = 'https://fhir.hl7.org.uk/StructureDefinition/';
const ENCOUNTER: Encounter = {
  resourceType: 'Encounter',
  id: 'e1',
  meta: { profile: [`${UK}UKCore-Encounter`] },
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
  subject: { reference: 'Patient/p1' },
  period: { start: '2026-11-21T08:00:00Z', end: '2026-11-21T12:00:00Z' },
};
const method = {
  url: `${UK}Extension-UKCore-AdmissionMethod`,
  valueCodeableConcept: {
    coding: [
      {
        system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-AdmissionMethodEngland',
        code: '13',
        display: 'Elective Admission: Planned',
      },
    ],
  },
};
const PATIENT: Patient = { resourceType: 'Patient', meta: { profile: [`${UK}UKCore-Patient`] } };
const nhs = { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' };

describe('the conformance check', () => {
  it('finds nothing wrong with what is right', () => {
    expect(conformance.faultsOf({ ...ENCOUNTER, hospitalization: { extension: [method] } })).toEqual([]);
    expect(conformance.faultsOf({ ...PATIENT, identifier: [nhs] })).toEqual([]);
  });

  it.each<[string, Resource, RegExp]>([
    ['an empty list', { ...PATIENT, name: [] }, /Patient\.name is an empty list/],
    [
      'an unknown extension',
      { ...PATIENT, extension: [{ url: 'http://x.example/y', valueCode: 'z' }] },
      /no extension/,
    ],
    [
      'an extension of the wrong kind',
      {
        ...PATIENT,
        extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace', valueString: 'x' }],
      },
      /does not hold just valueAddress/,
    ],
    [
      'a wrong display',
      {
        ...PATIENT,
        maritalStatus: {
          coding: [
            {
              system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-PersonMaritalStatusEngland',
              code: 'S',
              display: 'Married',
            },
          ],
        },
      },
      /not a code of its list/,
    ],
    ['a contact without anything', { ...PATIENT, contact: [{ relationship: [{ text: 'x' }] }] }, /R4/],
    ['a date that is none', { ...PATIENT, birthDate: '1941-13-01' }, /R4/],
  ])('finds %s', (_, resource, fault) => {
    expect(conformance.faultsOf(resource).join('\n')).toMatch(fault);
  });

  it.skipIf(!HAS_UK_CORE).each<[string, Resource, RegExp]>([
    ['an admission method beside its place', { ...ENCOUNTER, extension: [method] }, /may not stand here/],
    ['two NHS numbers', { ...PATIENT, identifier: [nhs, { ...nhs, value: '9990000026' }] }, /UKCorePatient/],
    [
      'a profile that is not published',
      { ...PATIENT, meta: { profile: [`${UK}UKCore-Nobody`] } },
      /no profile/,
    ],
  ])('finds %s (with the published profiles)', (_, resource, fault) => {
    expect(conformance.faultsOf(resource).join('\n')).toMatch(fault);
  });
});

describe('the consistency check', () => {
  const place = (
    status: 'active' | 'completed',
    start: string,
    end?: string,
  ): NonNullable<Encounter['location']>[number] => ({
    location: { reference: 'Location/l1' },
    status,
    period: { start, ...(end === undefined ? {} : { end }) },
  });

  it.each<[string, Partial<Encounter>, string]>([
    [
      'an end before the start',
      { period: { start: '2026-11-21T12:00:00Z', end: '2026-11-21T08:00:00Z' } },
      'ends before it starts',
    ],
    [
      'an open place',
      { location: [place('active', '2026-11-21T08:00:00Z')] },
      'is finished and still somewhere',
    ],
    ['no end', { period: { start: '2026-11-21T08:00:00Z' } }, 'is finished without an end'],
    ['an end of what goes on', { status: 'in-progress' }, 'goes on after its end'],
    [
      'a place before the start',
      { location: [place('completed', '2026-11-21T07:00:00Z', '2026-11-21T09:00:00Z')] },
      'has a place outside its period',
    ],
    [
      'places that overlap',
      {
        location: [
          place('completed', '2026-11-21T08:00:00Z', '2026-11-21T10:00:00Z'),
          place('completed', '2026-11-21T09:00:00Z', '2026-11-21T12:00:00Z'),
        ],
      },
      'has places that overlap',
    ],
    [
      'a place of what never was',
      { status: 'cancelled', location: [place('completed', '2026-11-21T08:00:00Z', '2026-11-21T09:00:00Z')] },
      'is cancelled and names a place',
    ],
  ])('finds %s', (_, change, fault) => {
    expect(encounterFaults(ENCOUNTER)).toEqual([]);
    expect(encounterFaults({ ...ENCOUNTER, ...change })).toContain(fault);
  });

  it('finds a parent that does not cover its children', () => {
    const parent: Encounter = { ...ENCOUNTER, id: 'g', class: { code: 'GROUPING' } };
    const child: Encounter = { ...ENCOUNTER, partOf: { reference: 'Encounter/g' } };
    const late: Encounter = {
      ...child,
      period: { start: '2026-11-21T11:00:00Z', end: '2026-11-21T13:00:00Z' },
    };
    expect(encounterFaults(parent, [child, child])).toEqual([]);
    expect(encounterFaults(parent, [child])).toEqual(['is a parent of fewer than two']);
    expect(encounterFaults(parent, [child, late])).toEqual(['ends before a child of it']);
  });
});
