/** A small record to search in. Synthetic people only. */
import type { Bundle, Encounter, Patient, Resource } from '@medplum/fhirtypes';
import request from 'supertest';
import { expect } from 'vitest';
import { LOCALITY_ATTRIBUTION, LOCALITY_CODES, NHS_NUMBER } from '../../../conformance/systems.ts';
import { startAppUnderTest, type AppUnderTest } from '../../http/testing/app-under-test.ts';

export type Person = Patient & { id: string };
type Visit = Encounter & { id: string };

/** A synthetic person, attributed to a locality where one is given. */
export function person(id: string, rest: Omit<Patient, 'resourceType' | 'id'>, locality?: string): Person {
  const attribution = {
    url: LOCALITY_ATTRIBUTION,
    extension: [{ url: 'locality', valueCoding: { system: LOCALITY_CODES, code: locality ?? '' } }],
  };
  return {
    resourceType: 'Patient',
    id,
    ...(locality === undefined ? {} : { extension: [attribution] }),
    ...rest,
  };
}

function visit(id: string, patient: string, start: string, rest: Partial<Encounter> = {}): Visit {
  return {
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
    subject: { reference: `Patient/${patient}` },
    period: { start },
    ...rest,
  };
}

const PEOPLE: Person[] = [
  person(
    'ann',
    {
      identifier: [{ system: NHS_NUMBER, value: '9990000018' }],
      name: [{ family: 'Tèst', given: ['Ann'] }],
      gender: 'female',
      birthDate: '1950-03-04',
      generalPractitioner: [{ reference: 'Organization/C1' }],
      telecom: [{ system: 'phone', value: '01709 555010' }],
    },
    'central',
  ),
  person(
    'bob',
    {
      identifier: [{ value: 'AB1' }],
      name: [{ family: 'Tester', given: ['Robert'] }],
      gender: 'male',
      birthDate: '1950',
    },
    'north',
  ),
  person('cyd', { name: [{ family: 'O’Brien' }], gender: 'male', deceasedDateTime: '2026-01-01' }),
  person('dee', { active: false, meta: { profile: ['http://example.org/p/one'], tag: [{ code: 'watch' }] } }),
];
const VISITS: Visit[] = [
  visit('v1', 'ann', '2026-11-02T10:00:00Z', {
    status: 'in-progress',
    identifier: [{ system: 'urn:v', value: 'V1' }],
  }),
  visit('v2', 'ann', '2026-10-01T10:00:00Z', {
    period: { start: '2026-10-01T10:00:00Z', end: '2026-10-03T10:00:00Z' },
    partOf: { reference: 'Encounter/v3' },
  }),
  visit('v3', 'bob', '2026-11-05T09:00:00Z', {
    class: { system: 'urn:other', code: 'EMER' },
    location: [{ location: { reference: 'Location/b6' } }],
  }),
  { resourceType: 'Encounter', id: 'v4', status: 'planned', class: { code: 'EMER' } },
];
const OTHERS: (Resource & { id: string })[] = [
  { resourceType: 'Organization', id: 'C1', name: 'Central Surgery', active: true },
  { resourceType: 'Location', id: 'b6', name: 'Ward B6' },
];

export interface SearchScenario extends AppUnderTest {
  /** GETs below /fhir and expects 200 with a Bundle. */
  bundle(path: string): Promise<Bundle>;
}

/** A gateway that holds PEOPLE, VISITS and OTHERS, and a person who was deleted. */
export async function startSearchScenario(): Promise<SearchScenario> {
  const gateway = await startAppUnderTest();
  await gateway.put(...PEOPLE, ...VISITS, ...OTHERS, person('gone', { gender: 'female' }));
  await gateway.remove(person('gone', {}));
  return {
    ...gateway,
    bundle: async (path) => {
      const answer = await request(gateway.app).get(`/fhir/${path}`);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      // Supertest types every body as any; the tests look at what they use of it.
      return answer.body as Bundle;
    },
  };
}

/** Ids of the entries of one search mode, in order. */
export function ids(result: Bundle, mode = 'match'): string[] {
  return (result.entry ?? []).filter((e) => e.search?.mode === mode).map((e) => e.resource?.id ?? '');
}
