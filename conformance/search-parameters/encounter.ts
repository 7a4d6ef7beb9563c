/** Search parameters of Encounter. FHIR R4 encounter.html 8.11.8. */
import type { Declaration } from './definition.ts';
import { code, coding, concept, definedBy, identifier, period, reference } from './forms.ts';

export const ENCOUNTER: readonly Declaration[] = [
  definedBy('clinical', identifier('identifier', 'identifier')),
  code('status', 'status', 'http://hl7.org/fhir/encounter-status'),
  coding('class', 'class'),
  definedBy('clinical', concept('type', 'type')),
  concept('participant-type', 'participant.type'),
  concept('reason-code', 'reasonCode'),
  concept('special-arrangement', 'hospitalization.specialArrangement'),
  definedBy('clinical', period('date', 'period')),
  period('location-period', 'location.period'),
  reference('subject', 'subject', 'Group Patient'),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  reference('account', 'account', 'Account'),
  reference('appointment', 'appointment', 'Appointment'),
  reference('based-on', 'basedOn', 'ServiceRequest'),
  reference('diagnosis', 'diagnosis.condition', 'Condition Procedure'),
  reference('episode-of-care', 'episodeOfCare', 'EpisodeOfCare'),
  reference('location', 'location.location', 'Location'),
  reference('part-of', 'partOf', 'Encounter'),
  reference('participant', 'participant.individual', 'Practitioner PractitionerRole RelatedPerson'),
  reference('practitioner', 'participant.individual', 'Practitioner'),
  reference(
    'reason-reference',
    'reasonReference',
    'Condition Observation Procedure ImmunizationRecommendation',
  ),
  reference('service-provider', 'serviceProvider', 'Organization'),
];
