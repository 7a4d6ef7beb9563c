/**
 * Every placed item of a GP Connect bundle through the mapper of its type, with ids of the gateway, and references that
 * lead to what stands. GP Connect 1.6.2; ids as in every GP summary: practice, person, business identifier.
 */
import type { Coding, Organization, Practitioner, Resource } from '@medplum/fhirtypes';
import type { BundleIndex, BundleItem } from './bundle-index.ts';
import { itemKey, sharedId } from './item-key.ts';
import type { SummaryContext } from './mapped-summary.ts';
import type { BundlePerson } from './person.ts';
import type { Placing } from './place-items.ts';
import type { BundlePractice } from './practice.ts';
import type { SummaryList } from './stu3/list.ts';
import type { Json, Stu3Context } from './stu3/mapper.ts';
import { typeMapping } from './stu3/mappers.ts';
import { metaOf } from './stu3/read-datatypes.ts';
import { asObject, token } from './stu3/read-json.ts';

export type Made = Resource & { id: string };

export interface MappedItems {
  readonly context: Stu3Context;
  /** An id within practice and person. */
  readonly idOf: (type: string, key: string) => string;
  /** By the item that they were made of; none where nothing could be made. */
  readonly resources: ReadonlyMap<BundleItem, readonly Made[]>;
  /** Organisations and practitioners who are the same whoever names them. */
  readonly directory: readonly ((Practitioner | Organization) & { id: string })[];
}

export interface MapItemsContext {
  readonly practice: BundlePractice;
  readonly person: BundlePerson;
  readonly patientItem: BundleItem;
  readonly context: SummaryContext;
  readonly issue: (path: string, reason: string) => void;
}

export function mapItems(
  index: BundleIndex,
  lists: readonly SummaryList[],
  { places }: Placing,
  { practice, person, patientItem, context, issue }: MapItemsContext,
): MappedItems {
  const idOf = (type: string, key: string): string =>
    context.idOf(type, `gp-summary|${practice.source}|${person.key}|${key}`);
  const stu3: Stu3Context = {
    patient: { reference: `Patient/${context.ids.patient(person.key)}` },
    practice: practice.source,
    refer: (reference) => {
      const item = index.find(reference);
      if (item === undefined) return undefined;
      if (item === patientItem) return stu3.patient.reference;
      const mapping = typeMapping(item.type);
      if (mapping?.r4 === undefined || (mapping.about === 'person' && !places.has(item))) return undefined;
      return `${mapping.r4}/${stu3.idOf(mapping.r4, item.resource)}`;
    },
    resolve: (reference) => index.find(reference)?.resource,
    idOf: (type, resource) =>
      sharedId(resource, context.ids) ??
      idOf(type, index.itemOf(resource)?.key ?? itemKey(resource, context.idOf)),
    issue,
  };
  const labels = listLabels(lists, index);
  const standing = index.items.filter(
    (item) => places.has(item) || typeMapping(item.type)?.about === 'around',
  );
  const made = new Map<BundleItem, readonly Made[]>();
  const missing = new Set<string>();
  for (const item of standing) {
    const mapping = typeMapping(item.type);
    const resources = mapping?.map(item.resource, stu3) ?? [];
    if (resources.length > 0) made.set(item, labelled(resources, labels.get(item)));
    else if (mapping?.r4 !== undefined) missing.add(`${mapping.r4}/${stu3.idOf(mapping.r4, item.resource)}`);
  }
  const isShared = ({ resource }: BundleItem): boolean => sharedId(resource, context.ids) !== undefined;
  const local = localNames(made, isShared);
  const directory: ((Practitioner | Organization) & { id: string })[] = [];
  for (const [item, resources] of made) {
    if (!isShared(item)) {
      if (missing.size > 0) {
        made.set(
          item,
          resources.map((resource) => withoutDangling(resource, missing)),
        );
      }
      continue;
    }
    made.delete(item);
    for (const resource of resources) {
      if (resource.resourceType === 'Practitioner' || resource.resourceType === 'Organization') {
        directory.push(forAll(resource, local));
      }
    }
  }
  return { context: stu3, idOf, resources: made, directory };
}

/** NOPAT may stand on the Lists of a consultation: it is said of the consultation and of what they list. */
function listLabels(
  lists: readonly SummaryList[],
  index: BundleIndex,
): ReadonlyMap<BundleItem, readonly Coding[]> {
  const labels = new Map<BundleItem, readonly Coding[]>();
  for (const { resource, entries, encounter } of lists) {
    const security = metaOf(resource, undefined).meta?.security ?? [];
    if (security.length === 0) continue;
    for (const reference of encounter === undefined ? entries : [...entries, encounter]) {
      const item = index.find(reference);
      if (item !== undefined) labels.set(item, [...(labels.get(item) ?? []), ...security]);
    }
  }
  return labels;
}

function labelled(resources: readonly Made[], labels: readonly Coding[] | undefined): readonly Made[] {
  if (labels === undefined) return resources;
  return resources.map((resource) => {
    const all = [...(resource.meta?.security ?? []), ...labels];
    const security = [
      ...new Map(all.map((label) => [`${label.system ?? ''}|${label.code ?? ''}`, label])).values(),
    ];
    return { ...resource, meta: { ...resource.meta, security } };
  });
}

/** The entry that all share does not point into one person's summary: it says by name what it would have pointed to. */
function forAll<Shared extends Practitioner | Organization>(
  resource: Shared,
  local: ReadonlyMap<string, string>,
): Shared {
  const text = JSON.stringify(resource, (_name, value: unknown) => {
    const object = asObject(value);
    const name = typeof object?.['reference'] === 'string' ? local.get(object['reference']) : undefined;
    return name === undefined ? value : { display: name };
  });
  // The same resource, its references apart.
  return JSON.parse(text) as Shared;
}

/** Names of what belongs to the summary alone, by reference. */
function localNames(
  made: ReadonlyMap<BundleItem, readonly Made[]>,
  isShared: (item: BundleItem) => boolean,
): ReadonlyMap<string, string> {
  const locals = [...made].filter(([item]) => typeMapping(item.type)?.about === 'around' && !isShared(item));
  return new Map(
    locals.flatMap(([{ resource }, resources]) =>
      resources.map(({ resourceType, id }) => [
        `${resourceType}/${id}`,
        token(resource['name']) ?? 'Not named in the summary',
      ]),
    ),
  );
}

/** A reference to what could not be made says so, instead of leading nowhere. */
function withoutDangling(resource: Made, missing: ReadonlySet<string>): Made {
  const text = JSON.stringify(resource, (_name, value: unknown) => {
    const object: Json | undefined = asObject(value);
    const reference = object?.['reference'];
    if (object === undefined || typeof reference !== 'string' || !missing.has(reference)) return value;
    const { reference: _, ...rest } = object;
    return { display: 'Not in the summary', ...rest };
  });
  // The same resource, its references apart.
  return JSON.parse(text) as Made;
}
