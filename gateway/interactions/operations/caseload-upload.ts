/**
 * A caseload's people from a file: POST /caseloads/{id}/members. Added to those who are in the Group, or in their place.
 * One transaction, one version of the Group; the same file again changes nothing. Each row is answered; persons who are not
 * in the record are never made. docs/caseloads-and-plans.md.
 */
import type { GroupMember } from '@medplum/fhirtypes';
import { refusal } from '../../outcomes.ts';
import { writeResources } from '../../record/write-resources.ts';
import { invalidParameter, unsupportedParameter } from '../../search/refuse.ts';
import type { Tx } from '../../store/engine.ts';
import { markGroupsChanged } from '../../subscriptions/group-members.ts';
import { MAX_MEMBERS, type StoredGroup } from '../group-body.ts';
import { rootsOf } from '../entry-person.ts';
import type { FhirRequest } from '../fhir-request.ts';
import type { GroupWriteDependencies } from '../group-create.ts';
import { isStanding, leaveOtherTiers, memberId, tierOf, withMembers } from '../group-tiers.ts';
import { requireGroup } from '../group-update.ts';
import { requireMatch } from '../subscription-update.ts';
import { findPeople, type FindPerson } from './caseload-upload-people.ts';
import { readRows, type Line, type RowFault, type WantedMember } from './caseload-upload-rows.ts';

export type RowAnswer =
  /** `other-tier`: the row is of another tier than the Group, and another Group's. */
  | { readonly line: number; readonly result: 'added' | 'already' | 'other-tier' }
  | { readonly line: number; readonly result: 'unknown-person' | 'ambiguous'; readonly column: string }
  | ({ readonly result: 'invalid' } & RowFault);

export interface UploadReport {
  readonly group: string;
  /** Of the Group as it stands now. */
  readonly version: number;
  /** False where a list that was to replace the members has rows at fault, or names nobody: then nothing has changed. */
  readonly applied: boolean;
  readonly counts: Readonly<Record<RowAnswer['result'] | 'removed', number>>;
  readonly rows: readonly RowAnswer[];
}

/**
 * @param request its id is the Group's. `mode=add` (the default): beside those who are in it; `mode=replace`: the list is
 * all who are in it.
 * @param lines of the file, the first with the names of the columns.
 * @throws OperationOutcomeError 400 for another parameter; 404 and 410 for a Group that is not there, 412 where If-Match names another version, 413 for
 * more rows or members than are taken, 422 for columns that are not understood, or a tier for a caseload that is none.
 */
export async function uploadCaseload(
  request: FhirRequest,
  lines: AsyncIterable<Line>,
  { store, clock, newId }: GroupWriteDependencies,
): Promise<UploadReport> {
  const { id = '' } = request;
  const mode = modeOf(request.query);
  const { wanted, faults } = await readRows(lines);
  const now = clock.now().toISOString();
  return store.write(async (tx) => {
    const current = await requireGroup(tx, id, 'notFound');
    requireMatch(request, current);
    // Rows of type Group hold Groups that group-body.ts accepted.
    const former = JSON.parse(current.content) as StoredGroup;
    const tier = tierOf(former);
    if (tier === undefined && wanted.some((row) => row.tier !== undefined)) {
      throw refusal('unprocessable', 'tier: this caseload is not of a risk tier; leave the column out');
    }
    const people = await findPeople(
      tx,
      wanted.flatMap(({ identifiers }) => identifiers),
    );
    const listed = await listMembers(tx, former, wanted, { people, tier, mode, now });
    const rows = [
      ...listed.answers,
      ...faults.map((fault) => ({ result: 'invalid' as const, ...fault })),
    ].sort((a, b) => a.line - b.line);
    const applied = mode === 'add' || (faults.length === 0 && listed.named);
    const report = {
      group: `Group/${id}`,
      applied,
      counts: countsOf(rows, applied ? listed.removed : 0),
      rows,
    };
    if (!applied) return { ...report, version: current.version };
    if (listed.members.length > MAX_MEMBERS) {
      throw refusal('tooLarge', `A Group has at most ${MAX_MEMBERS} members`);
    }
    const group = withMembers(former, listed.members);
    const others = await leaveOtherTiers(tx, group, former, now);
    const [written] = await writeResources(tx, [{ resource: group }, ...others], {
      now,
      sourceMessageId: null,
    });
    if (written?.changed === true) await markGroupsChanged(tx, newId);
    return { ...report, version: written?.version ?? current.version };
  });
}

interface Listed {
  readonly members: readonly GroupMember[];
  readonly answers: readonly RowAnswer[];
  readonly removed: number;
  /** Whether the list names anybody who belongs here. */
  readonly named: boolean;
}

/** The members that come of the list, and what each row came to. */
async function listMembers(
  tx: Tx,
  { member = [] }: StoredGroup,
  wanted: readonly WantedMember[],
  context: {
    readonly people: FindPerson;
    readonly tier: number | undefined;
    readonly mode: 'add' | 'replace';
    readonly now: string;
  },
): Promise<Listed> {
  const { people, tier, mode, now } = context;
  const rootOf = await rootsOf(tx, member.map(memberId));
  const standing = new Map(
    member.filter((one) => isStanding(one, now)).map((one) => [rootOf(memberId(one)), one] as const),
  );
  const named = new Set<string>();
  const added: GroupMember[] = [];
  const answers = wanted.map((row): RowAnswer => {
    const { line, column, identifiers, from } = row;
    if (row.tier !== undefined && row.tier !== tier) return { line, result: 'other-tier' };
    const person = people(identifiers);
    if (person === 'unknown') return { line, column, result: 'unknown-person' };
    if (person === 'ambiguous') return { line, column, result: 'ambiguous' };
    const { id } = person;
    const known = named.has(id) || standing.has(id);
    named.add(id);
    if (known) return { line, result: 'already' };
    added.push({ entity: { reference: `Patient/${id}` }, period: { start: from ?? now } });
    return { line, result: 'added' };
  });
  // A list that replaces is what its version says; who was in it before stands in the history.
  const kept =
    mode === 'add'
      ? member
      : member.filter((one) => isStanding(one, now) && named.has(rootOf(memberId(one))));
  const removed = [...standing.keys()].filter((id) => mode === 'replace' && !named.has(id)).length;
  return { members: [...kept, ...added], answers, removed, named: named.size > 0 };
}

function modeOf(query: URLSearchParams): 'add' | 'replace' {
  for (const name of query.keys()) {
    if (name !== 'mode') throw unsupportedParameter(name, 'not supported here; mode is');
  }
  const [mode = 'add', ...more] = query.getAll('mode');
  if (more.length > 0) throw invalidParameter('mode', 'may be given once only');
  if (mode !== 'add' && mode !== 'replace') throw invalidParameter('mode', 'add or replace');
  return mode;
}

function countsOf(rows: readonly RowAnswer[], removed: number): UploadReport['counts'] {
  const counts = {
    added: 0,
    already: 0,
    'other-tier': 0,
    'unknown-person': 0,
    ambiguous: 0,
    invalid: 0,
    removed,
  };
  for (const { result } of rows) counts[result] += 1;
  return counts;
}
