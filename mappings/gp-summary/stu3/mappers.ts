/** Which mapper reads which STU3 resource type, and what becomes of its elements. GP Connect 1.6.2. */
import { ALLERGY_INTOLERANCE_FATES, mapAllergyIntolerance } from './allergy-intolerance.ts';
import { CONDITION_FATES, mapCondition } from './condition.ts';
import { DIAGNOSTIC_REPORT_FATES, mapDiagnosticReport } from './diagnostic-report.ts';
import { DOCUMENT_REFERENCE_FATES, mapDocumentReference } from './document-reference.ts';
import { ENCOUNTER_FATES, mapEncounter } from './encounter.ts';
import { IMMUNIZATION_FATES, mapImmunization } from './immunization.ts';
import { LOCATION_FATES, mapLocation } from './location.ts';
import type { ElementFates, Stu3Mapper } from './mapper.ts';
import { MEDICATION_REQUEST_FATES, mapMedicationRequest } from './medication-request.ts';
import { MEDICATION_STATEMENT_FATES, mapMedicationStatement } from './medication-statement.ts';
import { MEDICATION_FATES, mapMedication } from './medication.ts';
import { OBSERVATION_FATES, mapObservation } from './observation.ts';
import { ORGANIZATION_FATES, mapOrganization } from './organization.ts';
import { PRACTITIONER_ROLE_FATES, mapPractitionerRole } from './practitioner-role.ts';
import { PRACTITIONER_FATES, mapPractitioner } from './practitioner.ts';
import { PROCEDURE_REQUEST_FATES, mapProcedureRequest } from './procedure-request.ts';
import { QUESTIONNAIRE_RESPONSE_FATES, mapQuestionnaireResponse } from './questionnaire-response.ts';
import { REFERRAL_REQUEST_FATES, mapReferralRequest } from './referral-request.ts';
import { SPECIMEN_FATES, mapSpecimen } from './specimen.ts';

export interface TypeMapping {
  /** The R4 type that a reference to such a resource points to; undefined where nothing stands to be pointed to. */
  readonly r4?: string;
  /** `person`: what is recorded of the person. `around`: people, organisations and places that items name. */
  readonly about: 'person' | 'around';
  readonly map: Stu3Mapper;
  readonly fates: ElementFates;
}

function ofPerson(r4: string, map: Stu3Mapper, fates: ElementFates): TypeMapping {
  return { r4, about: 'person', map, fates };
}

function around(r4: string, map: Stu3Mapper, fates: ElementFates): TypeMapping {
  return { r4, about: 'around', map, fates };
}

const TYPE_MAPPINGS: Readonly<Record<string, TypeMapping>> = {
  AllergyIntolerance: ofPerson('AllergyIntolerance', mapAllergyIntolerance, ALLERGY_INTOLERANCE_FATES),
  Condition: ofPerson('Condition', mapCondition, CONDITION_FATES),
  DiagnosticReport: ofPerson('DiagnosticReport', mapDiagnosticReport, DIAGNOSTIC_REPORT_FATES),
  DocumentReference: ofPerson('DocumentReference', mapDocumentReference, DOCUMENT_REFERENCE_FATES),
  Encounter: ofPerson('Encounter', mapEncounter, ENCOUNTER_FATES),
  Immunization: ofPerson('Immunization', mapImmunization, IMMUNIZATION_FATES),
  MedicationRequest: ofPerson('MedicationRequest', mapMedicationRequest, MEDICATION_REQUEST_FATES),
  MedicationStatement: ofPerson('MedicationStatement', mapMedicationStatement, MEDICATION_STATEMENT_FATES),
  Observation: ofPerson('Observation', mapObservation, OBSERVATION_FATES),
  ProcedureRequest: ofPerson('ServiceRequest', mapProcedureRequest, PROCEDURE_REQUEST_FATES),
  QuestionnaireResponse: ofPerson(
    'QuestionnaireResponse',
    mapQuestionnaireResponse,
    QUESTIONNAIRE_RESPONSE_FATES,
  ),
  ReferralRequest: ofPerson('ServiceRequest', mapReferralRequest, REFERRAL_REQUEST_FATES),
  Specimen: ofPerson('Specimen', mapSpecimen, SPECIMEN_FATES),
  Location: around('Location', mapLocation, LOCATION_FATES),
  Organization: around('Organization', mapOrganization, ORGANIZATION_FATES),
  Practitioner: around('Practitioner', mapPractitioner, PRACTITIONER_FATES),
  PractitionerRole: around('PractitionerRole', mapPractitionerRole, PRACTITIONER_ROLE_FATES),
  // Said within the statement and the request: there is nothing to point to.
  Medication: { about: 'around', map: mapMedication, fates: MEDICATION_FATES },
};

/** @returns undefined for types that this mapping does not know. */
export function typeMapping(type: string): TypeMapping | undefined {
  return Object.hasOwn(TYPE_MAPPINGS, type) ? TYPE_MAPPINGS[type] : undefined;
}
