/** Search parameters of QuestionnaireResponse. FHIR R4 questionnaireresponse.html. */
import type { Declaration } from './definition.ts';
import { canonical, code, dateTime, identifier, reference } from './forms.ts';

export const QUESTIONNAIRE_RESPONSE: readonly Declaration[] = [
  reference('author', 'author', 'Practitioner Organization Device Patient PractitionerRole RelatedPerson'),
  dateTime('authored', 'authored'),
  reference('based-on', 'basedOn', 'CarePlan ServiceRequest'),
  reference('encounter', 'encounter', 'Encounter'),
  identifier('identifier', 'identifier'),
  reference('part-of', 'partOf', 'Observation Procedure'),
  reference('patient', 'subject', 'Patient'),
  canonical('questionnaire', 'questionnaire', 'Questionnaire'),
  reference('source', 'source', 'Practitioner Patient PractitionerRole RelatedPerson'),
  code('status', 'status', 'http://hl7.org/fhir/questionnaire-answers-status'),
  reference('subject', 'subject', 'any'),
];
