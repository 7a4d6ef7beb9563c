/** Search parameters of EpisodeOfCare. FHIR R4 episodeofcare.html. */
import type { Declaration } from './definition.ts';
import { code, concept, definedBy, identifier, period, reference } from './forms.ts';

export const EPISODE_OF_CARE: readonly Declaration[] = [
  reference('care-manager', 'careManager', 'Practitioner'),
  reference('condition', 'diagnosis.condition', 'Condition'),
  definedBy('clinical', period('date', 'period')),
  definedBy('clinical', identifier('identifier', 'identifier')),
  reference('incoming-referral', 'referralRequest', 'ServiceRequest'),
  reference('organization', 'managingOrganization', 'Organization'),
  definedBy('clinical', reference('patient', 'patient', 'Patient')),
  code('status', 'status', 'http://hl7.org/fhir/episode-of-care-status'),
  definedBy('clinical', concept('type', 'type')),
];
