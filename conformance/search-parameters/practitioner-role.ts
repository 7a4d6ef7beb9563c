/** Search parameters of PractitionerRole. FHIR R4 practitionerrole.html. */
import type { Declaration } from './definition.ts';
import { concept, identifier, period, reference } from './forms.ts';
import { ACTIVE, TELECOMS } from './shared.ts';

export const PRACTITIONER_ROLE: readonly Declaration[] = [
  ...TELECOMS,
  ACTIVE,
  period('date', 'period'),
  reference('endpoint', 'endpoint', 'Endpoint'),
  identifier('identifier', 'identifier'),
  reference('location', 'location', 'Location'),
  reference('organization', 'organization', 'Organization'),
  reference('practitioner', 'practitioner', 'Practitioner'),
  concept('role', 'code'),
  reference('service', 'healthcareService', 'HealthcareService'),
  concept('specialty', 'specialty'),
];
