/** The names and small shapes of GP Connect's FHIR STU3 that the generator of summaries writes. GP Connect 1.6.2. */

export type Json = Readonly<Record<string, unknown>>;

export const NHS = 'https://fhir.nhs.uk/STU3/StructureDefinition/';
export const UK = 'https://fhir.hl7.org.uk/STU3/StructureDefinition/';
const SNOMED = 'http://snomed.info/sct';

export function profile(name: string): Json {
  return { profile: [`${NHS}CareConnect-GPC-${name}-1`] };
}

export function coded(system: string, code: string, display: string): Json {
  return { coding: [{ system, code, display }] };
}

/** A SNOMED CT concept. */
export function concept(code: string, display: string): Json {
  return coded(SNOMED, code, display);
}
