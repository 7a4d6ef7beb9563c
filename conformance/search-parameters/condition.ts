/** Search parameters of Condition. FHIR R4 condition.html. */
import type { Declaration } from './definition.ts';
import { concept, dateTime, definedBy, identifier, reference, text, time } from './forms.ts';

export const CONDITION: readonly Declaration[] = [
  time('abatement-date', 'abatementDateTime', 'abatementPeriod'),
  text('abatement-string', 'abatementString'),
  reference('asserter', 'asserter', 'Practitioner Patient PractitionerRole RelatedPerson'),
  concept('body-site', 'bodySite'),
  concept('category', 'category'),
  concept('clinical-status', 'clinicalStatus'),
  definedBy('clinical', concept('code', 'code')),
  reference('encounter', 'encounter', 'Encounter'),
  concept('evidence', 'evidence.code'),
  reference('evidence-detail', 'evidence.detail', 'any'),
  definedBy('clinical', identifier('identifier', 'identifier')),
  time('onset-date', 'onsetDateTime', 'onsetPeriod'),
  text('onset-info', 'onsetString'),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  dateTime('recorded-date', 'recordedDate'),
  concept('severity', 'severity'),
  concept('stage', 'stage.summary'),
  reference('subject', 'subject', 'Group Patient'),
  concept('verification-status', 'verificationStatus'),
];
