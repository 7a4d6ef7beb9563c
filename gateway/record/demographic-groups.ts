/** Groups of a person's fields that are taken from one source together, as a place names them in its order of sources. */
import type { PersonField } from './fold-person.ts';

/** Groups of fields that only make sense together. */
export const GROUPS = {
  name: ['name'],
  gender: ['gender'],
  birthDate: ['birthDate', 'birthTime', 'birthDateEstimated'],
  address: ['address'],
  telecom: ['homeTelecom', 'workTelecom'],
  language: ['language'],
  maritalStatus: ['maritalStatus'],
  ethnicCategory: ['ethnicCategory'],
  birthPlace: ['birthPlace'],
  nationality: ['nationality'],
  multipleBirth: ['multipleBirth', 'birthOrder'],
  deceased: ['deathTime', 'deathIndicator'],
  practice: ['practice'],
  generalPractitioner: ['generalPractitioner'],
  contact: ['contact'],
} as const satisfies Record<string, readonly PersonField[]>;

export type DemographicGroup = keyof typeof GROUPS;

export const DEMOGRAPHIC_GROUPS: readonly DemographicGroup[] =
  // The keys of a literal of ours.
  Object.keys(GROUPS) as DemographicGroup[];
