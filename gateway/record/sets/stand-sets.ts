/**
 * From folded sets to resources: what stands is written under the person as they are known now, what no longer stands is
 * deleted, and history keeps it.
 */
import type { Organization, Practitioner, Resource } from '@medplum/fhirtypes';
import type { PersonKey, SetKey } from '../../../mappings/fact.ts';
import type { SetContext } from '../../../mappings/source-set.ts';
import type { Tx } from '../../store/engine.ts';
import { survivorsOf } from '../alias-rows.ts';
import { stateDirectory, type DirectoryResource } from '../directory.ts';
import type { ResourceWrite } from '../write-resources.ts';
import type { SetFolds } from './fold-sets.ts';
import {
  noteResources,
  resourcesOfSet,
  setsByKey,
  setsStating,
  type SetResource,
  type SetRow,
} from './set-rows.ts';

type WithId = Resource & { id: string };

export interface StandContext extends SetContext {
  readonly folds: SetFolds;
  /** Whether the source took its entry of a person back: then nothing of it stands. */
  readonly isDeleted: (person: PersonKey) => Promise<boolean>;
}

interface Stood {
  readonly resource: WithId;
  /** Of the set that states it: of two that state one resource, the later one's stands. */
  readonly stamp: string;
  readonly set: SetKey;
}

/** Nobody's sets hang together by more than that: beyond it the mappings give two things one id. */
const MOST_SETS = 500;

/** @returns what is to be written; the aliases of merged and matched people must stand already. */
export async function standSets(
  tx: Tx,
  keys: readonly SetKey[],
  gone: readonly SetKey[],
  context: StandContext,
): Promise<ResourceWrite[]> {
  const standing = new Map<string, Stood>();
  const lost = new Map<string, SetResource>();
  const directory: ResourceWrite[] = [];
  const done = new Set<SetKey>();
  const bring = async (
    set: SetKey,
    stamp: string,
    resources: readonly WithId[],
  ): Promise<readonly SetKey[]> => {
    for (const resource of resources) {
      const name = `${resource.resourceType}/${resource.id}`;
      const other = standing.get(name);
      if (other === undefined || other.stamp < stamp || (other.stamp === stamp && other.set < set))
        standing.set(name, { resource, stamp, set });
    }
    const now = resources.map(({ resourceType, id }) => ({ type: resourceType, id }));
    const dropped = await noteStanding(tx, set, now);
    for (const one of dropped) lost.set(`${one.type}/${one.id}`, one);
    return setsStating(tx, set, [...now, ...dropped]);
  };
  for (const set of gone) {
    done.add(set);
    keys = [...keys, ...(await bring(set, '', []))];
  }
  for (let next = [...new Set(keys)]; next.length > 0;) {
    const related = new Set<SetKey>();
    for (const row of await setsByKey(tx, next)) {
      done.add(row.set);
      if (done.size > MOST_SETS) throw new Error('more sets share resources than one person has');
      const { own, shared } = await resourcesOf(tx, row, context);
      directory.push(...shared.map((resource) => ({ resource })));
      for (const set of await bring(row.set, row.stamp, own)) related.add(set);
    }
    next = [...related].filter((set) => !done.has(set));
  }
  return [
    ...directory,
    ...[...standing.values()].map(({ resource }) => ({ resource })),
    ...[...lost]
      .filter(([name]) => !standing.has(name))
      .map(([, { type, id }]) => ({ resource: emptyOf(type, id), deleted: true })),
  ];
}

/** The set's own resources by the people as they are known now, and those that are the same whoever names them. */
async function resourcesOf(
  tx: Tx,
  row: SetRow,
  context: StandContext,
): Promise<{ readonly own: readonly WithId[]; readonly shared: readonly WithId[] }> {
  if (await context.isDeleted(row.person)) return { own: [], shared: [] };
  // Only the form's own fold made the state.
  const { resources } = context.folds[row.form].standing(JSON.parse(row.state), context);
  const pointed = await pointToSurvivors(tx, resources);
  const directory = pointed.filter(isDirectory);
  const shared = await stateDirectory(tx, directory.map(withoutSource), {
    stamp: row.stamp,
    sourceMessageId: sourceOf(directory[0]),
  });
  return { own: pointed.filter((resource) => !isDirectory(resource)), shared };
}

/** Organisations and practitioners may be named by many sets: of them the last statement stands, and none is deleted. */
function isDirectory(resource: WithId): resource is (Organization | Practitioner) & { id: string } {
  return resource.resourceType === 'Organization' || resource.resourceType === 'Practitioner';
}

function sourceOf(resource: WithId | undefined): string {
  return (resource?.meta?.source ?? '').replace('urn:uuid:', '');
}

function withoutSource(resource: DirectoryResource): DirectoryResource {
  const { source: _source, ...meta } = resource.meta ?? {};
  return { ...resource, meta };
}

/** @returns the resources that the set stated and states no longer. */
async function noteStanding(
  tx: Tx,
  set: SetKey,
  now: readonly SetResource[],
): Promise<readonly SetResource[]> {
  const nameOf = ({ type, id }: SetResource): string => `${type}/${id}`;
  const before = await resourcesOfSet(tx, set);
  const known = new Set(before.map(nameOf));
  const standing = new Set(now.map(nameOf));
  const dropped = before.filter((one) => !standing.has(nameOf(one)));
  await noteResources(
    tx,
    set,
    now.filter((one) => !known.has(nameOf(one))),
    dropped,
  );
  return dropped;
}

function emptyOf(type: string, id: string): WithId {
  // Of a deletion only type and id are read.
  return { resourceType: type, id } as WithId;
}

const PATIENT = /"Patient\/([0-9a-f-]{36})"/g;

/** References to people as their sources know them become references to those who stand for them. */
async function pointToSurvivors(tx: Tx, resources: readonly WithId[]): Promise<readonly WithId[]> {
  const text = JSON.stringify(resources);
  const ids = new Set([...text.matchAll(PATIENT)].map(([, id = '']) => id));
  const survivors = await survivorsOf(tx, [...ids]);
  if (survivors.size === 0) return resources;
  const pointed = text.replace(PATIENT, (whole, id: string) => {
    const survivor = survivors.get(id);
    return survivor === undefined ? whole : `"Patient/${survivor}"`;
  });
  // The same resources with other ids in them.
  return JSON.parse(pointed) as WithId[];
}
