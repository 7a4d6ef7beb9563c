/**
 * Update: PUT /Subscription/id. FHIR R4 http.html 3.1.0.4 with If-Match; FHIR Subscriptions R5 Backport 1.1.0: a client
 * that sets `requested` or `active` is verified by a new handshake, then sending resumes; `off` stops it. Event numbers
 * go on. Stored header values and the signing secret are of the receiver that they were made for: they stay while the
 * endpoint's origin stays.
 */
import type { Subscription } from '@medplum/fhirtypes';
import { refusal } from '../outcomes.ts';
import { writeResources } from '../record/write-resources.ts';
import type { Tx } from '../store/engine.ts';
import { readCurrent, type CurrentRow } from '../store/resource-row.ts';
import { isRedacted, restoreHeaders } from '../subscriptions/request-headers.ts';
import { readState, replaceSettings, storedHeaders } from '../subscriptions/state.ts';
import { cancelPending, makeDue } from '../subscriptions/status-change.ts';
import { markChanged } from '../subscriptions/subscription-index.ts';
import { subscriptionResource } from '../subscriptions/subscription-resource.ts';
import { validateSubscription, WEBHOOK_SECRET, type ValidSubscription } from '../subscriptions/validate.ts';
import { newWebhookSecret } from '../subscriptions/webhook-secret.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { requireNoParameters } from './requested-resource.ts';
import type { SubscriptionWriteDependencies } from './subscription-create.ts';

/**
 * Where the origin of the endpoint changes, a new signing secret is made and told in the answer, for the only time.
 * @throws OperationOutcomeError 405 for an id that we did not give, 410 for a deleted one, 412 where If-Match names
 * another version, 400 where the body's id is not the path's, 422 with every fault, and where header values are missing.
 */
export async function updateSubscription(
  request: FhirRequest,
  deps: SubscriptionWriteDependencies,
): Promise<FhirResponse> {
  requireNoParameters(request);
  const { baseUrl, body, id = '' } = request;
  const { store, clock, newId, changed } = deps;
  const valid = await validateSubscription(body, { ...deps, baseUrl, now: clock.now(), purpose: 'update' });
  if (valid.body.id !== id) throw refusal('invalid', 'Subscription.id: is not the id in the path');
  const now = clock.now().toISOString();
  const { row, secret } = await store.write(async (tx) => {
    const current = await requireCurrent(tx, id, 'methodNotAllowed');
    requireMatch(request, current);
    const state = await readState(tx, id);
    if (state === undefined) throw new Error('a subscription has no state');
    const moved = new URL(state.endpoint).origin !== new URL(valid.endpoint).origin;
    const headers = headersOf(valid, moved ? undefined : storedHeaders(state));
    const newSecret = moved ? newWebhookSecret() : undefined;
    const on = valid.wanted === 'on';
    const resource = subscriptionResource(id, { ...valid, headers }, on ? 'requested' : 'off');
    await writeResources(tx, [{ resource }], { now, sourceMessageId: null });
    await replaceSettings(tx, id, valid, { headers, secret: newSecret ?? state.secret });
    if (on) await makeDue(tx, id, now);
    else await cancelPending(tx, id, 'switched-off');
    await markChanged(tx, newId);
    return { row: await readCurrent(tx, 'Subscription', id), secret: newSecret };
  });
  changed(id);
  if (row === undefined) throw new Error('an updated subscription has no row');
  const answer = { status: 200, version: row.version, lastUpdated: row.last_updated };
  return { ...answer, body: secret === undefined ? row.content : withSecret(row.content, secret) };
}

/** The current version; what there is none of is refused: 410 where deleted, else as `missing` says. */
export async function requireCurrent(
  tx: Tx,
  id: string,
  missing: 'methodNotAllowed' | 'notFound',
): Promise<CurrentRow> {
  const row = await readCurrent(tx, 'Subscription', id);
  if (row === undefined) {
    throw refusal(missing, 'There is no Subscription with this id; ids are given by the server at create');
  }
  if (row.deleted !== 0) throw refusal('gone', 'This Subscription is deleted');
  return row;
}

/** @throws OperationOutcomeError 412 where If-Match names none of `*` and the current version. RFC 9110 13.1.1. */
export function requireMatch({ ifMatch }: FhirRequest, current: CurrentRow): void {
  if (ifMatch === undefined) return;
  const tags = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (tags.includes('*') || tags.includes(`"${current.version}"`)) return;
  throw refusal(
    'preconditionFailed',
    `If-Match names another version; the current one is W/"${current.version}"`,
  );
}

function withSecret(content: string, secret: string): Subscription {
  // The store's own serialisation of the Subscription that was written just now.
  const resource = JSON.parse(content) as Subscription;
  const told = { url: WEBHOOK_SECRET, valueString: secret };
  return { ...resource, extension: [...(resource.extension ?? []), told] };
}

/**
 * Header values that the client sent back redacted stay as they were. @param stored undefined where the endpoint has
 * another origin now: whoever may change a subscription need not know its credentials, and shall not collect them.
 */
function headersOf(valid: ValidSubscription, stored: readonly string[] | undefined): readonly string[] {
  if (stored === undefined) {
    if (!valid.headers.some(isRedacted)) return valid.headers;
    throw refusal(
      'unprocessable',
      'Subscription.channel.header: the endpoint has another origin now; give the header values again',
    );
  }
  const headers = restoreHeaders(valid.headers, stored);
  if (headers !== undefined) return headers;
  throw refusal('unprocessable', 'Subscription.channel.header: a redacted line has no stored value to keep');
}
