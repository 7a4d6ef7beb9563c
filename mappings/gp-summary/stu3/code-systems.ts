/**
 * STU3 and CareConnect code systems -> what R4 and UK Core name the same codes. GP Connect 1.6.2; FHIR R4 terminology.
 * Systems are compared by their last path segments where both NHS hosts published them.
 */
import { ACT_CODE, PARTICIPATION_TYPE, UK_CORE_CODES } from '../../../conformance/systems.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem/';

/** Systems of HL7 by their whole address. */
const HL7_SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['http://hl7.org/fhir/condition-category', `${HL7}condition-category`],
  ['http://hl7.org/fhir/observation-category', `${HL7}observation-category`],
  ['http://hl7.org/fhir/v2/0074', `${HL7}v2-0074`],
  ['http://hl7.org/fhir/v2/0078', `${HL7}v3-ObservationInterpretation`],
  ['http://hl7.org/fhir/v2/0443', `${HL7}v2-0443`],
  ['http://hl7.org/fhir/v3/ParticipationType', PARTICIPATION_TYPE],
  ['http://hl7.org/fhir/v3/NullFlavor', `${HL7}v3-NullFlavor`],
  ['http://hl7.org/fhir/v3/ActCode', ACT_CODE],
  ['http://hl7.org/fhir/list-order', `${HL7}list-order`],
  ['http://hl7.org/fhir/codesystem-list-order.html', `${HL7}list-order`],
  ['http://hl7.org/fhir/list-empty-reason', `${HL7}list-empty-reason`],
  ['http://hl7.org/fhir/data-absent-reason', `${HL7}data-absent-reason`],
  ['http://hl7.org/fhir/organization-type', `${HL7}organization-type`],
]);

/** Systems of CareConnect by their name, under either NHS host. */
const CARE_CONNECT: ReadonlyMap<string, string> = new Map([
  ['CareConnect-ConditionCategory-1', `${HL7}condition-category`],
  ['CareConnect-ListEmptyReasonCode-1', `${UK_CORE_CODES}UKCore-ListEmptyReasonCode`],
  ['CareConnect-NHSNumberVerificationStatus-1', `${UK_CORE_CODES}UKCore-NHSNumberVerificationStatusEngland`],
  ['CareConnect-PrescribingAgency-1', `${UK_CORE_CODES}UKCore-MedicationPrescribingOrganizationType`],
  ['CareConnect-HumanLanguage-1', 'urn:ietf:bcp:47'],
  ['CareConnect-LanguageAbilityMode-1', `${HL7}v3-LanguageAbilityMode`],
  ['CareConnect-LanguageAbilityProficiency-1', `${HL7}v3-LanguageAbilityProficiency`],
]);

const NHS_CODE_SYSTEM = /^https:\/\/fhir\.(?:nhs|hl7\.org)\.uk\/(?:STU3\/)?CodeSystem\/([^/]+)$/;

/** @param system as the STU3 source names it. @returns the R4 name of the same codes; systems without one stay as they are. */
export function r4System(system: string): string {
  const hl7 = HL7_SYSTEMS.get(system);
  if (hl7 !== undefined) return hl7;
  const name = NHS_CODE_SYSTEM.exec(system)?.[1];
  return (name === undefined ? undefined : CARE_CONNECT.get(name)) ?? system;
}
