/**
 * Teams, workers and providers: the same whoever's case names them, so they go into the directory, where the statement
 * made last stands. Interweave-OrganizationalTeam, UKCore-Practitioner. One without an id is only named where it stands.
 */
import type { Organization, Practitioner, Reference } from '@medplum/fhirtypes';
import { ROTHER, UK_CORE } from '../../../conformance/systems.ts';
import type { IdOf, ResourceIds } from '../../resource-ids.ts';
import type { CaseProvider, CaseTeam, CaseWorker } from '../case-payload.ts';
import type { CaseSource } from '../case-thing.ts';
import { INTERWEAVE_PROFILE, localIdentifier } from '../interweave.ts';
import { isCqcLocation, providerOrganization, providerReference } from '../providers.ts';
import { officePhone } from './parts.ts';

type Entry = (Organization | Practitioner) & { id: string };

/** @returns undefined without id. */
export function teamEntry(
  team: CaseTeam,
  source: CaseSource,
  { ids, idOf }: { readonly ids: Pick<ResourceIds, 'organization'>; readonly idOf: IdOf },
): Entry | undefined {
  if (team.id == null) return undefined;
  const { organisation } = source;
  const telecom = teamTelecom(team);
  const named = team.name != null;
  return {
    resourceType: 'Organization',
    id: teamId(team.id, source, idOf),
    ...(named ? { meta: { profile: [`${INTERWEAVE_PROFILE}Interweave-OrganizationalTeam`] } } : {}),
    identifier: [localIdentifier('organization', organisation.code, team.id)],
    active: true,
    type: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/organization-type',
            code: 'team',
            display: 'Organizational team',
          },
        ],
      },
    ],
    ...(team.name == null ? {} : { name: team.name }),
    ...(telecom.length === 0 ? {} : { telecom }),
    partOf: { reference: `Organization/${ids.organization(organisation.code)}`, display: organisation.name },
  };
}

/** In hours first. */
export function teamTelecom({ phone, outOfHoursPhone }: CaseTeam): NonNullable<Organization['telecom']> {
  return [
    ...(phone == null ? [] : [officePhone(phone, 'in-hours')]),
    ...(outOfHoursPhone == null ? [] : [officePhone(outOfHoursPhone, 'out-of-hours')]),
  ];
}

export function teamReference(
  { id, name }: CaseTeam,
  source: CaseSource,
  idOf: IdOf,
): Reference<Organization> | undefined {
  if (id == null) return name == null ? undefined : { display: name };
  return { reference: `Organization/${teamId(id, source, idOf)}`, display: name ?? `Team ${id}` };
}

/** @returns undefined without id: a name is not an identity. */
export function workerEntry(worker: CaseWorker, source: CaseSource, idOf: IdOf): Entry | undefined {
  if (worker.id == null) return undefined;
  return {
    resourceType: 'Practitioner',
    id: workerId(worker.id, source, idOf),
    meta: { profile: [`${UK_CORE}UKCore-Practitioner`] },
    identifier: [localIdentifier('practitioner', source.organisation.code, worker.id)],
    ...(worker.name == null ? {} : { name: [{ text: worker.name }] }),
  };
}

export function workerReference(
  { id, name }: CaseWorker,
  source: CaseSource,
  idOf: IdOf,
): Reference<Practitioner> | undefined {
  if (id == null) return name == null ? undefined : { display: name };
  return { reference: `Practitioner/${workerId(id, source, idOf)}`, display: name ?? `Worker ${id}` };
}

/** @returns undefined without a CQC location id. */
export function providerEntry({ cqcLocationId, name }: CaseProvider, idOf: IdOf): Entry | undefined {
  if (cqcLocationId == null || !isCqcLocation(cqcLocationId)) return undefined;
  return providerOrganization(cqcLocationId, idOf, name ?? undefined);
}

export function namedProvider(
  { cqcLocationId, name }: CaseProvider,
  idOf: IdOf,
): Reference<Organization> | undefined {
  if (cqcLocationId == null || !isCqcLocation(cqcLocationId))
    return name == null ? undefined : { display: name };
  const known = providerReference(cqcLocationId, idOf);
  return name == null ? known : { ...known, display: name };
}

function teamId(id: string, { id: source }: CaseSource, idOf: IdOf): string {
  return idOf('Organization', `${ROTHER}case-team|${source}|${id}`);
}

function workerId(id: string, { id: source }: CaseSource, idOf: IdOf): string {
  return idOf('Practitioner', `${ROTHER}case-worker|${source}|${id}`);
}
