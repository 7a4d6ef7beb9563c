/**
 * Of which Groups is the person of a step a current member? FHIR R4 group.html: a member is current unless `inactive`, or
 * outside of its `period`; a Group that is not active has none. Membership of a number that was merged away is the
 * survivor's. The index names the Groups in one statement; who of them is not current is read once a version, and kept
 * while the transaction at hand sees the mark that it was read under: a mark that is rolled back never comes again.
 */
import { sql } from 'kysely';
import type { Group, GroupMember } from '@medplum/fhirtypes';
import type { StepEvent } from '../record/step-event.ts';
import { periodRange } from '../search/date-range.ts';
import { compiledOnce } from '../store/compiled.ts';
import type { Tx } from '../store/engine.ts';
import { personReferences } from './match.ts';

/** Gives `Group/<id>` of every Group that the person of a step is a current member of when the step is told. */
export type GroupsOf = (event: StepEvent) => readonly string[];

/** @param events the steps of one unit of work. */
export type ReadGroups = (tx: Tx, events: readonly StepEvent[]) => Promise<GroupsOf>;

const MARK = 'groups.mark';

/** Says, inside the transaction of a change, that a Group has changed. */
export async function markGroupsChanged(tx: Tx, newId: () => string): Promise<void> {
  const value = newId();
  await tx
    .insertInto('setting')
    .values({ name: MARK, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

/** What must be known of a Group beside who is in it. */
interface Conditions {
  readonly version: number;
  readonly active: boolean;
  /** All entries of those references that are not simply in it. */
  readonly entries: ReadonlyMap<string, readonly GroupMember[]>;
}

/** References a statement: keeps bound parameters far below every engine's limit. */
const CHUNK = 500;

export function createGroupIndex(): ReadGroups {
  let copy: { readonly mark: string; readonly groups: Map<string, Conditions> } | undefined;
  return async (tx, events) => {
    const listed = await groupsListing(tx, [...new Set(events.flatMap(personReferences))]);
    if (listed.length === 0) return () => [];
    const mark = (await selectMark(tx, [MARK]))[0]?.value ?? '';
    if (copy?.mark !== mark) copy = { mark, groups: new Map() };
    const { groups } = copy;
    const unread = listed.filter(({ id, version }) => groups.get(id)?.version !== version);
    for (const { id, version, content } of await readGroups(tx, [...new Set(unread.map(({ id }) => id))])) {
      // Rows of type Group hold Groups that group-body.ts accepted.
      groups.set(id, conditions(version, JSON.parse(content) as Group));
    }
    return (event) => {
      const references = personReferences(event);
      const current = listed.filter(
        ({ id, target }) =>
          references.includes(target) && isCurrent(groups.get(id), target, event.recordedAt),
      );
      return [...new Set(current.map(({ id }) => `Group/${id}`))];
    };
  };
}

/** Groups that list any of these people, with the reference by which they do. */
async function groupsListing(
  tx: Tx,
  targets: readonly string[],
): Promise<{ readonly id: string; readonly version: number; readonly target: string }[]> {
  const rows = [];
  for (let i = 0; i < targets.length; i += CHUNK) {
    rows.push(...(await selectListing(tx, targets.slice(i, i + CHUNK))));
  }
  return rows;
}

const selectListing = compiledOnce((db, targets) =>
  db
    .selectFrom('search_reference as member')
    .innerJoin('resource', 'resource.key', 'member.resource_key')
    .select(['resource.id', 'resource.version', 'member.target'])
    .where('member.target', 'in', targets as readonly string[])
    .where((eb) =>
      eb.and([
        eb('member.param', '=', sql.lit('Group.member')),
        eb('resource.type', '=', sql.lit('Group')),
        eb('resource.deleted', '=', sql.lit(0)),
      ]),
    ),
);

const selectMark = compiledOnce((db, [name]) =>
  db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', name as string),
);

function readGroups(
  tx: Tx,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly version: number; readonly content: string }[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return tx
    .selectFrom('resource')
    .select(['id', 'version', 'content'])
    .where('type', '=', 'Group')
    .where('id', 'in', ids)
    .execute();
}

function conditions(version: number, { active = true, member = [] }: Group): Conditions {
  const special = new Set(
    member
      .filter(({ inactive, period }) => inactive === true || period !== undefined)
      .map(({ entity }) => entity.reference),
  );
  const entries = new Map<string, GroupMember[]>();
  for (const one of member) {
    const { reference } = one.entity;
    if (reference === undefined || !special.has(reference)) continue;
    entries.set(reference, [...(entries.get(reference) ?? []), one]);
  }
  return { version, active, entries };
}

function isCurrent(group: Conditions | undefined, reference: string, at: string): boolean {
  if (group?.active !== true) return false;
  const entries = group.entries.get(reference);
  return entries === undefined || entries.some((entry) => isCurrentEntry(entry, at));
}

function isCurrentEntry({ inactive, period }: GroupMember, at: string): boolean {
  if (inactive === true) return false;
  if (period === undefined) return true;
  const range = periodRange(period);
  return range !== undefined && range.low <= at && at <= range.high;
}
