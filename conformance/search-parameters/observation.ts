/** Search parameters of Observation. FHIR R4 observation.html. */
import type { Declaration } from './definition.ts';
import { code, concept, definedBy, identifier, reference, text, time } from './forms.ts';

export const OBSERVATION: readonly Declaration[] = [
  reference(
    'based-on',
    'basedOn',
    'CarePlan MedicationRequest NutritionOrder DeviceRequest ServiceRequest ImmunizationRecommendation',
  ),
  concept('category', 'category'),
  definedBy('clinical', concept('code', 'code')),
  concept('combo-code', 'code', 'component.code'),
  concept('combo-data-absent-reason', 'dataAbsentReason', 'component.dataAbsentReason'),
  concept('combo-value-concept', 'valueCodeableConcept', 'component.valueCodeableConcept'),
  concept('component-code', 'component.code'),
  concept('component-data-absent-reason', 'component.dataAbsentReason'),
  concept('component-value-concept', 'component.valueCodeableConcept'),
  concept('data-absent-reason', 'dataAbsentReason'),
  definedBy(
    'clinical',
    time('date', 'effectiveDateTime', 'effectivePeriod', 'effectiveTiming', 'effectiveInstant'),
  ),
  reference(
    'derived-from',
    'derivedFrom',
    'Media Observation ImagingStudy MolecularSequence QuestionnaireResponse DocumentReference',
  ),
  reference('device', 'device', 'Device DeviceMetric'),
  definedBy('clinical', reference('encounter', 'encounter', 'Encounter EpisodeOfCare')),
  reference('focus', 'focus', 'any'),
  reference('has-member', 'hasMember', 'Observation MolecularSequence QuestionnaireResponse'),
  definedBy('clinical', identifier('identifier', 'identifier')),
  concept('method', 'method'),
  reference(
    'part-of',
    'partOf',
    'Immunization MedicationDispense MedicationAdministration Procedure ImagingStudy MedicationStatement',
  ),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  reference(
    'performer',
    'performer',
    'Practitioner Organization CareTeam Patient PractitionerRole RelatedPerson',
  ),
  reference('specimen', 'specimen', 'Specimen'),
  code('status', 'status', 'http://hl7.org/fhir/observation-status'),
  reference('subject', 'subject', 'Group Device Patient Location'),
  concept('value-concept', 'valueCodeableConcept'),
  time('value-date', 'valueDateTime', 'valuePeriod'),
  text('value-string', 'valueString', 'valueCodeableConcept.text'),
];
