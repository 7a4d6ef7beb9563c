/**
 * Which UK Core profile an R4 resource of a summary may claim: only one that it keeps. UK Core STU3 sequence, required
 * elements and invariants of each profile. A resource without a claim is base R4.
 */
import { ODS_ORGANISATION, ODS_SITE, UK_CORE } from '../../../conformance/systems.ts';
import type { Json } from '../stu3/mapper.ts';
import { objects } from '../stu3/read-json.ts';

const always = (): boolean => true;

const KEEPS: Readonly<Record<string, (resource: Json) => boolean>> = {
  AllergyIntolerance: ({ code }) => code !== undefined,
  CarePlan: always,
  Condition: always,
  Consent: always,
  DiagnosticReport: always,
  DocumentReference: always,
  Encounter: always,
  Flag: always,
  Immunization: ({ status, statusReason }) => status !== 'not-done' || statusReason !== undefined,
  Location: (resource) => codesAreWhole(resource, [ODS_SITE]),
  Medication: ({ code }) => code !== undefined,
  MedicationRequest: ({ substitution }) => substitution !== undefined,
  MedicationStatement: ({ identifier }) =>
    objects(identifier).every(({ system, value }) => system !== undefined && value !== undefined),
  Observation: always,
  Organization: (resource) => codesAreWhole(resource, [ODS_ORGANISATION, ODS_SITE]),
  Practitioner: always,
  PractitionerRole: always,
  QuestionnaireResponse: always,
  RelatedPerson: always,
  ServiceRequest: always,
};

/** One code of each kind at most, each with its value. */
function codesAreWhole(resource: Json, systems: readonly unknown[]): boolean {
  return systems.every((system) => {
    const codes = objects(resource['identifier']).filter((identifier) => identifier['system'] === system);
    return codes.length <= 1 && codes.every(({ value }) => value !== undefined);
  });
}

/** @param resource as it will be written. @returns for `meta.profile`. */
export function profileOf(resource: Json): readonly string[] {
  const type = typeof resource['resourceType'] === 'string' ? resource['resourceType'] : '';
  const keeps = Object.hasOwn(KEEPS, type) ? KEEPS[type] : undefined;
  return keeps?.(resource) === true ? [`${UK_CORE}UKCore-${type}`] : [];
}
