/** Delete: DELETE /Subscription/id. FHIR R4 http.html 3.1.0.7. What is queued is cancelled; nothing is sent after. */
import { writeResources } from '../record/write-resources.ts';
import { readCurrent } from '../store/resource-row.ts';
import { deleteState } from '../subscriptions/state.ts';
import { cancelPending } from '../subscriptions/status-change.ts';
import { markChanged } from '../subscriptions/subscription-index.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { requireNoParameters } from './requested-resource.ts';
import type { SubscriptionWriteDependencies } from './subscription-create.ts';
import { requireCurrent, requireMatch } from './subscription-update.ts';

/**
 * 204, also where it is deleted already. The state goes with its secrets; the delivery ledger stays.
 * @throws OperationOutcomeError 404 where there never was one of that id, 412 where If-Match names another version.
 */
export async function deleteSubscription(
  request: FhirRequest,
  deps: Pick<SubscriptionWriteDependencies, 'store' | 'clock' | 'newId' | 'changed'>,
): Promise<FhirResponse> {
  requireNoParameters(request);
  const { id = '' } = request;
  const { store, clock, newId, changed } = deps;
  const now = clock.now().toISOString();
  await store.write(async (tx) => {
    if ((await readCurrent(tx, 'Subscription', id))?.deleted === 1) return;
    const current = await requireCurrent(tx, id, 'notFound');
    requireMatch(request, current);
    // A tombstone has no content: only type and id are read of it.
    const resource = {
      resourceType: 'Subscription',
      id,
      status: 'off',
      reason: '',
      criteria: '',
      channel: { type: 'rest-hook' },
    } as const;
    await writeResources(tx, [{ resource, deleted: true }], { now, sourceMessageId: null });
    await cancelPending(tx, id, 'deleted');
    await deleteState(tx, id);
    await markChanged(tx, newId);
  });
  changed(id);
  return { status: 204 };
}
