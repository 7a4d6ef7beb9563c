/**
 * Items that state an absence ("no known allergies"), and items that are over or in error: which are what a reader may
 * take for current. SNOMED CT 716186003 and its children; IPS absent and unknown data; FHIR R4 AllergyIntolerance ait-1.
 */
import type { CodeableConcept, Resource } from '@medplum/fhirtypes';

const SNOMED = 'http://snomed.info/sct';
const IPS_ABSENT = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips';

const ALL: readonly string[] = [
  `${SNOMED}|716186003`,
  `${IPS_ABSENT}|no-known-allergies`,
  `${IPS_ABSENT}|no-known-medications`,
  `${IPS_ABSENT}|no-known-problems`,
];
/** Of drugs, the environment, food, animals, insects. */
const SOME: readonly string[] = ['409137002', '428607008', '429625007', '716220001', '428197003'].map(
  (code) => `${SNOMED}|${code}`,
);

/**
 * @returns `all` where the item states that nothing of its area is known, `some` where it states so of a part or says
 * that there is no information; undefined for an item that is something.
 */
export function absenceIn(resource: Resource): 'all' | 'some' | undefined {
  const codes = (conceptOf(resource)?.coding ?? []).map(
    ({ system, code }) => `${system ?? ''}|${code ?? ''}`,
  );
  if (codes.some((code) => ALL.includes(code))) return 'all';
  return codes.some((code) => SOME.includes(code) || code.startsWith(`${IPS_ABSENT}|`)) ? 'some' : undefined;
}

function conceptOf(resource: Resource): CodeableConcept | undefined {
  switch (resource.resourceType) {
    case 'AllergyIntolerance':
    case 'Condition':
      return resource.code;
    case 'MedicationStatement':
    case 'MedicationRequest':
      return resource.medicationCodeableConcept;
    default:
      return undefined;
  }
}

/** @returns where an item is listed: a resolved allergy never among the current ones, what is in error nowhere. */
export function listingOf(resource: Resource): 'current' | 'ended' | 'nowhere' {
  if (isInError(resource)) return 'nowhere';
  if (resource.resourceType !== 'AllergyIntolerance') return 'current';
  const ended = resource.clinicalStatus?.coding?.some(
    ({ code }) => code === 'resolved' || code === 'inactive',
  );
  return ended === true ? 'ended' : 'current';
}

/** @returns whether the item says of itself that it should never have been, or is not so. */
export function isInError(resource: Resource): boolean {
  if (resource.resourceType === 'AllergyIntolerance' || resource.resourceType === 'Condition') {
    const codes = resource.verificationStatus?.coding ?? [];
    return codes.some(({ code }) => code === 'entered-in-error' || code === 'refuted');
  }
  return 'status' in resource && resource.status === 'entered-in-error';
}
