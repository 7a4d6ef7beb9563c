/**
 * MedicationRequest -> UKCore-MedicationRequest 2.5.0: the authorisation (plan) and each issue (order) of a course.
 * GP Connect 1.6.2 "MedicationRequest".
 */
import type { MedicationRequest } from '@medplum/fhirtypes';
import { ROTHER, UK_CORE_CODES } from '../../../conformance/systems.ts';
import { isAboutPerson } from './about-person.ts';
import { dispenseRequest } from './dispense-request.ts';
import { dosages } from './dosage.ts';
import type { ElementFates, Json, Stu3Context, Stu3Mapper } from './mapper.ts';
import { medicineOf } from './medication.ts';
import { courseOfTherapy, repeatInformation, statusReason } from './prescription.ts';
import {
  annotations,
  codeableConcepts,
  identifier,
  identifiers,
  metaOf,
  reference,
  references,
} from './read-datatypes.ts';
import { asObject, bool, dateTime, oneOf, present } from './read-json.ts';

const STATUSES = [
  ...(['active', 'on-hold', 'cancelled', 'completed', 'entered-in-error', 'stopped', 'draft'] as const),
  'unknown',
] as const;
const INTENTS = ['proposal', 'plan', 'order', 'instance-order'] as const;
const PRIORITIES = ['routine', 'urgent', 'asap', 'stat'] as const;
const STAFF = ['Practitioner', 'PractitionerRole', 'Organization'] as const;

/** @returns the request; none where it is about somebody else, or does not say whether it is plan or order. */
export const mapMedicationRequest: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `MedicationRequest.${element}`;
  if (!isAboutPerson(source, 'subject', at('subject'), context)) return [];
  const intent = oneOf(source['intent'], INTENTS);
  if (intent === undefined) {
    context.issue(at('intent'), 'is none of the codes: neither plan nor order, the request is left out');
    return [];
  }
  const status = oneOf(source['status'], STATUSES);
  if (status === undefined) context.issue(at('status'), 'is none of the codes: it is unknown');
  const requester = asObject(source['requester']) ?? {};
  const behalf = reference(requester['onBehalfOf'], context, at('requester.onBehalfOf'), ['Organization']);
  const request: MedicationRequest & { id: string } = present({
    resourceType: 'MedicationRequest' as const,
    id: context.idOf('MedicationRequest', source),
    ...metaOf(source, 'UKCore-MedicationRequest'),
    extension: [
      ...repeatInformation(source),
      ...(behalf === undefined ? [] : [{ url: ON_BEHALF_OF, valueReference: behalf }]),
    ],
    identifier: identifiers(source['identifier']),
    status: status ?? ('unknown' as const),
    statusReason: statusReason(source),
    intent,
    category: [PRIMARY_CARE],
    priority: oneOf(source['priority'], PRIORITIES),
    medicationCodeableConcept: medicineOf(source, context, at('medication')),
    subject: context.patient,
    encounter: reference(source['context'], context, at('context'), ['Encounter']),
    authoredOn: dateTime(source['authoredOn']),
    requester: reference(requester['agent'], context, at('requester.agent'), STAFF),
    recorder: reference(source['recorder'], context, at('recorder'), ['Practitioner', 'PractitionerRole']),
    reasonCode: codeableConcepts(source['reasonCode']),
    reasonReference: references(source['reasonReference'], context, at('reasonReference'), [
      'Condition',
      'Observation',
    ]),
    basedOn: references(source['basedOn'], context, at('basedOn'), ['MedicationRequest', 'ServiceRequest']),
    groupIdentifier: identifier(source['groupIdentifier']),
    courseOfTherapyType: courseOfTherapy(source, context, at('extension(PrescriptionType)')),
    note: annotations(source['note'], context, at('note')),
    dosageInstruction: dosages(source['dosageInstruction']),
    dispenseRequest: dispenseRequest(source, context, at('dispenseRequest')),
    substitution: substitution(source),
    priorPrescription: prior(source, context, at('priorPrescription')),
  });
  return [request];
};

const ON_BEHALF_OF = `${ROTHER}StructureDefinition/requester-on-behalf-of`;
const NOT_STATED = `${ROTHER}StructureDefinition/not-stated`;
const PRIMARY_CARE = {
  coding: [{ system: `${UK_CORE_CODES}UKCore-MedicationRequestCategory`, code: 'primarycare' }],
};

function prior(source: Json, context: Stu3Context, path: string): MedicationRequest['priorPrescription'] {
  return reference(source['priorPrescription'], context, path, ['MedicationRequest']);
}

/** UK Core requires it and GP Connect is silent: false, as in UK Core's examples, with the mark that nobody said so. */
function substitution(source: Json): MedicationRequest['substitution'] {
  const allowed = bool(asObject(source['substitution'])?.['allowed']);
  return allowed === undefined
    ? { extension: [{ url: NOT_STATED, valueBoolean: true }], allowedBoolean: false }
    : { allowedBoolean: allowed };
}

export const MEDICATION_REQUEST_FATES: ElementFates = {
  'MedicationRequest.meta.security': 'mapped',
  'MedicationRequest.extension(MedicationRepeatInformation).extension(numberOfRepeatPrescriptionsAllowed)':
    'mapped',
  'MedicationRequest.extension(MedicationRepeatInformation).extension(numberOfRepeatPrescriptionsIssued)': {
    extension: 'Extension-UKCore-MedicationRepeatInformation',
  },
  'MedicationRequest.extension(MedicationRepeatInformation).extension(authorisationExpiryDate)': {
    extension: 'Extension-UKCore-MedicationRepeatInformation',
  },
  'MedicationRequest.extension(MedicationStatusReason).extension(statusChangeDate)': {
    extension: 'status-change-date',
  },
  'MedicationRequest.extension(MedicationStatusReason).extension(statusReason).valueCodeableConcept':
    'mapped',
  'MedicationRequest.extension(PrescriptionType)': {
    dropped: 'the code alone says the type, under its one code system',
  },
  'MedicationRequest.extension(PrescriptionType).valueCodeableConcept.coding.code': 'mapped',
  'MedicationRequest.identifier': 'mapped',
  'MedicationRequest.definition': { dropped: 'not used by GP Connect' },
  'MedicationRequest.basedOn': 'mapped',
  'MedicationRequest.groupIdentifier': 'mapped',
  'MedicationRequest.status': 'mapped',
  'MedicationRequest.intent': 'mapped',
  'MedicationRequest.category': { dropped: 'not used by GP Connect; primary care is said of all' },
  'MedicationRequest.priority': 'mapped',
  'MedicationRequest.medicationReference': 'mapped',
  'MedicationRequest.medicationCodeableConcept': 'mapped',
  'MedicationRequest.subject': 'mapped',
  'MedicationRequest.context': 'mapped',
  'MedicationRequest.supportingInformation': { dropped: 'not used by GP Connect' },
  'MedicationRequest.authoredOn': 'mapped',
  'MedicationRequest.requester.agent': 'mapped',
  'MedicationRequest.requester.onBehalfOf': { extension: 'requester-on-behalf-of' },
  'MedicationRequest.recorder': 'mapped',
  'MedicationRequest.reasonCode': 'mapped',
  'MedicationRequest.reasonReference': 'mapped',
  'MedicationRequest.note': 'mapped',
  'MedicationRequest.dosageInstruction': 'mapped',
  'MedicationRequest.dispenseRequest': 'mapped',
  'MedicationRequest.dispenseRequest.numberOfRepeatsAllowed': {
    dropped: 'not used by GP Connect: the figure is in MedicationRepeatInformation',
  },
  'MedicationRequest.dispenseRequest.quantity.extension(MedicationQuantityText)': {
    extension: 'medication-quantity-text',
  },
  'MedicationRequest.substitution.allowed': 'mapped',
  'MedicationRequest.substitution.reason': { dropped: 'not used by GP Connect' },
  'MedicationRequest.priorPrescription': 'mapped',
  'MedicationRequest.detectedIssue': { dropped: 'not used by GP Connect' },
  'MedicationRequest.eventHistory': { dropped: 'not used by GP Connect' },
};
