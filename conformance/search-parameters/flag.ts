/** Search parameters of Flag. FHIR R4 flag.html. */
import type { Declaration } from './definition.ts';
import { definedBy, identifier, period, reference } from './forms.ts';

export const FLAG: readonly Declaration[] = [
  reference('author', 'author', 'Practitioner Organization Device Patient PractitionerRole'),
  definedBy('clinical', period('date', 'period')),
  definedBy('clinical', reference('encounter', 'encounter', 'Encounter EpisodeOfCare')),
  identifier('identifier', 'identifier'),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  reference(
    'subject',
    'subject',
    'Practitioner Group Organization Medication Patient PlanDefinition Procedure Location',
  ),
];
