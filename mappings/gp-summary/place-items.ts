/**
 * Which item of a GP Connect bundle belongs to which area, and which is only linked: reached through secondary Lists,
 * problems or consultations, and no answer for its own area. GP Connect 1.6.2 "List", "Problems", "Consultations".
 */
import type { BundleIndex, BundleItem } from './bundle-index.ts';
import type { SummaryList } from './stu3/list.ts';
import type { Json } from './stu3/mapper.ts';
import { typeMapping } from './stu3/mappers.ts';
import { asObject, objects, token } from './stu3/read-json.ts';
import type { AreaCode } from './summary.ts';

export interface Placed {
  readonly area: AreaCode;
  readonly linked: boolean;
}

export interface Placing {
  /** Each item once: those of the areas' Lists in the practice's order, then their parts, then what is linked. */
  readonly places: ReadonlyMap<BundleItem, Placed>;
  /** Free text of consultations, which is not kept. */
  readonly narrative: number;
  /** Items of a summary that answers for no area. */
  readonly unreached: readonly BundleItem[];
}

/** Free text of a consultation: the most sensitive part of a GP record, and not needed for the work of a locality. */
const COMMENT_NOTE = '37331000000100';

/** @param answered the areas for which the bundle has a primary List that counts. */
export function placeItems(
  index: BundleIndex,
  lists: readonly SummaryList[],
  answered: ReadonlySet<AreaCode>,
): Placing {
  const places = new Map<BundleItem, Placed>();
  const courses = coursesOf(index);
  const narrative = new Set<BundleItem>();
  const take = (item: BundleItem | undefined, at: Placed): boolean => {
    if (item === undefined || typeMapping(item.type)?.about !== 'person' || places.has(item)) return false;
    if (at.linked && isNarrative(item)) {
      narrative.add(item);
      return false;
    }
    places.set(item, at);
    return true;
  };
  const spread = (
    from: readonly BundleItem[],
    at: Placed,
    next: (item: BundleItem) => readonly BundleItem[],
  ) => {
    const queue = [...from];
    // The walk goes on over what it adds.
    for (const item of queue) {
      for (const other of next(item)) if (take(other, at)) queue.push(other);
    }
  };
  const primary = lists.filter(({ is }) => is.kind === 'primary' && answered.has(is.area));
  for (const { is, entries } of primary) {
    if (is.kind !== 'primary') continue;
    for (const entry of entries) take(index.find(entry), { area: is.area, linked: false });
  }
  // Nobody may read "none" of an area from whose List an allergy is missing.
  if (answered.has('allergies')) {
    for (const item of unlistedAllergies(index, lists)) take(item, { area: 'allergies', linked: false });
  }
  const listed = [...places];
  for (const [item, { area }] of listed) {
    spread([item], { area, linked: false }, (one) => partsOf(one, index, courses));
  }
  const reached = (item: BundleItem): readonly BundleItem[] => [
    ...referred(item.resource, index),
    ...partsOf(item, index, courses),
  ];
  for (const { is, entries } of lists) {
    const area = linkingArea(is, answered);
    if (area === undefined) continue;
    const at = { area, linked: true };
    const items = entries.flatMap((entry) => index.find(entry) ?? []);
    for (const item of items) take(item, at);
    spread(items, at, reached);
  }
  for (const [item, { area }] of [...places]) spread([item], { area, linked: true }, reached);
  const rest = index.items.filter(
    (item) => typeMapping(item.type)?.about === 'person' && !places.has(item) && !narrative.has(item),
  );
  // What no List leads to stands with the others all the same: it is in the summary for some reason.
  const fallback = linkingArea({ kind: 'unknown' }, answered);
  if (fallback !== undefined) for (const item of rest) take(item, { area: fallback, linked: true });
  const unreached = fallback === undefined ? rest : [];
  return { places, narrative: narrative.size, unreached };
}

/** @returns the allergies of the bundle that no List of allergies names, whatever else leads to them. */
export function unlistedAllergies(index: BundleIndex, lists: readonly SummaryList[]): readonly BundleItem[] {
  const listed = new Set(
    lists
      .filter(({ is }) => is.kind === 'primary' && is.area === 'allergies')
      .flatMap(({ entries }) => entries.flatMap((entry) => index.find(entry) ?? [])),
  );
  return index.items.filter((item) => item.type === 'AllergyIntolerance' && !listed.has(item));
}

/** Whose linked items a List adds to: those of consultations or problems, or of any area that is there. */
function linkingArea(is: SummaryList['is'], answered: ReadonlySet<AreaCode>): AreaCode | undefined {
  if (is.kind === 'primary' && answered.has(is.area)) return undefined;
  const wanted: readonly AreaCode[] = is.kind === 'secondary' ? [is.carrier] : [];
  const others: readonly AreaCode[] = ['consultations', 'problems', ...[...answered].sort()];
  return [...wanted, ...others].find((area) => answered.has(area));
}

function isNarrative({ type, resource }: BundleItem): boolean {
  return (
    type === 'Observation' &&
    objects(asObject(resource['code'])?.['coding']).some(({ code }) => code === COMMENT_NOTE)
  );
}

/** What refers back: the course of a plan, and the issues made of it. */
type Courses = ReadonlyMap<BundleItem, readonly BundleItem[]>;

function coursesOf(index: BundleIndex): Courses {
  const back = new Map<BundleItem, BundleItem[]>();
  for (const item of index.items) {
    if (item.type !== 'MedicationStatement' && item.type !== 'MedicationRequest') continue;
    for (const plan of linksOf(item.resource['basedOn'], index)) {
      const known = back.get(plan);
      if (known === undefined) back.set(plan, [item]);
      else known.push(item);
    }
  }
  return back;
}

/** What makes one entry together with the item: the plan and issues of a medicine, the results of a report. */
function partsOf(
  { type, resource, key }: BundleItem,
  index: BundleIndex,
  courses: Courses,
): readonly BundleItem[] {
  switch (type) {
    case 'MedicationStatement':
      return linksOf(resource['basedOn'], index);
    case 'MedicationRequest': {
      const self = index.itemOf(resource);
      const ofCourse = self === undefined ? [] : (courses.get(self) ?? []);
      return [...ofCourse, ...linksOf(resource['basedOn'], index)].filter((item) => item.key !== key);
    }
    case 'DiagnosticReport':
      return ['result', 'specimen', 'basedOn'].flatMap((element) => linksOf(resource[element], index));
    case 'Observation':
      return [
        ...objects(resource['related']).flatMap((one) => linksOf(one['target'], index)),
        ...linksOf(resource['specimen'], index),
      ];
    case 'ReferralRequest':
      return linksOf(resource['supportingInfo'], index);
    default:
      return [];
  }
}

function linksOf(value: unknown, index: BundleIndex): readonly BundleItem[] {
  return objects(value).flatMap((one) => {
    const literal = token(one['reference']);
    return literal === undefined ? [] : (index.find(literal) ?? []);
  });
}

/** All that a resource refers to, wherever in it. */
function referred(resource: Json, index: BundleIndex): readonly BundleItem[] {
  const found: BundleItem[] = [];
  JSON.stringify(resource, (name, value: unknown) => {
    const target = name === 'reference' && typeof value === 'string' ? index.find(value) : undefined;
    if (target !== undefined) found.push(target);
    return value;
  });
  return found;
}
