/** Search parameters of Basic. FHIR R4 basic.html 2.45.7. */
import type { Declaration } from './definition.ts';

export const BASIC: readonly Declaration[] = [
  { code: 'code', kind: 'token', element: 'CodeableConcept', paths: ['code'] },
  { code: 'identifier', kind: 'token', element: 'Identifier', paths: ['identifier'] },
  { code: 'created', kind: 'date', element: 'date', paths: ['created'] },
  {
    code: 'author',
    kind: 'reference',
    element: 'Reference',
    paths: ['author'],
    targets: ['Practitioner', 'Organization', 'Patient', 'PractitionerRole', 'RelatedPerson'],
  },
  { code: 'subject', kind: 'reference', element: 'Reference', paths: ['subject'], targets: 'any' },
  { code: 'patient', kind: 'reference', element: 'Reference', paths: ['subject'], targets: ['Patient'] },
];
