/** Search parameters of MedicationRequest. FHIR R4 medicationrequest.html. */
import type { Declaration } from './definition.ts';
import { code, concept, dateTime, definedBy, identifier, reference } from './forms.ts';

export const MEDICATION_REQUEST: readonly Declaration[] = [
  dateTime('authoredon', 'authoredOn'),
  concept('category', 'category'),
  definedBy('clinical', concept('code', 'medicationCodeableConcept')),
  definedBy('medications', dateTime('date', 'dosageInstruction.timing.event')),
  definedBy('medications', reference('encounter', 'encounter', 'Encounter')),
  definedBy('clinical', identifier('identifier', 'identifier')),
  reference('intended-dispenser', 'dispenseRequest.performer', 'Organization'),
  reference(
    'intended-performer',
    'performer',
    'Practitioner Organization CareTeam Device Patient PractitionerRole RelatedPerson',
  ),
  concept('intended-performertype', 'performerType'),
  code('intent', 'intent', 'http://hl7.org/fhir/CodeSystem/medicationrequest-intent'),
  definedBy('medications', reference('medication', 'medicationReference', 'Medication')),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  code('priority', 'priority', 'http://hl7.org/fhir/request-priority'),
  reference(
    'requester',
    'requester',
    'Practitioner Organization Device Patient PractitionerRole RelatedPerson',
  ),
  definedBy(
    'medications',
    code('status', 'status', 'http://hl7.org/fhir/CodeSystem/medicationrequest-status'),
  ),
  reference('subject', 'subject', 'Group Patient'),
];
