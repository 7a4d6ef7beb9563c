/**
 * Create: POST /Subscription. FHIR R4 http.html 3.1.0.8; FHIR Subscriptions R5 Backport 1.1.0 "Accepting Subscription
 * Requests": the answer says `requested`; the handshake follows it.
 */
import type { Clock } from '../clock.ts';
import type { Engine } from '../store/engine.ts';
import { refusal } from '../outcomes.ts';
import { writeResources } from '../record/write-resources.ts';
import { countStates, insertState } from '../subscriptions/state.ts';
import { markChanged } from '../subscriptions/subscription-index.ts';
import { subscriptionResource } from '../subscriptions/subscription-resource.ts';
import { validateSubscription, WEBHOOK_SECRET } from '../subscriptions/validate.ts';
import { newWebhookSecret } from '../subscriptions/webhook-secret.ts';
import type { Resolve, WebhookPolicy } from '../subscriptions/webhook-policy.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { requireNoParameters } from './requested-resource.ts';

/** What writing a Subscription needs. */
export interface SubscriptionWriteDependencies {
  readonly store: Engine;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly policy: WebhookPolicy;
  readonly resolve: Resolve;
  /** Locality codes of the place: a filter on another one could never fire. */
  readonly localities?: ReadonlySet<string>;
  /** ODS codes of its practices, for the same reason. */
  readonly practices?: ReadonlySet<string>;
  /** How many may be kept, those that are off included; default 1000: every one is looked at for every step. */
  readonly maxSubscriptions?: number;
  /** Told after the commit, so that the lane looks anew. */
  readonly changed: (subscriptionId: string) => void;
}

const MAX_SUBSCRIPTIONS = 1000;

/**
 * Stores the subscription. The answer echoes the request headers to their creator and tells the signing secret: both
 * for the only time. @throws OperationOutcomeError 422 with every fault, 429 where there are too many.
 */
export async function createSubscription(
  request: FhirRequest,
  deps: SubscriptionWriteDependencies,
): Promise<FhirResponse> {
  requireNoParameters(request);
  const { baseUrl, body } = request;
  const { store, clock, newId, changed } = deps;
  const valid = await validateSubscription(body, { ...deps, baseUrl, now: clock.now(), purpose: 'create' });
  const id = newId();
  const secret = newWebhookSecret();
  const now = clock.now().toISOString();
  const resource = subscriptionResource(id, valid, 'requested');
  const [written] = await store.write(async (tx) => {
    if ((await countStates(tx)) >= (deps.maxSubscriptions ?? MAX_SUBSCRIPTIONS)) {
      throw refusal('tooMany', 'There are as many Subscriptions as are kept; delete one that is not needed');
    }
    const results = await writeResources(tx, [{ resource }], { now, sourceMessageId: null });
    await insertState(tx, id, valid, secret, now);
    await markChanged(tx, newId);
    return results;
  });
  changed(id);
  const version = written?.version ?? 1;
  return {
    status: 201,
    version,
    lastUpdated: now,
    location: `${baseUrl}/Subscription/${id}/_history/${version}`,
    body: {
      ...resource,
      meta: { ...resource.meta, versionId: String(version), lastUpdated: now },
      extension: [...(resource.extension ?? []), { url: WEBHOOK_SECRET, valueString: secret }],
      channel: {
        ...resource.channel,
        ...(valid.headers.length === 0 ? {} : { header: [...valid.headers] }),
      },
    },
  };
}
