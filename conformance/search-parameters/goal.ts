/** Search parameters of Goal. FHIR R4 goal.html. */
import type { Declaration } from './definition.ts';
import { code, concept, date, definedBy, identifier, reference } from './forms.ts';

export const GOAL: readonly Declaration[] = [
  concept('achievement-status', 'achievementStatus'),
  concept('category', 'category'),
  definedBy('clinical', identifier('identifier', 'identifier')),
  code('lifecycle-status', 'lifecycleStatus', 'http://hl7.org/fhir/goal-status'),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  date('start-date', 'startDate'),
  reference('subject', 'subject', 'Group Organization Patient'),
  date('target-date', 'target.dueDate'),
];
