/** The Encounters of the visits that a unit of work met, those of one journey under one parent. Interweave EncounterGrouping. */
import type { Encounter, Extension } from '@medplum/fhirtypes';
import { ROTHER } from '../../conformance/systems.ts';
import type { VisitKey } from '../../mappings/adt/visit-fact.ts';
import { encounters, encountersOf, type EncounterContext } from '../../mappings/adt/resources/encounter.ts';
import type { ResourceIds } from '../../mappings/resource-ids.ts';
import type { PlaceNames } from '../../mappings/adt/resources/directory.ts';
import type { Tx } from '../store/engine.ts';
import { readCurrents } from '../store/resource-row.ts';
import type { JourneyLink } from './journeys.ts';
import type { MetVisit } from './known-visits.ts';
import type { VisitRow } from './visit-rows.ts';

/** Says on the parent which visits were put under it, why, and how sure that is. */
const JOURNEY_LINK = `${ROTHER}StructureDefinition/journey-link`;

export interface VisitEncounter {
  /** Of which visit's row it is; a parent is of the visit that leads the journey. */
  readonly visit: VisitKey;
  readonly resource: Encounter & { id: string };
}

interface Context {
  readonly ids: ResourceIds;
  readonly names: PlaceNames;
  /** ODS code of the organisation of the feed. */
  readonly organisation: string;
  readonly organisationOf: (visitNumberSystem: string) => string | undefined;
}

export function encountersOfAll(met: readonly MetVisit[], context: Context): readonly VisitEncounter[] {
  const journeys = new Map<VisitKey, MetVisit[]>();
  for (const one of met) {
    const leader = one.journey ?? one.visit;
    journeys.set(leader, [...(journeys.get(leader) ?? []), one]);
  }
  return [...journeys].flatMap(([leader, visits]) => journey(leader, visits, context));
}

function journey(leader: VisitKey, visits: readonly MetVisit[], context: Context): readonly VisitEncounter[] {
  const { ids, names, organisation, organisationOf } = context;
  const encounterContext: EncounterContext = {
    ids,
    names,
    organisationOf: (visit) => organisationOf(visit.slice(0, visit.lastIndexOf('|'))) ?? organisation,
  };
  const ordered = visits.toSorted((a, b) => (a.visit === leader ? -1 : b.visit === leader ? 1 : 0));
  const [first, ...others] = ordered;
  if (first === undefined) return [];
  const resources =
    others.length === 0
      ? encounters(first.state, encounterContext)
      : encountersOf(
          ordered.map(({ state }) => state),
          encounterContext,
          {
            id: ids.encounter(leader, 'grouping'),
            extension: first.links.map((link) => evidence(link, ids)),
          },
        );
  const owner = new Map(
    ordered.flatMap(({ visit, state }) => state.settings.map((s) => [ids.encounter(visit, s.key), visit])),
  );
  return resources.map((resource) => ({ visit: owner.get(resource.id) ?? leader, resource }));
}

function evidence(link: JourneyLink, ids: ResourceIds): Extension {
  const from = link.kind === 'became-admission' ? 'emergency' : link.setting;
  return {
    url: JOURNEY_LINK,
    extension: [
      { url: 'kind', valueCode: link.kind },
      { url: 'from', valueReference: { reference: `Encounter/${ids.encounter(link.from, from)}` } },
      { url: 'to', valueReference: { reference: `Encounter/${ids.encounter(link.to, link.setting)}` } },
      ...link.evidence.map((valueCode) => ({ url: 'basis', valueCode })),
      { url: 'minutes', valueInteger: link.minutes },
      { url: 'certainty', valueCode: link.certainty },
    ],
  };
}

/** Encounters that stood before and are no longer made of any visit, in their last form. */
export async function goneEncounters(
  tx: Tx,
  rows: readonly VisitRow[],
  now: readonly VisitEncounter[],
): Promise<readonly (Encounter & { id: string })[]> {
  const standing = new Set(now.map(({ resource }) => resource.id));
  const ids = new Set(rows.flatMap(({ encounters }) => encounters).filter((id) => !standing.has(id)));
  const current = await readCurrents(tx, 'Encounter', [...ids]);
  return (
    current
      .filter((row) => row.deleted === 0)
      // Rows of type Encounter hold Encounters, written by writeResources.
      .map((row) => JSON.parse(row.content) as Encounter & { id: string })
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  );
}
