/** Search parameters of Immunization. FHIR R4 immunization.html. */
import type { Declaration } from './definition.ts';
import { code, concept, dateTime, definedBy, identifier, reference, text, time } from './forms.ts';

export const IMMUNIZATION: readonly Declaration[] = [
  definedBy('clinical', time('date', 'occurrenceDateTime', 'occurrenceString')),
  definedBy('clinical', identifier('identifier', 'identifier')),
  reference('location', 'location', 'Location'),
  text('lot-number', 'lotNumber'),
  reference('manufacturer', 'manufacturer', 'Organization'),
  definedBy('clinical', reference('patient', 'patient', 'Patient')),
  reference('performer', 'performer.actor', 'Practitioner Organization PractitionerRole'),
  reference('reaction', 'reaction.detail', 'Observation'),
  dateTime('reaction-date', 'reaction.date'),
  concept('reason-code', 'reasonCode'),
  reference('reason-reference', 'reasonReference', 'Condition Observation DiagnosticReport'),
  text('series', 'protocolApplied.series'),
  code('status', 'status', 'http://hl7.org/fhir/event-status'),
  concept('status-reason', 'statusReason'),
  concept('target-disease', 'protocolApplied.targetDisease'),
  concept('vaccine-code', 'vaccineCode'),
];
