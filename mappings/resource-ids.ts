/** Names of things, from which resource ids are made: the same input gives the same ids on any gateway. */
import type { ClinicianStatement, PersonKey } from './fact.ts';
import type { PatientLocation, VisitKey } from './adt/visit-fact.ts';
import type { CareSettingKey } from './adt/tables/patient-class.ts';

/** Makes a UUIDv5 of a kind and a key; injected, as the mappings do no I/O and no cryptography. */
export type IdOf = (kind: string, key: string) => string;

export interface ResourceIds {
  patient(person: PersonKey): string;
  encounter(visit: VisitKey, setting: CareSettingKey | 'grouping'): string;
  /** Undefined for a clinician without an identifier: a name is not an identity. */
  practitioner(statement: ClinicianStatement): string | undefined;
  organization(ods: string): string;
  /** The most specific level that the location names. */
  location(location: PatientLocation): string;
}

/** Ids made lately are kept: a message needs the same few many times, and so does the next one. */
const KEPT = 5_000;

export function resourceIds(make: IdOf): ResourceIds {
  const kept = new Map<string, string>();
  const idOf: IdOf = (kind, key) => {
    const name = `${kind}|${key}`;
    const known = kept.get(name);
    if (known !== undefined) return known;
    if (kept.size >= KEPT) kept.clear();
    const id = make(kind, key);
    kept.set(name, id);
    return id;
  };
  return {
    patient: (person) => idOf('Patient', person),
    encounter: (visit, setting) => idOf('Encounter', `${visit}/${setting}`),
    practitioner: ({ system, value }) =>
      system === undefined || value === undefined ? undefined : idOf('Practitioner', `${system}|${value}`),
    organization: (ods) => idOf('Organization', ods),
    location: (location) => idOf('Location', locationPath(location)),
  };
}

/**
 * `RFRPA/B6//3`: site, ward, room and bed, trailing empty levels left out. A slash within a name is escaped, so that
 * two places never share a path.
 */
export function locationPath({ site, ward, room, bed }: PatientLocation): string {
  return [site, ward, room, bed]
    .map((part) => (part ?? '').replaceAll('%', '%25').replaceAll('/', '%2F'))
    .join('/')
    .replace(/\/+$/, '');
}
