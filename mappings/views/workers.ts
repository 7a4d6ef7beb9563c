/**
 * Who has the case: the allocated worker and team of the council with their numbers in and out of hours, the named care
 * co-ordinator and lead professional, the GP. PRSB "Professional contacts".
 */
import type { CareTeam, CareTeamParticipant, ContactPoint } from '@medplum/fhirtypes';
import { ROTHER } from '../../conformance/systems.ts';
import { ofType, resolve, type PersonRecord, type Stored } from './person-record.ts';
import { social } from './social-words.ts';
import { conceptWords, joined, periodWords, referenceWords } from './view-words.ts';

const CARE_ROLE = `${ROTHER}CodeSystem/care-role`;

export interface Allocation {
  readonly team: Stored<CareTeam>;
  /** Undefined where none is named. */
  readonly worker: string | undefined;
  readonly role: string | undefined;
  readonly keyWorker: boolean;
  readonly workerPhone: string | undefined;
  readonly teamName: string | undefined;
  readonly inHours: string | undefined;
  readonly outOfHours: string | undefined;
}

/** The council's allocations that stand at `now` (ISO UTC), a key worker's first, then the latest. */
export function allocationsOf(record: PersonRecord, now: string): readonly Allocation[] {
  return standingTeams(record, now)
    .filter((team) => team.participant?.some(isAllocated) === true || isCouncilsTeam(team))
    .map((team) => allocationOf(record, team))
    .toSorted(
      (a, b) =>
        Number(b.keyWorker) - Number(a.keyWorker) ||
        compare(b.team.period?.start ?? '', a.team.period?.start ?? '') ||
        compare(a.team.id, b.team.id),
    );
}

/** Teams of people that stand at `now` and are no allocation: written by clients. */
export function otherTeams(record: PersonRecord, now: string): readonly Stored<CareTeam>[] {
  const allocated = new Set(allocationsOf(record, now).map(({ team }) => team.id));
  return standingTeams(record, now).filter(({ id }) => !allocated.has(id));
}

function standingTeams(record: PersonRecord, now: string): readonly Stored<CareTeam>[] {
  return ofType(record, 'CareTeam').filter(({ status, period }) => {
    const over = period?.end !== undefined && period.end.slice(0, 10) < now.slice(0, 10);
    return !over && status !== 'inactive' && status !== 'proposed';
  });
}

function isCouncilsTeam(team: Stored<CareTeam>): boolean {
  return team.identifier?.some(({ system }) => system?.endsWith('local-careteam-identifier')) === true;
}

function isAllocated({ role = [] }: CareTeamParticipant): boolean {
  return role.some(({ coding = [] }) => coding.some(({ system }) => system === CARE_ROLE));
}

function allocationOf(record: PersonRecord, team: Stored<CareTeam>): Allocation {
  const participant = team.participant?.find(isAllocated);
  const organisation = team.participant?.find((one) => !isAllocated(one))?.member;
  const codes = (participant?.role ?? []).flatMap(({ coding = [] }) => coding.map(({ code }) => code));
  const role = roleOf(record, team);
  const phones = team.telecom ?? telecomOf(resolve(record, organisation));
  const outOfHours = phones.find((phone) => hoursOf(phone) === 'out-of-hours');
  const inHours = phones.find((phone) => phone !== outOfHours);
  return {
    team,
    worker: referenceWords(record, participant?.member),
    role: participant?.role?.flatMap(({ text }) => text ?? [])[0],
    keyWorker: codes.includes('key-worker'),
    workerPhone: role?.telecom?.find(({ system }) => system === 'phone')?.value,
    teamName: team.name ?? referenceWords(record, organisation),
    inHours: inHours?.value,
    outOfHours: outOfHours?.value,
  };
}

/** The worker's own numbers, of this allocation: the council means both by one number. */
function roleOf(record: PersonRecord, team: Stored<CareTeam>) {
  const numbers = new Set(team.identifier?.map(({ system, value }) => `${system ?? ''}|${value ?? ''}`));
  return ofType(record, 'PractitionerRole').find(({ identifier = [] }) =>
    identifier.some(({ system, value }) => numbers.has(`${system ?? ''}|${value ?? ''}`)),
  );
}

function telecomOf(resource: Stored | undefined): readonly ContactPoint[] {
  return resource?.resourceType === 'Organization' ? (resource.telecom ?? []) : [];
}

function hoursOf(phone: ContactPoint): string | undefined {
  return social(phone, 'contact-hours')?.valueCode;
}

export function allocationWords(allocation: Allocation): string {
  const { worker, role, keyWorker, workerPhone, teamName, inHours, outOfHours, team } = allocation;
  const who = joined([
    worker ?? 'No worker is named',
    role,
    keyWorker ? 'key worker' : undefined,
    workerPhone,
  ]);
  const numbers = joined([
    inHours === undefined ? undefined : `in hours ${inHours}`,
    outOfHours === undefined ? undefined : `out of hours ${outOfHours}`,
  ]);
  const of = teamName === undefined ? numbers : `${teamName}${numbers === undefined ? '' : `: ${numbers}`}`;
  return joined([who, of, periodWords(team.period)], '; ') ?? '';
}

/** The members of a team that a client wrote, with their roles. */
export function teamWords(record: PersonRecord, team: Stored<CareTeam>): string {
  const members = (team.participant ?? []).flatMap(({ member, role = [] }) => {
    const name = referenceWords(record, member);
    const roles = role.flatMap((one) => conceptWords(one) ?? []);
    return name === undefined ? [] : roles.length === 0 ? name : `${name} (${roles.join(', ')})`;
  });
  return joined([team.name ?? 'Team', members.length === 0 ? undefined : members.join('; ')], ': ') ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
