/** What messages name beside people and visits: clinicians, organisations, places. Their resources come with the facts. */
import type { Resource } from '@medplum/fhirtypes';
import type { ClinicianStatement, PersonFact } from '../../mappings/fact.ts';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import {
  locationChain,
  organization,
  practitioner,
  type PlaceNames,
} from '../../mappings/adt/resources/directory.ts';
import type { ResourceIds } from '../../mappings/resource-ids.ts';
import type { DirectoryResource } from './directory.ts';

type WithId = Resource & { id: string };

export interface StatedContext {
  readonly ids: ResourceIds;
  readonly names: PlaceNames;
  /** ODS code of the sending organisation. */
  readonly organisation: string;
  /** Base of local identifier systems of the feed. */
  readonly localBase: string;
}

/** Clinicians and organisations that the facts name, whatever becomes of the visit. */
export function mentioned(
  people: readonly PersonFact[],
  visits: readonly VisitFact[],
  { ids, names }: Pick<StatedContext, 'ids' | 'names'>,
): DirectoryResource[] {
  const clinicians: (ClinicianStatement | null | undefined)[] = [
    ...people.map(({ data }) => data.generalPractitioner),
    ...visits.flatMap(({ data }) => [
      ...(data.attending ?? []),
      ...(data.referring ?? []),
      ...(data.consulting ?? []),
      ...(data.admitting ?? []),
    ]),
  ];
  const practitioners = clinicians.flatMap((statement): DirectoryResource[] => {
    if (statement?.system === undefined || statement.value === undefined) return [];
    const { system, value, name } = statement;
    const id = ids.practitioner(statement);
    return id === undefined ? [] : [practitioner({ system, value, name }, id)];
  });
  const practices = people.flatMap(({ data: { practice } }): DirectoryResource[] => {
    if (practice == null) return [];
    // Where the place knows the practice, the place's name for it stands.
    const name = names.organisation(practice.ods) ?? practice.name;
    const named = { ods: practice.ods, ...(name === undefined ? {} : { name }) };
    return [organization(named, ids.organization(practice.ods))];
  });
  return [...practitioners, ...practices];
}

/** Every place that the facts name, with the levels above it, and the organisation that gives the care. */
export function places(visits: readonly VisitFact[], context: StatedContext): WithId[] {
  if (visits.length === 0) return [];
  const { ids, names, organisation, localBase } = context;
  const name = names.organisation(organisation);
  const all: WithId[] = [
    organization(
      { ods: organisation, ...(name === undefined ? {} : { name }) },
      ids.organization(organisation),
    ),
    ...visits.flatMap(({ data }) =>
      [data.location, data.pendingLocation].flatMap((location) =>
        location == null ? [] : locationChain(location, names, ids, localBase),
      ),
    ),
  ];
  return [...new Map(all.map((resource) => [`${resource.resourceType}/${resource.id}`, resource])).values()];
}
