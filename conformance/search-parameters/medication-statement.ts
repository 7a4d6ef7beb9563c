/** Search parameters of MedicationStatement. FHIR R4 medicationstatement.html. */
import type { Declaration } from './definition.ts';
import { code, concept, definedBy, identifier, reference, time } from './forms.ts';

export const MEDICATION_STATEMENT: readonly Declaration[] = [
  concept('category', 'category'),
  definedBy('clinical', concept('code', 'medicationCodeableConcept')),
  reference('context', 'context', 'EpisodeOfCare Encounter'),
  time('effective', 'effectiveDateTime', 'effectivePeriod'),
  definedBy('clinical', identifier('identifier', 'identifier')),
  definedBy('medications', reference('medication', 'medicationReference', 'Medication')),
  reference(
    'part-of',
    'partOf',
    'MedicationDispense Observation MedicationAdministration Procedure MedicationStatement',
  ),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  reference(
    'source',
    'informationSource',
    'Practitioner Organization Patient PractitionerRole RelatedPerson',
  ),
  definedBy(
    'medications',
    code('status', 'status', 'http://hl7.org/fhir/CodeSystem/medication-statement-status'),
  ),
  reference('subject', 'subject', 'Group Patient'),
];
