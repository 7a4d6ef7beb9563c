/** A request of the return -> ServiceRequest, Interweave-SocialCareContact 0.0.1. Only ended ones are returned. */
import type { ServiceRequest } from '@medplum/fhirtypes';
import type { SetContext } from '../source-set.ts';
import { CLD_CONTACT_REASON, CONTACT_REASON, REQUESTER_TYPE, type ContactReason } from './contacts.ts';
import { INTERWEAVE_PROFILE, interweaveConcept, interweaveMeta, localIdentifier } from './interweave.ts';
import {
  asOfExtension,
  dateExtension,
  originOf,
  outcomeExtension,
  personIdOf,
  subjectOf,
} from './return-extensions.ts';
import type { StandingEvent } from './return-settle.ts';
import type { ReturnState } from './return-state.ts';

/** CLD has a route of access and no reason, and does not say who asked. */
export function contactResource(
  { event, key, asOf, source }: StandingEvent,
  state: ReturnState,
  { ids, idOf }: SetContext,
): ServiceRequest & { id: string } {
  const text = event.route === undefined ? 'Route of access not stated' : `Route of access: ${event.route}`;
  return {
    resourceType: 'ServiceRequest',
    id: idOf('ServiceRequest', `${state.set}|${key}`),
    meta: interweaveMeta('Interweave-SocialCareContact', originOf(state, source)),
    extension: [
      {
        url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareRequesterType`,
        valueCodeableConcept: interweaveConcept(REQUESTER_TYPE, 'UKN'),
      },
      ...asOfExtension(asOf),
      ...dateExtension('ended', event.end),
      ...outcomeExtension('request', event.outcome),
    ],
    identifier: [localIdentifier('socialcarecontact', state.council.code, `${personIdOf(state)}.${key}`)],
    status: 'completed',
    intent: 'plan',
    subject: subjectOf(ids.patient(state.person), state),
    occurrenceDateTime: event.start,
    authoredOn: event.start,
    reasonCode: [interweaveConcept(CONTACT_REASON, reasonOf(event.route), text)],
  };
}

function reasonOf(route: string | undefined): ContactReason {
  if (route === undefined || !Object.hasOwn(CLD_CONTACT_REASON, route)) return 'OTH';
  return CLD_CONTACT_REASON[route] ?? 'OTH';
}
