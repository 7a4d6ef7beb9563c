/** Search parameters of ServiceRequest. FHIR R4 servicerequest.html. */
import type { Declaration } from './definition.ts';
import {
  canonical,
  code,
  concept,
  dateTime,
  definedBy,
  identifier,
  reference,
  time,
  uri,
  word,
} from './forms.ts';

export const SERVICE_REQUEST: readonly Declaration[] = [
  dateTime('authored', 'authoredOn'),
  reference('based-on', 'basedOn', 'CarePlan MedicationRequest ServiceRequest'),
  concept('body-site', 'bodySite'),
  concept('category', 'category'),
  definedBy('clinical', concept('code', 'code')),
  definedBy('clinical', reference('encounter', 'encounter', 'Encounter EpisodeOfCare')),
  definedBy('clinical', identifier('identifier', 'identifier')),
  canonical('instantiates-canonical', 'instantiatesCanonical', 'PlanDefinition ActivityDefinition'),
  uri('instantiates-uri', 'instantiatesUri'),
  code('intent', 'intent', 'http://hl7.org/fhir/request-intent'),
  time('occurrence', 'occurrenceDateTime', 'occurrencePeriod', 'occurrenceTiming'),
  word('order-detail', 'orderDetail.text'),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  reference(
    'performer',
    'performer',
    'Practitioner Organization CareTeam Device Patient HealthcareService PractitionerRole RelatedPerson',
  ),
  concept('performer-type', 'performerType'),
  code('priority', 'priority', 'http://hl7.org/fhir/request-priority'),
  reference('replaces', 'replaces', 'ServiceRequest'),
  reference(
    'requester',
    'requester',
    'Practitioner Organization Device Patient PractitionerRole RelatedPerson',
  ),
  identifier('requisition', 'requisition'),
  reference('specimen', 'specimen', 'Specimen'),
  code('status', 'status', 'http://hl7.org/fhir/request-status'),
  reference('subject', 'subject', 'Group Device Patient Location'),
];
