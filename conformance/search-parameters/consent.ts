/** Search parameters of Consent. FHIR R4 consent.html. */
import type { Declaration } from './definition.ts';
import { code, coding, concept, dateTime, definedBy, identifier, period, reference } from './forms.ts';

export const CONSENT: readonly Declaration[] = [
  concept('action', 'provision.action'),
  reference(
    'actor',
    'provision.actor.reference',
    'Practitioner Group Organization CareTeam Device Patient PractitionerRole RelatedPerson',
  ),
  concept('category', 'category'),
  reference('consentor', 'performer', 'Practitioner Organization Patient PractitionerRole RelatedPerson'),
  reference('data', 'provision.data.reference', 'any'),
  definedBy('clinical', dateTime('date', 'dateTime')),
  definedBy('clinical', identifier('identifier', 'identifier')),
  reference('organization', 'organization', 'Organization'),
  definedBy('clinical', reference('patient', 'patient', 'Patient')),
  period('period', 'provision.period'),
  coding('purpose', 'provision.purpose'),
  concept('scope', 'scope'),
  coding('security-label', 'provision.securityLabel'),
  reference(
    'source-reference',
    'sourceReference',
    'Consent Contract QuestionnaireResponse DocumentReference',
  ),
  code('status', 'status', 'http://hl7.org/fhir/consent-state-codes'),
];
