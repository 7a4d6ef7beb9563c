/**
 * Update: PUT /Subscription/id. FHIR R4 http.html 3.1.0.4 with If-Match; FHIR Subscriptions R5 Backport 1.1.0: a client
 * that sets `requested` or `active` is verified by a new handshake, then sending resumes; `off` stops it. Event numbers
 * go on, and so does the signing secret.
 */
import { refusal } from '../outcomes.ts';
import { writeResources } from '../record/write-resources.ts';
import type { Tx } from '../store/engine.ts';
import { readCurrent, type CurrentRow } from '../store/resource-row.ts';
import { restoreHeaders } from '../subscriptions/request-headers.ts';
import { readState, replaceSettings, storedHeaders } from '../subscriptions/state.ts';
import { cancelPending, makeDue } from '../subscriptions/status-change.ts';
import { markChanged } from '../subscriptions/subscription-index.ts';
import { subscriptionResource } from '../subscriptions/subscription-resource.ts';
import { validateSubscription, type ValidSubscription } from '../subscriptions/validate.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { requireNoParameters } from './requested-resource.ts';
import type { SubscriptionWriteDependencies } from './subscription-create.ts';

/**
 * @throws OperationOutcomeError 405 for an id that we did not give, 410 for a deleted one, 412 where If-Match names
 * another version, 400 where the body's id is not the path's, 422 with every fault.
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
  const row = await store.write(async (tx) => {
    const current = await requireCurrent(tx, id, 'methodNotAllowed');
    requireMatch(request, current);
    const headers = await headersOf(tx, id, valid);
    const on = valid.wanted === 'on';
    const resource = subscriptionResource(id, { ...valid, headers }, on ? 'requested' : 'off');
    await writeResources(tx, [{ resource }], { now, sourceMessageId: null });
    await replaceSettings(tx, id, valid, headers);
    if (on) await makeDue(tx, id, now);
    else await cancelPending(tx, id, 'switched-off');
    await markChanged(tx, newId);
    return readCurrent(tx, 'Subscription', id);
  });
  changed(id);
  if (row === undefined) throw new Error('an updated subscription has no row');
  return { status: 200, body: row.content, version: row.version, lastUpdated: row.last_updated };
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

/** Header values that the client sent back redacted stay as they were. */
async function headersOf(tx: Tx, id: string, valid: ValidSubscription): Promise<readonly string[]> {
  const state = await readState(tx, id);
  const headers = restoreHeaders(valid.headers, state === undefined ? [] : storedHeaders(state));
  if (headers !== undefined) return headers;
  throw refusal('unprocessable', 'Subscription.channel.header: a redacted line has no stored value to keep');
}
