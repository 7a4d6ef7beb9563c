/**
 * Subscription/$status and Subscription/[id]/$status. FHIR Subscriptions R5 Backport 1.1.0, operation
 * `backport-subscription-status`: `id` and `status` are each OR among themselves and AND with one another; an instance
 * ignores both.
 */
import type { Bundle } from '@medplum/fhirtypes';
import type { Db } from '../../store/engine.ts';
import { refusal } from '../../outcomes.ts';
import { safeName } from '../../search/refuse.ts';
import { statusParameters } from '../../subscriptions/notification.ts';
import { readStates, type SubscriptionState, type SubscriptionStatus } from '../../subscriptions/state.ts';
import type { FhirRequest, FhirResponse } from '../fhir-request.ts';
import { operationParameters } from './operation-parameters.ts';
import { requireSubscription } from './required-subscription.ts';

export interface StatusDependencies {
  readonly db: Db;
  /** For the ids of the Parameters in the answer. */
  readonly newId: () => string;
}

/** More subscriptions than this are not told in one answer; the caller is told to name ids. */
const LIMIT = 5000;
const STATUSES: readonly SubscriptionStatus[] = ['requested', 'active', 'error', 'off'];

/**
 * A searchset with one status a subscription.
 * @throws OperationOutcomeError 400 for an unknown parameter or status; on an instance 404, and 410 where it is deleted;
 * 413 where there are too many.
 */
export async function subscriptionStatus(
  request: FhirRequest,
  deps: StatusDependencies,
): Promise<FhirResponse> {
  const parameters = operationParameters(request);
  for (const { name } of parameters) {
    if (name !== 'id' && name !== 'status')
      throw refusal('unsupportedParameter', `${safeName(name)}: the parameters are id and status`);
  }
  if (request.id !== undefined) {
    const state = await requireSubscription(deps.db, request.id);
    return answer(request, [state], deps);
  }
  const values = (wanted: string): string[] =>
    parameters.filter(({ name }) => name === wanted).flatMap(({ value }) => value.split(','));
  const statuses = values('status').map((value) => {
    const status = STATUSES.find((known) => known === value);
    if (status === undefined) throw refusal('invalid', `status: one of ${STATUSES.join(', ')}`);
    return status;
  });
  const ids = values('id').map((value) => value.replace(/^Subscription\//, ''));
  if (ids.length > LIMIT) throw refusal('tooLarge', `id: at most ${LIMIT} in one request`);
  const states = await readStates(deps.db, { ids, statuses }, LIMIT + 1);
  if (states.length > LIMIT) throw refusal('tooLarge', `There are more than ${LIMIT}; name them with id`);
  return answer(request, states, deps);
}

function answer(
  { baseUrl }: FhirRequest,
  states: readonly SubscriptionState[],
  { newId }: StatusDependencies,
): FhirResponse {
  const body: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: states.length,
    ...(states.length === 0 ? {} : { entry: states.map((state) => entryOf(state, baseUrl, newId())) }),
  };
  return { status: 200, body };
}

function entryOf(
  state: SubscriptionState,
  baseUrl: string,
  id: string,
): NonNullable<Bundle['entry']>[number] {
  const failed = state.status === 'error' || state.status === 'off';
  return {
    fullUrl: `urn:uuid:${id}`,
    resource: statusParameters({
      id,
      baseUrl,
      subscriptionId: state.subscription_id,
      topic: state.topic,
      content: state.payload,
      status: state.status,
      type: 'query-status',
      eventsSinceStart: state.last_event_number,
      error: failed ? state.last_error : null,
    }),
    search: { mode: 'match' },
  };
}
