/** A service of the return -> EpisodeOfCare, Interweave-SocialCareService 0.0.1. */
import type { EpisodeOfCare } from '@medplum/fhirtypes';
import type { SetContext } from '../source-set.ts';
import {
  INTERWEAVE_PROFILE,
  interweaveConcept,
  interweaveMeta,
  localIdentifier,
  SOCIAL_CARE_EXTENSION,
} from './interweave.ts';
import { providerReference } from './providers.ts';
import {
  asOfExtension,
  dateExtension,
  markExtension,
  originOf,
  outcomeExtension,
  personIdOf,
  subjectOf,
  textExtension,
} from './return-extensions.ts';
import type { Continuation } from './return-joins.ts';
import type { StandingEvent } from './return-settle.ts';
import type { ReturnState } from './return-state.ts';
import {
  CLD_SERVICE_CATEGORY,
  CLD_SERVICE_TYPE,
  SERVICE_CATEGORY,
  SERVICE_TYPE,
  type ServiceCategory,
  type ServiceType,
} from './services.ts';

/**
 * Active as of the end of the return's period where it is without an end then. Cost is not carried.
 * @param continuation the service of the financial year before that this one goes on from.
 */
export function serviceResource(
  standing: StandingEvent,
  continuation: Continuation | undefined,
  state: ReturnState,
  { ids, idOf }: SetContext,
): EpisodeOfCare & { id: string } {
  const { event, asOf, ended, rows, mechanisms, otherProviders } = standing;
  const { serviceType, component, provider } = event;
  const over = event.end !== undefined && event.end <= asOf;
  const text = component ?? serviceType ?? 'Service';
  return {
    resourceType: 'EpisodeOfCare',
    id: serviceId(standing, state, idOf),
    meta: interweaveMeta('Interweave-SocialCareService', originOf(state, standing.source)),
    extension: [
      {
        url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareServiceCategory`,
        valueCodeableConcept: interweaveConcept(SERVICE_CATEGORY, categoryOf(serviceType), serviceType),
      },
      ...asOfExtension(asOf),
      ...markExtension('assumed-end', ended === 'assumed'),
      ...markExtension('ended-by-death', ended === 'death'),
      ...mechanisms.flatMap((mechanism) => textExtension('delivery-mechanism', mechanism)),
      ...textExtension('funding', event.funding),
      ...outcomeExtension('service', event.outcome),
      ...(rows > 1 ? [{ url: `${SOCIAL_CARE_EXTENSION}rows`, valuePositiveInt: rows }] : []),
      ...otherProviders.map((location) => ({
        url: `${SOCIAL_CARE_EXTENSION}other-provider`,
        valueReference: providerReference(location, idOf),
      })),
      ...(continuation === undefined
        ? []
        : [
            {
              url: `${SOCIAL_CARE_EXTENSION}continues`,
              valueReference: { reference: `EpisodeOfCare/${serviceId(continuation.from, state, idOf)}` },
            },
            ...dateExtension('in-place-since', continuation.since),
          ]),
    ],
    identifier: [
      localIdentifier('socialcareservice', state.council.code, `${personIdOf(state)}.${standing.key}`),
    ],
    status: over ? 'finished' : 'active',
    type: [interweaveConcept(SERVICE_TYPE, typeOf(component), text)],
    patient: subjectOf(ids.patient(state.person), state),
    managingOrganization:
      provider === undefined
        ? {
            reference: `Organization/${ids.organization(state.council.code)}`,
            display: state.council.name,
          }
        : providerReference(provider, idOf),
    period: { start: event.start, ...(event.end === undefined ? {} : { end: event.end }) },
  };
}

function serviceId({ key }: StandingEvent, { set }: ReturnState, idOf: SetContext['idOf']): string {
  return idOf('EpisodeOfCare', `${set}|${key}`);
}

/** What the row leaves blank is data not held of this person; what is in no list is other, with its text. */
function categoryOf(text: string | undefined): ServiceCategory {
  if (text === undefined) return 'DNH-IL';
  return Object.hasOwn(CLD_SERVICE_CATEGORY, text) ? (CLD_SERVICE_CATEGORY[text] ?? 'OTH') : 'OTH';
}

function typeOf(text: string | undefined): ServiceType {
  if (text === undefined) return 'DNH-IL';
  return Object.hasOwn(CLD_SERVICE_TYPE, text) ? (CLD_SERVICE_TYPE[text] ?? 'OTH') : 'OTH';
}
