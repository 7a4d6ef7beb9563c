/** Search parameters of Patient. FHIR R4 patient.html 8.1.14; `locality` is our own. */
import { LOCALITY_ATTRIBUTION, ROTHER } from '../systems.ts';
import type { Declaration } from './definition.ts';
import { bool, concept, date, dateTime, definedBy, identifier, reference } from './forms.ts';
import { ACTIVE, INDIVIDUAL } from './shared.ts';

export const PATIENT: readonly Declaration[] = [
  ...INDIVIDUAL,
  ACTIVE,
  identifier('identifier', 'identifier'),
  definedBy('individual', date('birthdate', 'birthDate')),
  dateTime('death-date', 'deceasedDateTime'),
  {
    ...bool('deceased', 'deceasedBoolean'),
    paths: ['deceasedBoolean', 'deceasedDateTime'],
    existence: true,
  },
  concept('language', 'communication.language'),
  reference('general-practitioner', 'generalPractitioner', 'Practitioner Organization PractitionerRole'),
  reference('link', 'link.other', 'Patient RelatedPerson'),
  reference('organization', 'managingOrganization', 'Organization'),
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
