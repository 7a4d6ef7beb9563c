/** Search parameters of Medication. FHIR R4 medication.html. */
import type { Declaration } from './definition.ts';
import { code, concept, dateTime, definedBy, identifier, reference, word } from './forms.ts';

export const MEDICATION: readonly Declaration[] = [
  definedBy('clinical', concept('code', 'code')),
  dateTime('expiration-date', 'batch.expirationDate'),
  concept('form', 'form'),
  identifier('identifier', 'identifier'),
  reference('ingredient', 'ingredient.itemReference', 'Medication Substance'),
  concept('ingredient-code', 'ingredient.itemCodeableConcept'),
  word('lot-number', 'batch.lotNumber'),
  reference('manufacturer', 'manufacturer', 'Organization'),
  code('status', 'status', 'http://hl7.org/fhir/CodeSystem/medication-status'),
];
