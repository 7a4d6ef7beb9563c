/** Create: POST /Group. FHIR R4 http.html 3.1.0.8. A caseload is written by whoever keeps it; feeds know nothing of it. */
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { refusal } from '../outcomes.ts';
import { writeResources } from '../record/write-resources.ts';
import type { Engine, Tx } from '../store/engine.ts';
import { markGroupsChanged } from '../subscriptions/group-members.ts';
import { knownReferences } from './entry-person.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { readGroup, unknownMembers, type StoredGroup } from './group-body.ts';
import { leaveOtherTiers, memberId } from './group-tiers.ts';
import { requireNoParameters } from './requested-resource.ts';

/** What writing a Group needs. */
export interface GroupWriteDependencies {
  readonly store: Engine;
  readonly clock: Clock;
  readonly newId: () => string;
  /** How many may be kept; default 1000: a person’s Groups are looked at for every step. */
  readonly maxGroups?: number;
}

const MAX_GROUPS = 1000;

/** @throws OperationOutcomeError 422 with every fault, such as a member who is no Patient here; 429 where there are too many. */
export async function createGroup(
  request: FhirRequest,
  { store, clock, newId, maxGroups = MAX_GROUPS }: GroupWriteDependencies,
): Promise<FhirResponse> {
  requireNoParameters(request);
  const { baseUrl, body } = request;
  const { group } = readGroup(body, newId(), baseUrl);
  const now = clock.now().toISOString();
  const [written] = await store.write(async (tx) => {
    if ((await countGroups(tx)) >= maxGroups) {
      throw refusal('tooMany', 'There are as many Groups as are kept; delete one that is not needed');
    }
    await requireMembers(tx, group);
    await markGroupsChanged(tx, newId);
    const others = await leaveOtherTiers(tx, group, undefined, now);
    return writeResources(tx, [{ resource: group }, ...others], { now, sourceMessageId: null });
  });
  const version = written?.version ?? 1;
  return {
    status: 201,
    version,
    lastUpdated: now,
    location: `${baseUrl}/Group/${group.id}/_history/${version}`,
    body: { ...group, meta: { ...group.meta, versionId: String(version), lastUpdated: now } },
  };
}

/** @throws OperationOutcomeError 422 naming every member (by its place in the list) who is no Patient here. */
export async function requireMembers(tx: Tx, { member = [] }: StoredGroup): Promise<void> {
  const people = member.map((one) => ({ type: 'Patient', id: memberId(one) }));
  const isKnown = await knownReferences(tx, people);
  const unknown = people.flatMap((one, i) => (isKnown(one) ? [] : [i]));
  if (unknown.length > 0) throw unknownMembers(unknown);
}

/** Every Group that is kept has one row for its type. */
async function countGroups(tx: Tx): Promise<number> {
  const { count } = await tx
    .selectFrom('search_token')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('param', '=', sql.lit('Group.type'))
    .executeTakeFirstOrThrow();
  // PostgreSQL gives a count as text.
  return Number(count);
}
