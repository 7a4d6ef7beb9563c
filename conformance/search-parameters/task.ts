/** Search parameters of Task. FHIR R4 task.html. */
import type { Declaration } from './definition.ts';
import { code, concept, dateTime, identifier, period, reference } from './forms.ts';

export const TASK: readonly Declaration[] = [
  dateTime('authored-on', 'authoredOn'),
  reference('based-on', 'basedOn', 'any'),
  concept('business-status', 'businessStatus'),
  concept('code', 'code'),
  reference('encounter', 'encounter', 'Encounter'),
  reference('focus', 'focus', 'any'),
  identifier('group-identifier', 'groupIdentifier'),
  identifier('identifier', 'identifier'),
  code('intent', 'intent', 'http://hl7.org/fhir/task-intent', 'http://hl7.org/fhir/request-intent'),
  dateTime('modified', 'lastModified'),
  reference(
    'owner',
    'owner',
    'Practitioner Organization CareTeam Device Patient HealthcareService PractitionerRole RelatedPerson',
  ),
  reference('part-of', 'partOf', 'Task'),
  reference('patient', 'for', 'Patient'),
  concept('performer', 'performerType'),
  period('period', 'executionPeriod'),
  code('priority', 'priority', 'http://hl7.org/fhir/request-priority'),
  reference(
    'requester',
    'requester',
    'Practitioner Organization Device Patient PractitionerRole RelatedPerson',
  ),
  code('status', 'status', 'http://hl7.org/fhir/task-status'),
  reference('subject', 'for', 'any'),
];
