/** Search parameters of CarePlan. FHIR R4 careplan.html. */
import type { Declaration } from './definition.ts';
import { canonical, code, concept, definedBy, identifier, period, reference, time, uri } from './forms.ts';

export const CARE_PLAN: readonly Declaration[] = [
  concept('activity-code', 'activity.detail.code'),
  time(
    'activity-date',
    'activity.detail.scheduledTiming',
    'activity.detail.scheduledPeriod',
    'activity.detail.scheduledString',
  ),
  reference(
    'activity-reference',
    'activity.reference',
    'Appointment MedicationRequest Task NutritionOrder RequestGroup VisionPrescription DeviceRequest ServiceRequest CommunicationRequest',
  ),
  reference('based-on', 'basedOn', 'CarePlan'),
  reference('care-team', 'careTeam', 'CareTeam'),
  concept('category', 'category'),
  reference('condition', 'addresses', 'Condition'),
  definedBy('clinical', period('date', 'period')),
  reference('encounter', 'encounter', 'Encounter'),
  reference('goal', 'goal', 'Goal'),
  definedBy('clinical', identifier('identifier', 'identifier')),
  canonical(
    'instantiates-canonical',
    'instantiatesCanonical',
    'Questionnaire Measure PlanDefinition OperationDefinition ActivityDefinition',
  ),
  uri('instantiates-uri', 'instantiatesUri'),
  code('intent', 'intent', 'http://hl7.org/fhir/request-intent'),
  reference('part-of', 'partOf', 'CarePlan'),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  reference(
    'performer',
    'activity.detail.performer',
    'Practitioner Organization CareTeam Device Patient HealthcareService PractitionerRole RelatedPerson',
  ),
  reference('replaces', 'replaces', 'CarePlan'),
  code('status', 'status', 'http://hl7.org/fhir/request-status'),
  reference('subject', 'subject', 'Group Patient'),
];
