/**
 * From folded sets to resources: what stands is written under the person as they are known now, what no longer stands is
 * deleted, and history keeps it.
 */
import type { Organization, Practitioner, Resource } from '@medplum/fhirtypes';
import type { PersonKey, SetKey } from '../../../mappings/fact.ts';
import { KEPT_TAG } from '../../../mappings/gp-summary/area-list.ts';
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
import { withheldIn } from './withheld-items.ts';

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

/** What a source lists stands before what another of its sets only kept; then the later statement. */
function isBefore(a: Stood | undefined, b: Stood): boolean {
  if (a === undefined) return true;
  const [keptA, keptB] = [isKept(a), isKept(b)];
  if (keptA !== keptB) return keptA;
  return a.stamp < b.stamp || (a.stamp === b.stamp && a.set < b.set);
}

/** What is held back shows again where the practice lists it later, and not where it was merely kept. */
function isWithheld(one: Stood, since: string | undefined): boolean {
  return since !== undefined && (isKept(one) || one.stamp < since);
}

function isKept({ resource }: Stood): boolean {
  return (
    resource.meta?.tag?.some(({ system, code }) => system === KEPT_TAG.system && code === KEPT_TAG.code) ===
    true
  );
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
  /** By resource, the stamp of the latest set that holds it back. */
  const withheld = new Map<string, string>();
  const lost = new Map<string, SetResource>();
  const directory: ResourceWrite[] = [];
  const done = new Set<SetKey>();
  const bring = async (
    set: SetKey,
    stamp: string,
    resources: readonly WithId[],
    held: readonly SetResource[],
  ): Promise<readonly SetKey[]> => {
    for (const resource of resources) {
      const name = `${resource.resourceType}/${resource.id}`;
      const stood: Stood = { resource, stamp, set };
      if (isBefore(standing.get(name), stood)) standing.set(name, stood);
    }
    for (const { type, id } of held) {
      const name = `${type}/${id}`;
      if (stamp > (withheld.get(name) ?? '')) withheld.set(name, stamp);
    }
    // What it holds back stays noted: whichever set states it next finds this one.
    const now = [...resources.map(({ resourceType, id }) => ({ type: resourceType, id })), ...held];
    const dropped = await noteStanding(tx, set, now);
    for (const one of [...dropped, ...held]) lost.set(`${one.type}/${one.id}`, one);
    return setsStating(tx, set, [...now, ...dropped]);
  };
  for (const set of gone) {
    done.add(set);
    keys = [...keys, ...(await bring(set, '', [], []))];
  }
  for (let next = [...new Set(keys)]; next.length > 0;) {
    const related = new Set<SetKey>();
    for (const row of await setsByKey(tx, next)) {
      done.add(row.set);
      if (done.size > MOST_SETS) throw new Error('more sets share resources than one person has');
      const { own, shared, held } = await resourcesOf(tx, row, context);
      directory.push(...shared.map((resource) => ({ resource })));
      for (const set of await bring(row.set, row.stamp, own, held)) related.add(set);
    }
    next = [...related].filter((set) => !done.has(set));
  }
  for (const [name, stood] of standing) if (isWithheld(stood, withheld.get(name))) standing.delete(name);
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
): Promise<{
  readonly own: readonly WithId[];
  readonly shared: readonly WithId[];
  readonly held: readonly SetResource[];
}> {
  if (await context.isDeleted(row.person)) return { own: [], shared: [], held: [] };
  // Only the form's own fold made the state.
  const { resources } = context.folds[row.form].standing(JSON.parse(row.state), context);
  const pointed = await pointToSurvivors(tx, resources);
  const directory = pointed.filter(isDirectory);
  const shared = await stateDirectory(tx, directory.map(withoutSource), {
    stamp: row.stamp,
    sourceMessageId: sourceOf(directory[0]),
  });
  return { own: pointed.filter((resource) => !isDirectory(resource)), shared, held: withheldIn(row) };
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
