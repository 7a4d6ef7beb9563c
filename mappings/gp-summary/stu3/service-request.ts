/** What the two STU3 requests that become UKCore-ServiceRequest 2.5.1 have alike. FHIR R4 servicerequest.html. */
import type { Extension, ServiceRequest } from '@medplum/fhirtypes';
import { ROTHER } from '../../../conformance/systems.ts';
import type { Json, Stu3Context } from './mapper.ts';
import { reference } from './read-datatypes.ts';
import { asObject, dateTime, token } from './read-json.ts';
import { period } from './read-datatypes.ts';
import { timing } from './dosage.ts';

export const STAFF = ['Practitioner', 'PractitionerRole', 'Organization'] as const;
export const PRIORITIES = ['routine', 'urgent', 'asap', 'stat'] as const;
export const INTENTS = [
  ...(['proposal', 'plan', 'order', 'original-order', 'reflex-order', 'filler-order'] as const),
  ...(['instance-order', 'option'] as const),
] as const;

const ON_BEHALF_OF = `${ROTHER}StructureDefinition/requester-on-behalf-of`;

const STATUSES: Readonly<Record<string, NonNullable<ServiceRequest['status']>>> = {
  draft: 'draft',
  active: 'active',
  suspended: 'on-hold',
  completed: 'completed',
  'entered-in-error': 'entered-in-error',
  cancelled: 'revoked',
  unknown: 'unknown',
};

/** R4 renamed suspended and cancelled. What is no code is unknown, with an issue. */
export function requestStatus(
  source: Json,
  context: Stu3Context,
  path: string,
): NonNullable<ServiceRequest['status']> {
  const code = token(source['status']) ?? '';
  const status = Object.hasOwn(STATUSES, code) ? STATUSES[code] : undefined;
  if (status === undefined) context.issue(path, 'is none of the codes: it is unknown');
  return status ?? 'unknown';
}

/** `requester.agent`; R4 has no element for whom the agent acted for. */
export function requesterOf(
  source: Json,
  context: Stu3Context,
  path: string,
): { readonly requester: ServiceRequest['requester']; readonly extension: Extension[] } {
  const requester = asObject(source['requester']) ?? {};
  const behalf = reference(requester['onBehalfOf'], context, `${path}.onBehalfOf`, ['Organization']);
  return {
    requester: reference(requester['agent'], context, `${path}.agent`, STAFF),
    extension: behalf === undefined ? [] : [{ url: ON_BEHALF_OF, valueReference: behalf }],
  };
}

/** When it is due. */
export function occurrence(
  source: Json,
): Pick<ServiceRequest, 'occurrenceDateTime' | 'occurrencePeriod' | 'occurrenceTiming'> {
  const due = dateTime(source['occurrenceDateTime']);
  if (due !== undefined) return { occurrenceDateTime: due };
  const during = period(source['occurrencePeriod']);
  if (during !== undefined) return { occurrencePeriod: during };
  const repeated = timing(source['occurrenceTiming']);
  return repeated === undefined ? {} : { occurrenceTiming: repeated };
}
