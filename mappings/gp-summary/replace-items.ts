/**
 * Snapshot-replace of one area's items: what a newer summary lists stands, what it does not list is gone, except where
 * its absence proves nothing. GP Connect 1.6.2 "List" (warning codes); the guards against false deletion are a decision
 * of clinical safety: an item too many is marked and seen, an item too few is not.
 */
import type { Resource } from '@medplum/fhirtypes';
import type { AreaItem, GpAreaData } from './summary.ts';
import { isMember } from './area-members.ts';

/** An item of an area, with what the fold knows of it. Plain JSON. */
export interface HeldItem {
  readonly key: string;
  readonly resource: Resource & { id: string };
  /** `entry`: of the area's List. `part`: belongs to one, such as an issue of a medicine. `linked`: of another area. */
  readonly role: 'entry' | 'part' | 'linked';
  /**
   * `kept`: the latest summary does not list it, and that proves nothing. `withheld`: it went when the practice began to
   * hold items back; no reader sees it, and nobody says that it ended.
   */
  readonly standing: 'listed' | 'kept' | 'withheld';
  /** Id of the message that gave it this content. */
  readonly source: string;
  /** ISO UTC time of the latest summary that lists it. */
  readonly listed: string;
}

/** A reader takes 5,000 entries of a bundle: no more than this many are carried on beside them. */
const MOST_KEPT = 5_000;

export interface Replaced {
  readonly items: readonly HeldItem[];
  /** Something was added, changed or no longer listed. */
  readonly changed: boolean;
}

/**
 * @param held the items before, of which each key occurs once.
 * @param data what the practice answers now; `wasConfidential` whether its former answer carried `confidential-items`.
 * @param from the message and the ISO UTC time of the answer.
 * @returns the listed items in the practice's order, then those carried on. Unchanged ones keep their source.
 */
export function replaceItems(
  held: readonly HeldItem[],
  data: GpAreaData,
  wasConfidential: boolean,
  from: { readonly sourceMessageId: string; readonly effective: string },
): Replaced {
  const before = new Map(held.map((item) => [item.key, item]));
  const listed = new Map(
    data.items.map((item) => [item.key, asHeld(item, before.get(item.key), data, from)]),
  );
  const missing = held.filter(({ key }) => !listed.has(key));
  const carried = missing.flatMap((item) => carriedOn(item, ruleFor(data, wasConfidential), data) ?? []);
  return {
    items: [...listed.values(), ...newestOf(carried)],
    changed:
      missing.some(({ standing }) => standing === 'listed') ||
      [...listed.values()].some((item) => isNews(item, before.get(item.key))),
  };
}

function asHeld(
  { key, resource, linked }: AreaItem,
  before: HeldItem | undefined,
  data: GpAreaData,
  { sourceMessageId, effective }: { readonly sourceMessageId: string; readonly effective: string },
): HeldItem {
  const same = before !== undefined && sameContent(before.resource, resource);
  const role = linked === true ? 'linked' : isMember(resource, data) ? 'entry' : 'part';
  return {
    key,
    resource,
    role,
    standing: 'listed',
    source: same ? before.source : sourceMessageId,
    listed: effective,
  };
}

function isNews(now: HeldItem, before: HeldItem | undefined): boolean {
  return before?.standing !== 'listed' || !sameContent(before.resource, now.resource);
}

/** As text: the mapping writes its keys in one order. */
function sameContent(a: Resource, b: Resource): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

type MissingRule = 'stays' | 'kept' | 'withheld' | 'gone';

/** What to make of an item that was listed and is no longer. */
function ruleFor(data: GpAreaData, wasConfidential: boolean): MissingRule {
  // People and places have no List that could leave them out: the items that name them come and go by themselves.
  if (data.area === 'supporting') return 'stays';
  if (data.state === 'not-available') return 'kept';
  // Before the guards that keep: where it may be the patient's wish, the wish counts more.
  if (data.state === 'withheld' || (isConfidential(data) && !wasConfidential)) return 'withheld';
  if (data.warnings.some(({ code }) => code === 'data-in-transit')) return 'kept';
  return data.scope.kind === 'whole' ? 'gone' : 'kept';
}

function carriedOn(item: HeldItem, rule: MissingRule, data: GpAreaData): HeldItem | undefined {
  switch (rule) {
    case 'stays':
      return item;
    case 'withheld':
      return { ...item, standing: 'withheld' };
    case 'kept':
      // What was withheld shows again only when the practice lists it again.
      return item.standing === 'withheld' ? item : { ...item, standing: 'kept' };
    case 'gone':
      return item.standing === 'withheld' && isConfidential(data) ? item : undefined;
  }
}

/** @returns whether the practice says that it holds items of the area back. */
export function isConfidential({ state, warnings }: Pick<GpAreaData, 'state' | 'warnings'>): boolean {
  return state === 'withheld' || warnings.some(({ code }) => code === 'confidential-items');
}

/** In their order; beyond the bound, those go that have not been listed for longest. */
function newestOf(items: readonly HeldItem[]): readonly HeldItem[] {
  if (items.length <= MOST_KEPT) return items;
  const oldestFirst = items.toSorted((a, b) => (a.listed < b.listed ? -1 : a.listed > b.listed ? 1 : 0));
  const gone = new Set(oldestFirst.slice(0, items.length - MOST_KEPT));
  return items.filter((item) => !gone.has(item));
}
