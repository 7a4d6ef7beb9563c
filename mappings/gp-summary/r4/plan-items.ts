/**
 * Which resource of a bundle goes where: into the area that lists it, as a linked item into the area from which it is
 * reached, beside the areas as what supports them, or nowhere. Design section 3, "Snapshots".
 */
import { asObject } from '../stu3/read-json.ts';
import type { Identity } from './item-identity.ts';
import type { Entry, ResourceIndex } from './resource-index.ts';
import { storedType } from './stored-types.ts';
import type { DraftArea } from './summary-draft.ts';

export interface Place {
  readonly area: DraftArea['area'] | 'supporting';
  readonly linked: boolean;
}

export interface Plan {
  /** Each resource once, in the order in which areas reach them. */
  readonly places: ReadonlyMap<Entry, Place>;
  /** The entry that stands for all of its key. */
  readonly find: ResourceIndex['find'];
}

/**
 * @param known the identities of all that the record keeps: nothing else is placed.
 * @param needed what else must be there with all that it refers to.
 */
export function planItems(
  index: ResourceIndex,
  known: ReadonlyMap<Entry, Identity>,
  areas: readonly DraftArea[],
  needed: readonly Entry[],
): Plan {
  const standing = standingFor(known);
  const of = (entry: Entry | undefined): Entry | undefined => {
    const key = entry === undefined ? undefined : known.get(entry)?.key;
    return key === undefined ? entry : standing.get(key);
  };
  const find: ResourceIndex['find'] = (reference, from) => of(index.find(reference, from));
  const places = new Map<Entry, Place>();
  const place = (entry: Entry | undefined, where: Place): boolean => {
    if (entry === undefined || !known.has(entry) || places.has(entry)) return false;
    places.set(entry, where);
    return true;
  };
  // What an area lists itself is never another's.
  const listed = areas.map(({ area, members }) => ({
    area,
    members: members.map(of).filter((entry) => entry !== undefined && place(entry, { area, linked: false })),
  }));
  for (const { area, members } of [...listed, { area: 'supporting' as const, members: needed.map(of) }]) {
    const queue = members.filter((entry) => entry !== undefined);
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (area === 'supporting') place(next, { area, linked: false });
      for (const reference of referencesIn(next.resource)) {
        const target = find(reference, next);
        const where: Place =
          target !== undefined && isOfTheRecord(target)
            ? { area, linked: true }
            : { area: 'supporting', linked: false };
        if (target !== undefined && place(target, where)) queue.push(target);
      }
    }
  }
  return { places, find };
}

/** Of several entries with one key the one that says most: it does not depend on their order. */
function standingFor(known: ReadonlyMap<Entry, Identity>): ReadonlyMap<string, Entry> {
  const best = new Map<string, { readonly entry: Entry; readonly text: string }>();
  for (const [entry, { key }] of known) {
    const text = JSON.stringify(entry.resource);
    const other = best.get(key);
    const better =
      other === undefined ||
      text.length > other.text.length ||
      (text.length === other.text.length && text > other.text);
    if (better) best.set(key, { entry, text });
  }
  return new Map([...best].map(([key, { entry }]) => [key, entry]));
}

/** What was found, done or asked of the person; not who did it, where, or with what. */
function isOfTheRecord({ type }: Entry): boolean {
  return type !== 'RelatedPerson' && storedType(type)?.person !== undefined;
}

function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  const object = asObject(value);
  if (object === undefined) return [];
  return Object.entries(object).flatMap(([name, inner]) =>
    name === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}
