/** Update: PUT /Group/id. FHIR R4 http.html 3.1.0.4 with If-Match: two who edit one caseload must not lose each other's people. */
import { refusal } from '../outcomes.ts';
import { writeResources } from '../record/write-resources.ts';
import type { Tx } from '../store/engine.ts';
import { readCurrent, type CurrentRow } from '../store/resource-row.ts';
import { markGroupsChanged } from '../subscriptions/group-members.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { readGroup, type StoredGroup } from './group-body.ts';
import { requireMembers, type GroupWriteDependencies } from './group-create.ts';
import { leaveOtherTiers } from './group-tiers.ts';
import { requireNoParameters } from './requested-resource.ts';
import { requireMatch } from './subscription-update.ts';

/**
 * The same content makes no new version.
 * @throws OperationOutcomeError 405 for an id that we did not give, 410 for a deleted one, 412 where If-Match names
 * another version, 400 where the body's id is not the path's, 422 with every fault.
 */
export async function updateGroup(
  request: FhirRequest,
  { store, clock, newId }: GroupWriteDependencies,
): Promise<FhirResponse> {
  requireNoParameters(request);
  const { baseUrl, body, id = '' } = request;
  const { group, sentId } = readGroup(body, id, baseUrl);
  if (sentId !== id) throw refusal('invalid', 'Group.id: is not the id in the path');
  const now = clock.now().toISOString();
  const row = await store.write(async (tx) => {
    const current = await requireGroup(tx, id, 'methodNotAllowed');
    requireMatch(request, current);
    await requireMembers(tx, group);
    // Rows of type Group hold Groups that group-body.ts accepted.
    const former = JSON.parse(current.content) as StoredGroup;
    const others = await leaveOtherTiers(tx, group, former, now);
    await writeResources(tx, [{ resource: group }, ...others], { now, sourceMessageId: null });
    await markGroupsChanged(tx, newId);
    return readCurrent(tx, 'Group', id);
  });
  if (row === undefined) throw new Error('an updated Group has no row');
  return { status: 200, version: row.version, lastUpdated: row.last_updated, body: row.content };
}

/** The current version; what there is none of is refused: 410 where deleted, else as `missing` says. */
export async function requireGroup(
  tx: Tx,
  id: string,
  missing: 'methodNotAllowed' | 'notFound',
): Promise<CurrentRow> {
  const row = await readCurrent(tx, 'Group', id);
  if (row === undefined) {
    throw refusal(missing, 'There is no Group with this id; ids are given by the server at create');
  }
  if (row.deleted !== 0) throw refusal('gone', 'This Group is deleted');
  return row;
}
