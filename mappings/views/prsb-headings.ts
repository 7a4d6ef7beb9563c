/** Headings of the PRSB Core Information Standard v2 as section codes; those without a code are told by their words alone. */
import type { CodeableConcept } from '@medplum/fhirtypes';
import { UK_CORE_CODES } from '../../conformance/systems.ts';

const HEADINGS = {
  'admission-details': 'Admission details',
  'services-and-care': 'Services and care',
  'professional-contacts': 'Professional contacts',
  alerts: 'Alerts',
  'risk-information': 'Risk information',
  safeguarding: 'Safeguarding',
  'individual-requirements': 'Individual requirements',
  problems: 'Problems',
  'allergies-and-adverse-reaction': 'Allergies and adverse reaction',
  'medications-and-medical-devices': 'Medications and medical devices',
  'legal-information': 'Legal information',
  'social-context': 'Social context',
  'person-demographics': 'Person demographics',
  'gp-practice': 'GP practice',
  'contact-with-professionals': 'Contact with professionals',
  'discharge-details': 'Discharge details',
  'future-appointments': 'Future appointments',
  'plan-and-requested-actions': 'Plan and requested actions',
} as const;

/** @param code of UKCore-RecordStandardHeadings 2.2.0. */
export function heading(code: keyof typeof HEADINGS): CodeableConcept {
  const coding = { system: `${UK_CORE_CODES}UKCore-RecordStandardHeadings`, code, display: HEADINGS[code] };
  return { coding: [coding] };
}

/** A heading of the standard for which there is no code. */
export function uncoded(text: string): CodeableConcept {
  return { text };
}
