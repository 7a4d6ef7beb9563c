/**
 * allocation -> CareTeam and PractitionerRole: who has the case, in which team, and how to reach them in and out of hours.
 * UKCore-CareTeam 2.1.0, UKCore-PractitionerRole 2.4.0; worker and team themselves go into the directory.
 */
import type { CareTeam, PractitionerRole } from '@medplum/fhirtypes';
import { UK_CORE } from '../../../conformance/systems.ts';
import type { PlaceEvidence, StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import { teamTelecom } from './directory.ts';
import { councilEvidence } from './evidence.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { extensionsOf, hasEnded, periodOf } from './parts.ts';
import { CARE_ROLE } from './systems.ts';

type Allocation = Thing<'allocation'>;

export function allocationCareTeam(thing: Allocation, frame: CaseFrame): StandingSet {
  const ended = hasEnded(thing.payload.to, thing.recorded);
  const role = practitionerRole(thing, frame, !ended);
  return {
    resources: [careTeam(thing, frame, ended), ...(role === undefined ? [] : [role])],
    evidence: [...teamEvidence(thing), ...(ended ? [] : [councilEvidence(thing)])],
  };
}

function careTeam({ payload }: Allocation, frame: CaseFrame, ended: boolean): CareTeam & { id: string } {
  const gaps = new Gaps();
  const worker = gaps.unless(frame.worker(payload.worker), 'who the worker is');
  const team = gaps.unless(frame.team(payload.team), 'which team');
  const period = periodOf(payload.from, payload.to);
  const telecom = payload.team === undefined ? [] : teamTelecom(payload.team);
  const participants: NonNullable<CareTeam['participant']> = [
    ...(worker === undefined
      ? []
      : [
          {
            role: workerRoles(payload),
            member: worker,
            ...(team === undefined ? {} : { onBehalfOf: team }),
            ...(period === undefined ? {} : { period }),
          },
        ]),
    ...(team === undefined ? [] : [{ member: team, ...(period === undefined ? {} : { period }) }]),
  ];
  return {
    resourceType: 'CareTeam',
    id: frame.id('CareTeam'),
    meta: { ...frame.meta(), profile: [`${UK_CORE}UKCore-CareTeam`] },
    ...extensionsOf(gaps.extensions()),
    identifier: [frame.identifier('careteam')],
    status: ended ? 'inactive' : 'active',
    ...(payload.team?.name == null ? {} : { name: payload.team.name }),
    subject: frame.subject,
    ...(period === undefined ? {} : { period }),
    ...(participants.length === 0 ? {} : { participant: participants }),
    managingOrganization: [frame.council],
    ...(telecom.length === 0 ? {} : { telecom }),
  };
}

function workerRoles({ worker, keyWorker }: Allocation['payload']): { text?: string; coding?: object[] }[] {
  const kind =
    keyWorker === true
      ? { system: CARE_ROLE, code: 'key-worker', display: 'Key worker' }
      : { system: CARE_ROLE, code: 'allocated-worker', display: 'Allocated worker' };
  return [{ coding: [kind], ...(worker?.role == null ? {} : { text: worker.role }) }];
}

/** The worker's own numbers, of this allocation; none where there is no worker with an id. */
function practitionerRole(
  { payload }: Allocation,
  frame: CaseFrame,
  active: boolean,
): (PractitionerRole & { id: string }) | undefined {
  const { worker } = payload;
  const practitioner = frame.worker(worker);
  if (worker === undefined || practitioner?.reference === undefined) return undefined;
  const organization = frame.team(payload.team) ?? frame.council;
  const period = periodOf(payload.from, payload.to);
  const telecom: NonNullable<PractitionerRole['telecom']> = [
    ...(worker.phone == null
      ? []
      : [{ system: 'phone' as const, value: worker.phone, use: 'work' as const }]),
    ...(worker.email == null
      ? []
      : [{ system: 'email' as const, value: worker.email, use: 'work' as const }]),
  ];
  return {
    resourceType: 'PractitionerRole',
    id: frame.id('PractitionerRole'),
    meta: { ...frame.meta(), profile: [`${UK_CORE}UKCore-PractitionerRole`] },
    identifier: [frame.identifier('careteam')],
    active,
    ...(period === undefined ? {} : { period }),
    practitioner,
    organization,
    ...(worker.role == null ? {} : { code: [{ text: worker.role }] }),
    ...(telecom.length === 0 ? {} : { telecom }),
  };
}

function teamEvidence({ payload, recorded, source }: Allocation): readonly PlaceEvidence[] {
  const { team, worker, from, to } = payload;
  if (team?.id == null) return [];
  return [
    {
      kind: 'allocation',
      team: { id: team.id, name: team.name ?? team.id },
      ...(worker?.name == null ? {} : { worker: worker.name }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      asOf: recorded,
      source: source.name,
    },
  ];
}
