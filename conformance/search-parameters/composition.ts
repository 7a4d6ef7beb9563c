/** Search parameters of Composition. FHIR R4 composition.html. */
import type { Declaration } from './definition.ts';
import { code, concept, dateTime, definedBy, identifier, period, reference, text } from './forms.ts';

export const COMPOSITION: readonly Declaration[] = [
  reference('attester', 'attester.party', 'Practitioner Organization Patient PractitionerRole RelatedPerson'),
  reference('author', 'author', 'Practitioner Organization Device Patient PractitionerRole RelatedPerson'),
  concept('category', 'category'),
  code('confidentiality', 'confidentiality', 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'),
  concept('context', 'event.code'),
  definedBy('clinical', dateTime('date', 'date')),
  definedBy('clinical', reference('encounter', 'encounter', 'Encounter EpisodeOfCare')),
  reference('entry', 'section.entry', 'any'),
  definedBy('clinical', identifier('identifier', 'identifier')),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  period('period', 'event.period'),
  identifier('related-id', 'relatesTo.targetIdentifier'),
  reference('related-ref', 'relatesTo.targetReference', 'Composition'),
  concept('section', 'section.code'),
  code('status', 'status', 'http://hl7.org/fhir/composition-status'),
  reference('subject', 'subject', 'any'),
  text('title', 'title'),
  definedBy('clinical', concept('type', 'type')),
];
