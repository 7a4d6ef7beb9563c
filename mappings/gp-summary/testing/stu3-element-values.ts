/** A value for each element of STU3 that a table of fates says is carried over. */
import type { Json } from '../stu3/mapper.ts';
import { coded } from './stu3-bundle.ts';

const ID = { system: 'https://numbers.example', value: '7' };
const PERIOD = { start: '2019', end: '2020' };
const NOTE = [{ text: 'A note' }];
const QUANTITY = { value: 2, unit: 'kg' };
const RANGE = { low: QUANTITY, high: { value: 3, unit: 'kg' } };
const TELECOM = [{ system: 'phone', value: '0114 496 0009' }];
const ADDRESS = [{ line: ['1 Example Street'], postalCode: 'S60 1AA' }];
const AGE = { value: 40, unit: 'a', system: 'http://unitsofmeasure.org', code: 'a' };
const DATE = '2019-05-04';
const INSTANT = '2019-05-04T03:02:01Z';
export const CONCEPT = { ...coded('123', 'Something'), text: 'Something else' };
const LABEL = [{ system: 'http://hl7.org/fhir/v3/ActCode', code: 'NOPAT' }];

/** One value for several names. */
function all(value: unknown, names: string): Json {
  return Object.fromEntries(names.split(' ').map((name) => [name, value]));
}

/** By the name of the element, which means nearly the same wherever it stands. */
export const BY_NAME: Json = {
  ...all([ID], 'identifier'),
  ...all(ID, 'masterIdentifier accessionIdentifier groupIdentifier requisition'),
  ...all(
    'Words',
    'name comment description conclusion lotNumber series valueString onsetString abatementString text',
  ),
  ...all(
    DATE,
    'assertedDate lastOccurrence dateAsserted authoredOn authored receivedTime date onset created',
  ),
  ...all(
    DATE,
    'expirationDate birthDate deceasedDateTime effectiveDateTime occurrenceDateTime valueDateTime',
  ),
  ...all(DATE, 'onsetDateTime abatementDateTime'),
  ...all(INSTANT, 'issued indexed'),
  ...all(PERIOD, 'period effectivePeriod occurrencePeriod valuePeriod onsetPeriod abatementPeriod'),
  ...all(QUANTITY, 'valueQuantity doseQuantity length'),
  ...all(AGE, 'onsetAge abatementAge'),
  ...all(RANGE, 'valueRange onsetRange abatementRange'),
  ...all({ numerator: QUANTITY, denominator: QUANTITY }, 'valueRatio'),
  ...all([RANGE], 'referenceRange'),
  ...all(true, 'primarySource doNotPerform asNeededBoolean notGiven deceasedBoolean allowed valueBoolean'),
  ...all(true, 'multipleBirthBoolean preferred'),
  ...all(false, 'active'),
  ...all(2, 'doseSequence seriesDoses'),
  ...all(LABEL, 'security'),
  ...all(NOTE, 'note'),
  ...all(TELECOM, 'telecom'),
  ...all(ADDRESS, 'address'),
  ...all([{ text: 'One a day' }], 'dosage dosageInstruction'),
  ...all({ title: 'A letter' }, 'attachment presentedForm'),
  ...all({ event: [DATE] }, 'occurrenceTiming'),
  ...all('01:02:03', 'valueTime'),
  ...all({ reference: 'Patient/q' }, 'subject'),
  ...all({ reference: 'Encounter/on' }, 'context encounter'),
  ...all(
    { reference: 'Practitioner/by' },
    'recorder asserter agent individual actor practitioner author source',
  ),
  ...all(
    { reference: 'Practitioner/by' },
    'authenticator performer informationSource recipient generalPractitioner',
  ),
  ...all({ reference: 'Organization/for' }, 'onBehalfOf organization custodian manufacturer authority'),
  ...all({ reference: 'Organization/for' }, 'serviceProvider managingOrganization'),
  ...all({ reference: 'Location/at' }, 'location'),
  ...all({ reference: 'ProcedureRequest/pr1' }, 'basedOn incomingReferral replaces request'),
  ...all({ reference: 'Condition/c1' }, 'reasonReference condition'),
  ...all({ reference: 'DocumentReference/d1' }, 'supportingInfo'),
  ...all({ reference: 'Specimen/of' }, 'specimen parent'),
  ...all({ reference: 'Observation/o1' }, 'result target'),
};

/** Where the name alone does not say it. */
export const BY_PATH: Json = {
  ...all({ reference: 'MedicationRequest/plan1' }, 'MedicationStatement.basedOn MedicationRequest.basedOn'),
  ...all({ reference: 'MedicationRequest/plan1' }, 'MedicationRequest.priorPrescription'),
  ...all({ reference: 'Medication/drug' }, 'MedicationRequest.medicationReference'),
  ...all({ reference: 'Medication/drug' }, 'MedicationStatement.medicationReference'),
  ...all({ reference: 'Observation/o1' }, 'QuestionnaireResponse.parent'),
  ...all({ reference: 'Location/at' }, 'Location.partOf'),
  ...all(
    { reference: 'Organization/for' },
    'Organization.partOf MedicationRequest.dispenseRequest.performer',
  ),
  ...all({ reference: 'Patient/q' }, 'List.subject'),
  ...all('Patient/q', 'AllergyIntolerance.patient.reference Immunization.patient.reference'),
  ...all('Patient/q', 'Condition.subject.reference Observation.subject.reference'),
  'AllergyIntolerance.clinicalStatus': 'resolved',
  'AllergyIntolerance.verificationStatus': 'confirmed',
  'AllergyIntolerance.type': 'intolerance',
  'AllergyIntolerance.category': ['environment'],
  'AllergyIntolerance.criticality': 'high',
  'AllergyIntolerance.reaction.severity': 'severe',
  'Condition.clinicalStatus': 'resolved',
  'Condition.verificationStatus': 'confirmed',
  'DiagnosticReport.status': 'partial',
  'DocumentReference.status': 'superseded',
  'DocumentReference.docStatus': 'final',
  'DocumentReference.content.format': { system: 'x', code: 'y' },
  'DocumentReference.relatesTo': { code: 'appends', target: { reference: 'DocumentReference/d1' } },
  'Encounter.status': 'unknown',
  'Encounter.location.status': 'completed',
  'Immunization.status': 'entered-in-error',
  'Immunization.practitioner.role': CONCEPT,
  'Immunization.reaction': { date: DATE },
  'Location.status': 'suspended',
  'Location.mode': 'kind',
  'Location.alias': ['Other'],
  'Location.address': ADDRESS[0],
  'Location.position.longitude': 2.5,
  'Location.position.latitude': 2.5,
  'MedicationRequest.status': 'stopped',
  'MedicationRequest.intent': 'order',
  'MedicationRequest.priority': 'urgent',
  'MedicationRequest.dispenseRequest': { validityPeriod: PERIOD },
  'MedicationRequest.extension(PrescriptionType).valueCodeableConcept.coding.code': 'acute',
  'MedicationStatement.status': 'completed',
  'Observation.status': 'amended',
  'Observation.related.type': 'derived-from',
  'Patient.meta.security': [{ code: 'R' }],
  'Patient.gender': 'male',
  'Patient.name': [{ family: 'Other' }],
  'Patient.contact': [{ name: { family: 'Other' } }],
  'Practitioner.name': [{ family: 'Other' }],
  'Practitioner.gender': 'male',
  'ProcedureRequest.status': 'completed',
  'ProcedureRequest.intent': 'order',
  'ProcedureRequest.priority': 'urgent',
  'QuestionnaireResponse.identifier': ID,
  'QuestionnaireResponse.status': 'amended',
  'QuestionnaireResponse.item': [{ text: 'Question' }],
  'QuestionnaireResponse.item.answer.valueCoding': { system: 'x', code: 'y' },
  'ReferralRequest.status': 'completed',
  'ReferralRequest.intent': 'plan',
  'ReferralRequest.priority': 'urgent',
  'Specimen.status': 'unsatisfactory',
  'Specimen.collection': { collectedDateTime: DATE },
};

/** What stands in an extension of that name. */
export const IN_EXTENSION: Json = {
  'encounter-associatedEncounter': { valueReference: { reference: 'Encounter/on' } },
  Evidence: { valueReference: { reference: 'DiagnosticReport/r1' } },
  AllergyIntoleranceEnd: { extension: { url: 'endDate', valueDateTime: DATE } },
  ActualProblem: { valueReference: { reference: 'Observation/o1' } },
  RelatedClinicalContent: { valueReference: { reference: 'Observation/o1' } },
  RelatedProblemHeader: { extension: { url: 'target', valueReference: { reference: 'Condition/c1' } } },
  ProblemSignificance: { valueCode: 'minor' },
  ParentPresent: { valueBoolean: true },
  MedicationStatementLastIssueDate: { valueDateTime: DATE },
  MedicationStatementDosageLastChanged: { valueDateTime: DATE },
  DateRecorded: { valueDateTime: DATE },
  statusChangeDate: { valueDateTime: DATE },
  authorisationExpiryDate: { valueDateTime: DATE },
  numberOfRepeatPrescriptionsAllowed: { valueUnsignedInt: 5 },
  numberOfRepeatPrescriptionsIssued: { valuePositiveInt: 5 },
  MedicationQuantityText: { valueString: 'a box' },
  MainLocation: { valueReference: { reference: 'Location/at' } },
  preferredBranchSurgery: { valueReference: { reference: 'Location/at' } },
  registrationPeriod: { valuePeriod: PERIOD },
  RegistrationDetails: { extension: { url: 'registrationStatus', valueCodeableConcept: coded('A') } },
};

/** What an element needs beside it to mean anything. */
export const BESIDE: Json = {
  'Observation.component': { code: coded('3') },
  'Observation.related': { type: 'has-member', target: { display: 'Named' } },
  'Encounter.participant': { type: [coded('4')] },
  'Encounter.diagnosis': { condition: { display: 'Named' } },
  'Encounter.location': { location: { display: 'Named' } },
  'Immunization.practitioner': { actor: { display: 'Named' } },
  'Location.position': { longitude: 1, latitude: 1 },
};
