/**
 * The resources of a GP Connect bundle, found by reference: those contained in Lists among them, duplicates united. Each
 * look-up is one step, however large the bundle. GP Connect 1.6.2: `entry.fullUrl` is not used, entries have no order.
 */
import type { IdOf } from '../resource-ids.ts';
import { itemKey } from './item-key.ts';
import type { Json } from './stu3/mapper.ts';
import { asObject, objects, token } from './stu3/read-json.ts';
import { namesOf, tellApart } from './tell-apart.ts';
import { uniteDuplicates } from './unite-duplicates.ts';

export interface BundleItem {
  /** STU3 resource type. */
  readonly type: string;
  /** See item-key.ts; unique within the bundle. */
  readonly key: string;
  readonly resource: Json;
}

export interface BundleIndex {
  /** All but Lists, by key. */
  readonly items: readonly BundleItem[];
  readonly lists: readonly Json[];
  /** @param reference `Type/id` or `Type/id#contained`. */
  readonly find: (reference: string) => BundleItem | undefined;
  /** The List with that reference: Lists of consultations refer to each other. */
  readonly findList: (reference: string) => Json | undefined;
  readonly itemOf: (resource: Json) => BundleItem | undefined;
}

/** More than any real bundle has; the reader of the feed refuses larger ones before. */
const MOST_ENTRIES = 20_000;

/** @param issue is told of duplicates that contradict each other. */
export function indexBundle(
  bundle: Json,
  idOf: IdOf,
  issue: (path: string, reason: string) => void,
): BundleIndex {
  const entries: readonly unknown[] = Array.isArray(bundle['entry']) ? bundle['entry'] : [];
  const found = entries.slice(0, MOST_ENTRIES).flatMap((entry, i) => {
    const resource = asObject(asObject(entry)?.['resource']);
    return resource === undefined ? [] : withContained(resource, i);
  });
  const lists = found.filter(({ resource }) => resource['resourceType'] === 'List');
  const named = new Map(found.map(({ reference, resource }) => [reference, resource]));
  const resolve = (reference: string): Json | undefined => named.get(reference);
  const others = found
    .filter(({ resource }) => resource['resourceType'] !== 'List')
    .map((one) => ({ ...one, key: itemKey(one.resource, idOf, resolve) }));
  const items = new Map<string, BundleItem>();
  const byReference = new Map<string, BundleItem>();
  const byResource = new Map<Json, BundleItem>();
  const groups = [...Map.groupBy(others, ({ key }) => key)]
    .flatMap(([key, group]) => thingsOf(key, group, { idOf, resolve, issue }))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, group] of groups) {
    const type = token(group[0]?.resource['resourceType']) ?? '';
    const item = { type, key, resource: oneOf(type, group, issue) };
    items.set(key, item);
    byResource.set(item.resource, item);
    for (const { reference } of group) {
      if (!byReference.has(reference)) byReference.set(reference, item);
    }
  }
  const listsByReference = new Map(lists.map(({ reference, resource }) => [reference, resource]));
  return {
    items: [...items.values()],
    lists: lists.map(({ resource }) => resource),
    find: (reference) => byReference.get(reference),
    findList: (reference) => listsByReference.get(reference),
    itemOf: (resource) => byResource.get(resource),
  };
}

interface Found {
  readonly resource: Json;
  readonly reference: string;
}

interface Telling {
  readonly idOf: IdOf;
  readonly resolve: (reference: string) => Json | undefined;
  readonly issue: (path: string, reason: string) => void;
}

/** By their keys, which are longer where one identifier names several things. */
function thingsOf(
  key: string,
  group: readonly Found[],
  { idOf, resolve, issue }: Telling,
): readonly (readonly [string, readonly Found[]])[] {
  const type = token(group[0]?.resource['resourceType']) ?? '';
  if (group.length === 1 || !TOLD_APART.has(type)) return [[key, group]];
  const things = tellApart(group, ({ resource }) => namesOf(resource, resolve));
  if (things.length === 1) return [[key, group]];
  issue(`${type}.identifier`, 'names several things: each is kept, by what it speaks of');
  return things.map(({ parts, names }) => [`${key}|${idOf('gp-content', names.join(' '))}`, parts]);
}

/** Of which two with different codes are two entries of the record. */
const TOLD_APART: ReadonlySet<string> = new Set([
  ...['AllergyIntolerance', 'Condition', 'MedicationRequest', 'MedicationStatement', 'Observation'],
]);

function oneOf(type: string, group: readonly Found[], issue: (path: string, reason: string) => void): Json {
  const [only, ...more] = group;
  if (only !== undefined && more.length === 0) return only.resource;
  return uniteDuplicates(
    group.map(({ resource }) => resource),
    (field) => {
      issue(
        `${type}.${field}`,
        'two resources of one identifier differ here: only one of the values is kept',
      );
    },
  );
}

/** The resource, and what it contains, named as other resources name it: `List/ended#a`. */
function withContained(resource: Json, index: number): Found[] {
  const type = token(resource['resourceType']) ?? '';
  // Lists need have no id: a name that no reference can hold.
  const reference = `${type}/${token(resource['id']) ?? `~${index}`}`;
  const contained = objects(resource['contained']);
  if (contained.length === 0) return [{ resource, reference }];
  const within = contained.map((inner) => ({
    resource: outward(inner, reference),
    reference: `${reference}#${token(inner['id']) ?? ''}`,
  }));
  const outer = outward(resource, reference);
  return [{ resource: type === 'List' ? listingAll(outer, within) : outer, reference }, ...within];
}

/** What a List contains is its member, also where its entries forget it. */
function listingAll(list: Json, within: readonly Found[]): Json {
  const entries = objects(list['entry']);
  const listed = new Set(entries.map((entry) => asObject(entry['item'])?.['reference']));
  const forgotten = within.filter(({ reference }) => !listed.has(reference));
  return { ...list, entry: [...entries, ...forgotten.map(({ reference }) => ({ item: { reference } }))] };
}

/** References to `#x` within `owner` as they are named from outside. */
function outward(resource: Json, owner: string): Json {
  const { contained: _, ...rest } = resource;
  const text = JSON.stringify(rest, (name, value: unknown) =>
    name === 'reference' && typeof value === 'string' && value.startsWith('#') ? `${owner}${value}` : value,
  );
  // The text of an object reads back as an object.
  return JSON.parse(text) as Json;
}
