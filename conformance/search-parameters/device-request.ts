/** Search parameters of DeviceRequest. FHIR R4 devicerequest.html. */
import type { Declaration } from './definition.ts';
import { canonical, code, concept, dateTime, definedBy, identifier, reference, time, uri } from './forms.ts';

export const DEVICE_REQUEST: readonly Declaration[] = [
  dateTime('authored-on', 'authoredOn'),
  reference('based-on', 'basedOn', 'any'),
  definedBy('clinical', concept('code', 'codeCodeableConcept')),
  reference('device', 'codeReference', 'Device'),
  definedBy('clinical', reference('encounter', 'encounter', 'Encounter EpisodeOfCare')),
  time('event-date', 'occurrenceDateTime', 'occurrencePeriod'),
  identifier('group-identifier', 'groupIdentifier'),
  definedBy('clinical', identifier('identifier', 'identifier')),
  canonical('instantiates-canonical', 'instantiatesCanonical', 'PlanDefinition ActivityDefinition'),
  uri('instantiates-uri', 'instantiatesUri'),
  reference('insurance', 'insurance', 'ClaimResponse Coverage'),
  code('intent', 'intent', 'http://hl7.org/fhir/request-intent'),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  reference(
    'performer',
    'performer',
    'Practitioner Organization CareTeam Device Patient HealthcareService PractitionerRole RelatedPerson',
  ),
  reference('prior-request', 'priorRequest', 'any'),
  reference('requester', 'requester', 'Practitioner Organization Device PractitionerRole'),
  code('status', 'status', 'http://hl7.org/fhir/request-status'),
  reference('subject', 'subject', 'Group Device Patient Location'),
];
