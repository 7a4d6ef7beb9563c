/** Search parameters of Communication. FHIR R4 communication.html. */
import type { Declaration } from './definition.ts';
import { canonical, code, concept, dateTime, identifier, reference, uri } from './forms.ts';

export const COMMUNICATION: readonly Declaration[] = [
  reference('based-on', 'basedOn', 'any'),
  concept('category', 'category'),
  reference('encounter', 'encounter', 'Encounter'),
  identifier('identifier', 'identifier'),
  canonical(
    'instantiates-canonical',
    'instantiatesCanonical',
    'Questionnaire Measure PlanDefinition OperationDefinition ActivityDefinition',
  ),
  uri('instantiates-uri', 'instantiatesUri'),
  concept('medium', 'medium'),
  reference('part-of', 'partOf', 'any'),
  reference('patient', 'subject', 'Patient'),
  dateTime('received', 'received'),
  reference(
    'recipient',
    'recipient',
    'Practitioner Group Organization CareTeam Device Patient HealthcareService PractitionerRole RelatedPerson',
  ),
  reference(
    'sender',
    'sender',
    'Practitioner Organization Device Patient HealthcareService PractitionerRole RelatedPerson',
  ),
  dateTime('sent', 'sent'),
  code('status', 'status', 'http://hl7.org/fhir/event-status'),
  reference('subject', 'subject', 'Group Patient'),
];
