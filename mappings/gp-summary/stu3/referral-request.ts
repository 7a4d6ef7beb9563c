/**
 * ReferralRequest -> UKCore-ServiceRequest 2.5.1. Its status is not kept up by practices (`unknown`): it never says that
 * somebody is involved now. GP Connect 1.6.2 "ReferralRequest".
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
import { dateTime, oneOf, present, text } from './read-json.ts';
import { INTENTS, occurrence, PRIORITIES, requesterOf, requestStatus, STAFF } from './service-request.ts';

/**
 * @returns the referral; none where it is about somebody else. Its main code stands in `reasonCode` in the source and is
 * put into `code` too where no service is named, as UK Core's readers look there.
 */
export const mapReferralRequest: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `ReferralRequest.${element}`;
  if (!isAboutPerson(source, 'subject', at('subject'), context)) return [];
  const intent = oneOf(source['intent'], INTENTS);
  if (intent === undefined) context.issue(at('intent'), 'is none of the codes: it is taken for an order');
  const { requester, extension } = requesterOf(source, context, at('requester'));
  const [service, ...others] = codeableConcepts(source['serviceRequested']);
  const reasonCode = codeableConcepts(source['reasonCode']);
  const description = text(source['description']);
  const request: ServiceRequest & { id: string } = present({
    resourceType: 'ServiceRequest' as const,
    id: context.idOf('ServiceRequest', source),
    ...metaOf(source, 'UKCore-ServiceRequest'),
    extension,
    identifier: identifiers(source['identifier']),
    basedOn: references(source['basedOn'], context, at('basedOn'), ['ServiceRequest']),
    replaces: references(source['replaces'], context, at('replaces'), ['ServiceRequest']),
    requisition: identifier(source['groupIdentifier']),
    status: requestStatus(source, context, at('status')),
    intent: intent ?? ('order' as const),
    category: codeableConcepts(source['type']),
    priority: oneOf(source['priority'], PRIORITIES),
    code: service ?? reasonCode[0],
    orderDetail: others,
    subject: context.patient,
    encounter: reference(source['context'], context, at('context'), ['Encounter']),
    ...occurrence(source),
    authoredOn: dateTime(source['authoredOn']),
    requester,
    performerType: codeableConcept(source['specialty']),
    performer: references(source['recipient'], context, at('recipient'), STAFF),
    reasonCode,
    reasonReference: references(source['reasonReference'], context, at('reasonReference'), REASONS),
    supportingInfo: references(source['supportingInfo'], context, at('supportingInfo'), SUPPORT),
    note: [
      ...(description === undefined ? [] : [{ text: description }]),
      ...annotations(source['note'], context, at('note')),
    ],
  });
  return [request];
};

const REASONS = ['Condition', 'Observation'] as const;
const SUPPORT = [...REASONS, 'DocumentReference', 'DiagnosticReport', 'MedicationRequest'] as const;

export const REFERRAL_REQUEST_FATES: ElementFates = {
  'ReferralRequest.meta.security': 'mapped',
  'ReferralRequest.identifier': 'mapped',
  'ReferralRequest.definition': { dropped: 'not used by GP Connect' },
  'ReferralRequest.basedOn': 'mapped',
  'ReferralRequest.replaces': 'mapped',
  'ReferralRequest.groupIdentifier': 'mapped',
  'ReferralRequest.status': 'mapped',
  'ReferralRequest.intent': 'mapped',
  'ReferralRequest.type': 'mapped',
  'ReferralRequest.priority': 'mapped',
  'ReferralRequest.serviceRequested': 'mapped',
  'ReferralRequest.subject': 'mapped',
  'ReferralRequest.context': 'mapped',
  'ReferralRequest.occurrenceDateTime': 'mapped',
  'ReferralRequest.occurrencePeriod': 'mapped',
  'ReferralRequest.authoredOn': 'mapped',
  'ReferralRequest.requester.agent': 'mapped',
  'ReferralRequest.requester.onBehalfOf': { extension: 'requester-on-behalf-of' },
  'ReferralRequest.specialty': 'mapped',
  'ReferralRequest.recipient': 'mapped',
  'ReferralRequest.reasonCode': 'mapped',
  'ReferralRequest.reasonReference': 'mapped',
  'ReferralRequest.description': 'mapped',
  'ReferralRequest.supportingInfo': 'mapped',
  'ReferralRequest.note': 'mapped',
  'ReferralRequest.relevantHistory': { dropped: 'not used by GP Connect' },
};
