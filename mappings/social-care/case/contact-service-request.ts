/** contact -> ServiceRequest. Interweave-SocialCareContact 0.0.1. */
import type { ServiceRequest } from '@medplum/fhirtypes';
import type { StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import { INTERWEAVE_PROFILE } from '../interweave.ts';
import { coded, codingOf } from './coded.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { textExtension, timeExtension } from './parts.ts';
import { own } from './systems.ts';
import { CONTACT_REASONS, OUTCOMES, REQUESTER_TYPES } from './tables.ts';

const STATUS = { open: 'active', closed: 'completed', cancelled: 'revoked' } as const;

export function contactServiceRequest(
  { payload, ...thing }: Thing<'contact'>,
  frame: CaseFrame,
): StandingSet {
  const gaps = new Gaps();
  const received = gaps.unless(payload.receivedAt, 'when the contact was made');
  const reason = gaps.unless(payload.reason, 'why the contact was made');
  const status = gaps.unless(statusOf(payload), 'whether the contact is open');
  const performer = frame.team(payload.team);
  const requester =
    payload.requesterType === undefined
      ? { coding: [codingOf(REQUESTER_TYPES, 'UKN')] }
      : coded(REQUESTER_TYPES, payload.requesterType);
  const resource: ServiceRequest & { id: string } = {
    resourceType: 'ServiceRequest',
    id: frame.id('ServiceRequest'),
    meta: frame.meta(gaps.profile('Interweave-SocialCareContact')),
    extension: [
      {
        url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareRequesterType`,
        valueCodeableConcept: requester,
      },
      ...textExtension('route-of-access', payload.route),
      ...(payload.outcome === undefined
        ? []
        : [{ url: own('outcome'), valueCodeableConcept: coded(OUTCOMES, payload.outcome) }]),
      ...timeExtension('contact-ended', payload.endedAt),
      ...gaps.extensions(),
    ],
    identifier: [frame.identifier('socialcarecontact')],
    status: status ?? 'unknown',
    intent: 'plan',
    subject: frame.subject,
    ...(received === undefined ? {} : { occurrenceDateTime: received }),
    authoredOn: thing.firstRecorded,
    ...(performer === undefined ? {} : { performer: [performer] }),
    ...(reason === undefined ? {} : { reasonCode: [coded(CONTACT_REASONS, reason)] }),
  };
  return { resources: [resource], evidence: [] };
}

function statusOf({ status, endedAt }: Thing<'contact'>['payload']): ServiceRequest['status'] | undefined {
  if (status !== undefined) return STATUS[status];
  return endedAt === undefined ? undefined : 'completed';
}
