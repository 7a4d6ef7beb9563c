/**
 * Search parameters of Group. FHIR R4 group.html 8.5.7; `characteristic-value` (composite) is not served. Groups here are
 * lists of people without characteristics, so that `characteristic`, `exclude` and `value` find nothing.
 */
import type { Declaration } from './definition.ts';

const SPECIAL_VALUES = 'http://terminology.hl7.org/CodeSystem/special-values';

export const GROUP: readonly Declaration[] = [
  { code: 'actual', kind: 'token', element: 'boolean', paths: ['actual'], impliedSystem: SPECIAL_VALUES },
  { code: 'characteristic', kind: 'token', element: 'CodeableConcept', paths: ['characteristic.code'] },
  { code: 'code', kind: 'token', element: 'CodeableConcept', paths: ['code'] },
  {
    code: 'exclude',
    kind: 'token',
    element: 'boolean',
    paths: ['characteristic.exclude'],
    impliedSystem: SPECIAL_VALUES,
  },
  { code: 'identifier', kind: 'token', element: 'Identifier', paths: ['identifier'] },
  {
    code: 'managing-entity',
    kind: 'reference',
    element: 'Reference',
    paths: ['managingEntity'],
    targets: ['Organization', 'RelatedPerson', 'Practitioner', 'PractitionerRole'],
  },
  {
    code: 'member',
    kind: 'reference',
    element: 'Reference',
    paths: ['member.entity'],
    targets: ['Patient', 'Practitioner', 'PractitionerRole', 'Device', 'Medication', 'Substance', 'Group'],
  },
  {
    code: 'type',
    kind: 'token',
    element: 'code',
    paths: ['type'],
    impliedSystem: 'http://hl7.org/fhir/group-type',
  },
  {
    code: 'value',
    kind: 'token',
    element: 'CodeableConcept',
    paths: ['characteristic.valueCodeableConcept', 'characteristic.valueBoolean'],
  },
];
