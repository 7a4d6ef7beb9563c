/** Records for tests of the views. The people are synthetic. */
import type { Patient, Resource } from '@medplum/fhirtypes';
import { standingOf, type Stated } from '../../gp-summary/testing/area-facts.ts';
import { gpAreas } from '../gp-areas.ts';
import { personRecord, type PersonRecord, type Stored } from '../person-record.ts';
import type { FeedNote, ViewContext } from '../view-context.ts';

export const NOW = '2026-11-22T12:00:00.000Z';
export const PRACTICE = 'C87999';

export const FEEDS: readonly FeedNote[] = [
  { kind: 'hospital', name: 'Hospital ADT', lastHeard: '2026-11-22T11:00:00.000Z', silent: false },
  { kind: 'gp', name: 'GP summaries', lastHeard: '2026-11-21T11:00:00.000Z', silent: false },
  { kind: 'council', name: 'Council', lastHeard: '2026-11-20T11:00:00.000Z', silent: false },
];

/** Registered with the practice of the area facts. */
export const PATIENT: Stored<Patient> = {
  resourceType: 'Patient',
  id: '11111111-0000-5000-8000-000000000001',
  name: [{ family: 'Example', given: ['Edith'] }],
  birthDate: '1941-03-12',
  generalPractitioner: [
    { identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: PRACTICE } },
  ],
};

export function recordOf(...resources: readonly Resource[]): PersonRecord {
  return personRecord(PATIENT, resources);
}

export function contextOf(resources: readonly Resource[], feeds = FEEDS, now = NOW): ViewContext {
  const record = recordOf(...resources);
  return { record, feeds, now, areas: gpAreas(record, now) };
}

/** What stands after the stated areas of GP summaries, through the fold of the record. */
export function gpResources(...stated: readonly (Stated | readonly Stated[])[]): readonly Resource[] {
  return stated.flatMap((one) => standingOf(...(isOne(one) ? [one] : one)).resources);
}

function isOne(stated: Stated | readonly Stated[]): stated is Stated {
  return !Array.isArray(stated);
}
