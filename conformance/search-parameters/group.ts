/**
 * Search parameters of Group. FHIR R4 group.html 8.5.7. Groups here are lists of people without characteristics, so that
 * `characteristic`, `exclude` and `value` find nothing.
 */
import type { Declaration } from './definition.ts';
import { bool, code, concept, identifier, reference } from './forms.ts';

export const GROUP: readonly Declaration[] = [
  bool('actual', 'actual'),
  concept('characteristic', 'characteristic.code'),
  concept('code', 'code'),
  bool('exclude', 'characteristic.exclude'),
  identifier('identifier', 'identifier'),
  reference('managing-entity', 'managingEntity', 'Organization RelatedPerson Practitioner PractitionerRole'),
  reference(
    'member',
    'member.entity',
    'Patient Practitioner PractitionerRole Device Medication Substance Group',
  ),
  code('type', 'type', 'http://hl7.org/fhir/group-type'),
  concept('value', 'characteristic.valueCodeableConcept', 'characteristic.valueBoolean'),
];
