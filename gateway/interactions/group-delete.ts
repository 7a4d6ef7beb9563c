/** Delete: DELETE /Group/id. FHIR R4 http.html 3.1.0.7. From then on it has no members: a filter that names it matches nobody. */
import { writeResources } from '../record/write-resources.ts';
import { readCurrent } from '../store/resource-row.ts';
import { markGroupsChanged } from '../subscriptions/group-members.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import type { GroupWriteDependencies } from './group-create.ts';
import { requireGroup } from './group-update.ts';
import { requireNoParameters } from './requested-resource.ts';
import { requireMatch } from './subscription-update.ts';

/**
 * 204, also where it is deleted already; its history stays.
 * @throws OperationOutcomeError 404 where there never was one of that id, 412 where If-Match names another version.
 */
export async function deleteGroup(
  request: FhirRequest,
  { store, clock, newId }: GroupWriteDependencies,
): Promise<FhirResponse> {
  requireNoParameters(request);
  const { id = '' } = request;
  const now = clock.now().toISOString();
  await store.write(async (tx) => {
    if ((await readCurrent(tx, 'Group', id))?.deleted === 1) return;
    requireMatch(request, await requireGroup(tx, id, 'notFound'));
    // A tombstone has no content: only type and id are read of it.
    const resource = { resourceType: 'Group', id, type: 'person', actual: true } as const;
    await writeResources(tx, [{ resource, deleted: true }], { now, sourceMessageId: null });
    await markGroupsChanged(tx, newId);
  });
  return { status: 204 };
}
