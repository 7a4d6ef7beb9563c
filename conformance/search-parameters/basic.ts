/** Search parameters of Basic. FHIR R4 basic.html 2.45.7. */
import type { Declaration } from './definition.ts';
import { concept, date, identifier, reference } from './forms.ts';

export const BASIC: readonly Declaration[] = [
  concept('code', 'code'),
  identifier('identifier', 'identifier'),
  date('created', 'created'),
  reference('author', 'author', 'Practitioner Organization Patient PractitionerRole RelatedPerson'),
  reference('subject', 'subject', 'any'),
  reference('patient', 'subject', 'Patient'),
];
