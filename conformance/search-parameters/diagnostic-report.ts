/** Search parameters of DiagnosticReport. FHIR R4 diagnosticreport.html. */
import type { Declaration } from './definition.ts';
import { code, concept, definedBy, identifier, instant, reference, time } from './forms.ts';

export const DIAGNOSTIC_REPORT: readonly Declaration[] = [
  reference(
    'based-on',
    'basedOn',
    'CarePlan MedicationRequest NutritionOrder ServiceRequest ImmunizationRecommendation',
  ),
  concept('category', 'category'),
  definedBy('clinical', concept('code', 'code')),
  concept('conclusion', 'conclusionCode'),
  definedBy('clinical', time('date', 'effectiveDateTime', 'effectivePeriod')),
  definedBy('clinical', reference('encounter', 'encounter', 'Encounter EpisodeOfCare')),
  definedBy('clinical', identifier('identifier', 'identifier')),
  instant('issued', 'issued'),
  reference('media', 'media.link', 'Media'),
  definedBy('clinical', reference('patient', 'subject', 'Patient')),
  reference('performer', 'performer', 'Practitioner Organization CareTeam PractitionerRole'),
  reference('result', 'result', 'Observation'),
  reference(
    'results-interpreter',
    'resultsInterpreter',
    'Practitioner Organization CareTeam PractitionerRole',
  ),
  reference('specimen', 'specimen', 'Specimen'),
  code('status', 'status', 'http://hl7.org/fhir/diagnostic-report-status'),
  reference('subject', 'subject', 'Group Device Patient Location'),
];
