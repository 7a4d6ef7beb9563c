/** Search parameters of List. FHIR R4 list.html. */
import type { Declaration } from './definition.ts';
import { code, concept, dateTime, definedBy, identifier, reference, text } from './forms.ts';

export const LIST: readonly Declaration[] = [
  definedBy('clinical', concept('code', 'code')),
  definedBy('clinical', dateTime('date', 'date')),
  concept('empty-reason', 'emptyReason'),
  definedBy('clinical', reference('encounter', 'encounter', 'Encounter EpisodeOfCare')),
  definedBy('clinical', identifier('identifier', 'identifier')),
  reference('item', 'entry.item', 'any'),
  text('notes', 'note.text'),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  reference('source', 'source', 'Practitioner Device Patient PractitionerRole'),
  code('status', 'status', 'http://hl7.org/fhir/list-status'),
  reference('subject', 'subject', 'Group Device Patient Location'),
  text('title', 'title'),
];
