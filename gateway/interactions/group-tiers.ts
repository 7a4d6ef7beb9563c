/**
 * Risk tiers: a Group whose code is one of ours, risk-tier-0 to -3. A person is in one tier at a time: who enters a tier
 * leaves the others with the same commit. FHIR R4 group.html, member.period. Tiers are what a partner states, never computed.
 */
import { sql } from 'kysely';
import type { Group, GroupMember } from '@medplum/fhirtypes';
import { aliasesOf } from '../record/alias-rows.ts';
import type { ResourceWrite } from '../record/write-resources.ts';
import { periodRange } from '../search/date-range.ts';
import type { Tx } from '../store/engine.ts';
import { CASELOAD_KIND, CASELOAD_KINDS, codeOf, RISK_TIERS } from './entry-codes.ts';
import { rootsOf } from './entry-person.ts';
import type { StoredGroup } from './group-body.ts';

/** References a statement: keeps bound parameters far below every engine's limit. */
const CHUNK = 500;

/** The tier of a Group, 0 to 3; undefined for a Group of another kind. */
export function tierOf({ code }: Group): number | undefined {
  const tier = RISK_TIERS.findIndex((kind) => kind === codeOf(code, CASELOAD_KINDS));
  return tier < 0 ? undefined : tier;
}

/** Whether the entry is of somebody who is in the Group at `now` or will be. @param now ISO UTC. */
export function isStanding({ inactive, period }: GroupMember, now: string): boolean {
  if (inactive === true) return false;
  return period === undefined || (periodRange(period)?.high ?? '') >= now;
}

/** The id in a member's reference. */
export function memberId({ entity }: GroupMember): string {
  return (entity.reference ?? '').slice('Patient/'.length);
}

/**
 * What must be written beside a Group so that whoever enters its tier is in no other one from then on. Only who was not in
 * it before: two tiers of a person whose numbers were merged stay until somebody decides.
 * @param former the Group before, where there was one.
 * @param now ISO UTC.
 * @returns the other Groups, with the memberships ended; none where this is no active Group of a tier.
 */
export async function leaveOtherTiers(
  tx: Tx,
  group: StoredGroup,
  former: Group | undefined,
  now: string,
): Promise<ResourceWrite[]> {
  if (tierOf(group) === undefined || group.active === false) return [];
  const { member = [] } = group;
  const before =
    former === undefined || tierOf(former) !== tierOf(group) || former.active === false
      ? []
      : (former.member ?? []);
  const rootOf = await rootsOf(tx, [...new Set([...member, ...before].map(memberId))]);
  const known = new Set(before.filter((one) => isStanding(one, now)).map((one) => rootOf(memberId(one))));
  const entering = new Map<string, string>();
  for (const one of member) {
    const root = rootOf(memberId(one));
    if (known.has(root) || !isStanding(one, now)) continue;
    // Who enters later leaves then; who has entered in the past leaves now.
    const low = one.period === undefined ? now : (periodRange(one.period)?.low ?? now);
    const from = low < now ? now : low;
    const first = entering.get(root);
    entering.set(root, first === undefined || from < first ? from : first);
  }
  const leaving = await idsOf(tx, entering);
  const others = await otherTiers(tx, [...leaving.keys()], group.id);
  return others.flatMap((other) => {
    const members = (other.member ?? []).flatMap((one) => ended(one, leaving.get(memberId(one)), now));
    return other.active === false ? [] : [{ resource: withMembers(other, members) }];
  });
}

/** The Group with these members, its quantity in keeping. */
export function withMembers(group: StoredGroup, members: readonly GroupMember[]): StoredGroup {
  const { member: _member, quantity, ...rest } = group;
  return {
    ...rest,
    ...(quantity === undefined ? {} : { quantity: members.length }),
    ...(members.length === 0 ? {} : { member: [...members] }),
  };
}

/** The same times under every id that the people have. */
async function idsOf(tx: Tx, people: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const ids = new Map(people);
  const roots = [...people.keys()];
  for (let i = 0; i < roots.length; i += CHUNK) {
    for (const [root, aliases] of await aliasesOf(tx, roots.slice(i, i + CHUNK))) {
      for (const alias of aliases) ids.set(alias, people.get(root) ?? '');
    }
  }
  return ids;
}

/** Groups of the other tiers that list any of these people. */
async function otherTiers(tx: Tx, ids: readonly string[], own: string): Promise<StoredGroup[]> {
  const keys = new Set<number>();
  for (let i = 0; i < ids.length; i += CHUNK) {
    const rows = await tx
      .selectFrom('search_reference as listed')
      .innerJoin('search_token as kind', 'kind.resource_key', 'listed.resource_key')
      .select('listed.resource_key')
      .distinct()
      .where('listed.param', '=', sql.lit('Group.member'))
      .where(
        'listed.target',
        'in',
        ids.slice(i, i + CHUNK).map((id) => `Patient/${id}`),
      )
      .where('kind.param', '=', sql.lit('Group.code'))
      .where('kind.system', '=', CASELOAD_KIND)
      .where('kind.value', 'in', [...RISK_TIERS])
      .execute();
    for (const { resource_key } of rows) keys.add(resource_key);
  }
  if (keys.size === 0) return [];
  const rows = await tx
    .selectFrom('resource')
    .select(['id', 'content'])
    .where('key', 'in', [...keys])
    .where('deleted', '=', sql.lit(0))
    .execute();
  // Rows of type Group hold Groups that group-body.ts accepted.
  return rows.filter(({ id }) => id !== own).map(({ content }) => JSON.parse(content) as StoredGroup);
}

/** The entry with its end just before `from`; nothing where it would begin only then. @param from undefined: it stays as it is. */
function ended(entry: GroupMember, from: string | undefined, now: string): GroupMember[] {
  if (from === undefined || !isStanding(entry, now)) return [entry];
  const range = entry.period === undefined ? undefined : periodRange(entry.period);
  if (range !== undefined && range.high < from) return [entry];
  if (range !== undefined && range.low >= from) return [];
  const end = new Date(Date.parse(from) - 1).toISOString();
  return [{ ...entry, period: { ...entry.period, end } }];
}
