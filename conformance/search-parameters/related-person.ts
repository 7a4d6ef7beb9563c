/** Search parameters of RelatedPerson. FHIR R4 relatedperson.html. */
import type { Declaration } from './definition.ts';
import { concept, date, definedBy, identifier, reference } from './forms.ts';
import { ACTIVE, GENDER, NAME, PHONETIC, TELECOMS, addressParameters } from './shared.ts';

export const RELATED_PERSON: readonly Declaration[] = [
  ...addressParameters('individual'),
  ...TELECOMS,
  GENDER,
  NAME,
  PHONETIC,
  ACTIVE,
  definedBy('individual', date('birthdate', 'birthDate')),
  identifier('identifier', 'identifier'),
  reference('patient', 'patient', 'Patient'),
  concept('relationship', 'relationship'),
];
