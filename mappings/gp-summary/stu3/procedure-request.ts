/**
 * ProcedureRequest -> UKCore-ServiceRequest 2.5.1: an entry of the diary that is not done yet, or the request behind a
 * report. GP Connect 1.6.2 "ProcedureRequest".
 */
import type { ServiceRequest } from '@medplum/fhirtypes';
import { isAboutPerson } from './about-person.ts';
import type { ElementFates, Stu3Mapper } from './mapper.ts';
import {
  annotations,
  codeableConcept,
  codeableConcepts,
  identifier,
  identifiers,
  metaOf,
  reference,
  references,
} from './read-datatypes.ts';
import { bool, dateTime, oneOf, present } from './read-json.ts';
import { INTENTS, occurrence, PRIORITIES, requesterOf, requestStatus, STAFF } from './service-request.ts';

/** @returns the request; none where it is about somebody else. An intent that is no code is a plan: nothing was ordered. */
export const mapProcedureRequest: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `ProcedureRequest.${element}`;
  if (!isAboutPerson(source, 'subject', at('subject'), context)) return [];
  const intent = oneOf(source['intent'], INTENTS);
  if (intent === undefined) context.issue(at('intent'), 'is none of the codes: it is taken for a plan');
  const { requester, extension } = requesterOf(source, context, at('requester'));
  const performer = reference(source['performer'], context, at('performer'), STAFF);
  const request: ServiceRequest & { id: string } = present({
    resourceType: 'ServiceRequest' as const,
    id: context.idOf('ServiceRequest', source),
    ...metaOf(source, 'UKCore-ServiceRequest'),
    extension,
    identifier: identifiers(source['identifier']),
    basedOn: references(source['basedOn'], context, at('basedOn'), ['ServiceRequest', 'MedicationRequest']),
    requisition: identifier(source['requisition']),
    status: requestStatus(source, context, at('status')),
    intent: intent ?? ('plan' as const),
    category: codeableConcepts(source['category']),
    priority: oneOf(source['priority'], PRIORITIES),
    doNotPerform: bool(source['doNotPerform']),
    code: codeableConcept(source['code']),
    subject: context.patient,
    encounter: reference(source['context'], context, at('context'), ['Encounter']),
    ...occurrence(source),
    asNeededBoolean: bool(source['asNeededBoolean']),
    asNeededCodeableConcept: codeableConcept(source['asNeededCodeableConcept']),
    authoredOn: dateTime(source['authoredOn']),
    requester,
    performerType: codeableConcept(source['performerType']),
    performer: performer === undefined ? undefined : [performer],
    reasonCode: codeableConcepts(source['reasonCode']),
    reasonReference: references(source['reasonReference'], context, at('reasonReference'), REASONS),
    supportingInfo: references(source['supportingInfo'], context, at('supportingInfo'), SUPPORT),
    specimen: references(source['specimen'], context, at('specimen'), ['Specimen']),
    bodySite: codeableConcepts(source['bodySite']),
    note: annotations(source['note'], context, at('note')),
  });
  return [request];
};

const REASONS = ['Condition', 'Observation', 'DiagnosticReport', 'DocumentReference'] as const;
const SUPPORT = [...REASONS, 'AllergyIntolerance', 'Immunization', 'MedicationRequest'] as const;

export const PROCEDURE_REQUEST_FATES: ElementFates = {
  'ProcedureRequest.meta.security': 'mapped',
  'ProcedureRequest.identifier': 'mapped',
  'ProcedureRequest.definition': { dropped: 'not used by GP Connect' },
  'ProcedureRequest.basedOn': 'mapped',
  'ProcedureRequest.replaces': { dropped: 'not used by GP Connect' },
  'ProcedureRequest.requisition': 'mapped',
  'ProcedureRequest.status': 'mapped',
  'ProcedureRequest.intent': 'mapped',
  'ProcedureRequest.priority': 'mapped',
  'ProcedureRequest.doNotPerform': 'mapped',
  'ProcedureRequest.category': 'mapped',
  'ProcedureRequest.code': 'mapped',
  'ProcedureRequest.subject': 'mapped',
  'ProcedureRequest.context': 'mapped',
  'ProcedureRequest.occurrenceDateTime': 'mapped',
  'ProcedureRequest.occurrencePeriod': 'mapped',
  'ProcedureRequest.occurrenceTiming': 'mapped',
  'ProcedureRequest.asNeededBoolean': 'mapped',
  'ProcedureRequest.asNeededCodeableConcept': 'mapped',
  'ProcedureRequest.authoredOn': 'mapped',
  'ProcedureRequest.requester.agent': 'mapped',
  'ProcedureRequest.requester.onBehalfOf': { extension: 'requester-on-behalf-of' },
  'ProcedureRequest.performerType': 'mapped',
  'ProcedureRequest.performer': 'mapped',
  'ProcedureRequest.reasonCode': 'mapped',
  'ProcedureRequest.reasonReference': 'mapped',
  'ProcedureRequest.supportingInfo': 'mapped',
  'ProcedureRequest.specimen': 'mapped',
  'ProcedureRequest.bodySite': 'mapped',
  'ProcedureRequest.note': 'mapped',
  'ProcedureRequest.relevantHistory': { dropped: 'not used by GP Connect' },
};
