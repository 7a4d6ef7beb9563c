/** Search parameters of Encounter. FHIR R4 encounter.html 8.11.8; `locality` is our own. `length` (quantity) is not served. */
import { ROTHER } from '../systems.ts';
import type { Declaration } from './definition.ts';

const reference = (code: string, path: string, targets: readonly string[]): Declaration => ({
  code,
  kind: 'reference',
  element: 'Reference',
  paths: [path],
  targets,
});
const concept = (code: string, path: string): Declaration => ({
  code,
  kind: 'token',
  element: 'CodeableConcept',
  paths: [path],
});

export const ENCOUNTER: readonly Declaration[] = [
  {
    code: 'identifier',
    kind: 'token',
    element: 'Identifier',
    paths: ['identifier'],
    definition: 'clinical-identifier',
  },
  {
    code: 'status',
    kind: 'token',
    element: 'code',
    paths: ['status'],
    impliedSystem: 'http://hl7.org/fhir/encounter-status',
  },
  { code: 'class', kind: 'token', element: 'Coding', paths: ['class'] },
  { ...concept('type', 'type'), definition: 'clinical-type' },
  concept('participant-type', 'participant.type'),
  concept('reason-code', 'reasonCode'),
  concept('special-arrangement', 'hospitalization.specialArrangement'),
  { code: 'date', kind: 'date', element: 'Period', paths: ['period'], definition: 'clinical-date' },
  { code: 'location-period', kind: 'date', element: 'Period', paths: ['location.period'] },
  reference('subject', 'subject', ['Group', 'Patient']),
  { ...reference('patient', 'subject', ['Patient']), definition: 'clinical-patient' },
  reference('account', 'account', ['Account']),
  reference('appointment', 'appointment', ['Appointment']),
  reference('based-on', 'basedOn', ['ServiceRequest']),
  reference('diagnosis', 'diagnosis.condition', ['Condition', 'Procedure']),
  reference('episode-of-care', 'episodeOfCare', ['EpisodeOfCare']),
  reference('location', 'location.location', ['Location']),
  reference('part-of', 'partOf', ['Encounter']),
  reference('participant', 'participant.individual', ['Practitioner', 'PractitionerRole', 'RelatedPerson']),
  reference('practitioner', 'participant.individual', ['Practitioner']),
  reference('reason-reference', 'reasonReference', [
    'Condition',
    'Observation',
    'Procedure',
    'ImmunizationRecommendation',
  ]),
  reference('service-provider', 'serviceProvider', ['Organization']),
  {
    code: 'locality',
    kind: 'token',
    element: 'Coding',
    url: `${ROTHER}SearchParameter/Encounter-locality`,
    paths: [],
    through: { reference: 'subject', type: 'Patient', code: 'locality' },
  },
];
