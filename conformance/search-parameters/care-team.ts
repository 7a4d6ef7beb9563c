/** Search parameters of CareTeam. FHIR R4 careteam.html. */
import type { Declaration } from './definition.ts';
import { code, concept, definedBy, identifier, period, reference } from './forms.ts';

export const CARE_TEAM: readonly Declaration[] = [
  concept('category', 'category'),
  definedBy('clinical', period('date', 'period')),
  reference('encounter', 'encounter', 'Encounter'),
  definedBy('clinical', identifier('identifier', 'identifier')),
  reference(
    'participant',
    'participant.member',
    'Practitioner Organization CareTeam Patient PractitionerRole RelatedPerson',
  ),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  code('status', 'status', 'http://hl7.org/fhir/care-team-status'),
  reference('subject', 'subject', 'Group Patient'),
];
