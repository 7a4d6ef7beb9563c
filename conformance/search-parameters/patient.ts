/** Search parameters of Patient. FHIR R4 patient.html 8.1.14; `locality` is our own. */
import { LOCALITY_ATTRIBUTION, ROTHER } from '../systems.ts';
import type { Declaration } from './definition.ts';
import { ACTIVE, INDIVIDUAL } from './shared.ts';

export const PATIENT: readonly Declaration[] = [
  ...INDIVIDUAL,
  ACTIVE,
  { code: 'identifier', kind: 'token', element: 'Identifier', paths: ['identifier'] },
  {
    code: 'birthdate',
    kind: 'date',
    element: 'date',
    paths: ['birthDate'],
    definition: 'individual-birthdate',
  },
  { code: 'death-date', kind: 'date', element: 'dateTime', paths: ['deceasedDateTime'] },
  {
    code: 'deceased',
    kind: 'token',
    element: 'boolean',
    paths: ['deceasedBoolean', 'deceasedDateTime'],
    impliedSystem: 'http://terminology.hl7.org/CodeSystem/special-values',
    existence: true,
  },
  { code: 'language', kind: 'token', element: 'CodeableConcept', paths: ['communication.language'] },
  {
    code: 'general-practitioner',
    kind: 'reference',
    element: 'Reference',
    paths: ['generalPractitioner'],
    targets: ['Practitioner', 'Organization', 'PractitionerRole'],
  },
  {
    code: 'link',
    kind: 'reference',
    element: 'Reference',
    paths: ['link.other'],
    targets: ['Patient', 'RelatedPerson'],
  },
  {
    code: 'organization',
    kind: 'reference',
    element: 'Reference',
    paths: ['managingOrganization'],
    targets: ['Organization'],
  },
  {
    code: 'locality',
    kind: 'token',
    element: 'Coding',
    url: `${ROTHER}SearchParameter/Patient-locality`,
    paths: [
      [
        { name: 'extension', where: { field: 'url', is: LOCALITY_ATTRIBUTION } },
        { name: 'extension', where: { field: 'url', is: 'locality' } },
        { name: 'valueCoding' },
      ],
    ],
  },
];
