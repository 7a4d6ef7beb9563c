/** Search parameters of AllergyIntolerance. FHIR R4 allergyintolerance.html. */
import type { Declaration } from './definition.ts';
import { code, concept, dateTime, definedBy, identifier, reference } from './forms.ts';

export const ALLERGY_INTOLERANCE: readonly Declaration[] = [
  reference('asserter', 'asserter', 'Practitioner Patient PractitionerRole RelatedPerson'),
  code('category', 'category', 'http://hl7.org/fhir/allergy-intolerance-category'),
  concept('clinical-status', 'clinicalStatus'),
  definedBy('clinical', concept('code', 'code', 'reaction.substance')),
  code('criticality', 'criticality', 'http://hl7.org/fhir/allergy-intolerance-criticality'),
  definedBy('clinical', dateTime('date', 'recordedDate')),
  definedBy('clinical', identifier('identifier', 'identifier')),
  dateTime('last-date', 'lastOccurrence'),
  concept('manifestation', 'reaction.manifestation'),
  dateTime('onset', 'reaction.onset'),
  definedBy('clinical', reference('patient', 'patient', 'Patient')),
  reference('recorder', 'recorder', 'Practitioner Patient PractitionerRole RelatedPerson'),
  concept('route', 'reaction.exposureRoute'),
  code('severity', 'reaction.severity', 'http://hl7.org/fhir/reaction-event-severity'),
  definedBy('clinical', code('type', 'type', 'http://hl7.org/fhir/allergy-intolerance-type')),
  concept('verification-status', 'verificationStatus'),
];
