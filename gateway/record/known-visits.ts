/** The visits that a unit of work meets, folded once each, and the journeys that they are part of. */
import type { VisitFact, VisitKey } from '../../mappings/adt/visit-fact.ts';
import type { VisitState } from '../../mappings/adt/resources/states.ts';
import type { Tx } from '../store/engine.ts';
import { withDeath, withoutDeath } from './death.ts';
import { deathMark, same } from './fold-person.ts';
import type { Statement } from './identity.ts';
import {
  journeysOf,
  linkable,
  linkVisits,
  startOf,
  type JourneyLink,
  type LinkableVisit,
} from './journeys.ts';
import type { KnownNumbers } from './known-numbers.ts';
import type { KnownPeople } from './known-people.ts';
import { foldVisitOf, type VisitFold } from './visit-folds.ts';
import { MOST_NEAR, visitsByKey, visitsNear, type VisitRow } from './visit-rows.ts';

export interface MetVisit {
  readonly visit: VisitKey;
  /** As stored before this unit of work. */
  readonly row: VisitRow | undefined;
  readonly before: VisitState | undefined;
  readonly earlier: readonly VisitFact[];
  /** The person as the visit's facts name them. */
  readonly owner: string;
  /** By the person's present number, and with their death. */
  readonly state: VisitState;
  readonly open: boolean;
  /** By which statement about the person's death it is folded. */
  readonly death: string;
  readonly linkable: LinkableVisit;
  /** The visit that stands for the journey, where there are several; null where it stands alone. */
  readonly journey: VisitKey | null;
  readonly links: readonly JourneyLink[];
}

export interface VisitContext {
  readonly people: KnownPeople;
  readonly numbers: KnownNumbers;
  readonly fresh: readonly VisitFact[];
}

/**
 * Folds the visits, and every other one whose journey they change or belong to.
 * @param keys numbers of visits; of one that was merged away only the row is read.
 * @returns those that have facts; a visit without any is left out. `rows` are all that stood before.
 */
export async function meetVisits(
  tx: Tx,
  keys: readonly VisitKey[],
  context: VisitContext,
): Promise<{ readonly met: readonly MetVisit[]; readonly rows: readonly VisitRow[] }> {
  const rows = new Map((await visitsByKey(tx, keys)).map((row) => [row.visit, row]));
  const folded = new Map<VisitKey, Folded>();
  const { after: numbers } = await context.numbers.around(keys);
  for (const key of keys) {
    if (numbers.rootOf(key) !== key) continue;
    const one = await fold(tx, key, rows.get(key), context);
    if (one !== undefined) folded.set(key, one);
  }
  const found = await journeysAround(tx, [...folded.values()], [...rows.values()], context);
  for (const row of found.others) {
    rows.set(row.visit, row);
    const one = await fold(tx, row.visit, row, context);
    if (one !== undefined) folded.set(row.visit, one);
  }
  const met = [...folded.values()].map((one): MetVisit => {
    const journey = found.leaders.get(one.visit) ?? null;
    return { ...one, journey, links: found.links.filter((link) => found.leaders.get(link.from) === journey) };
  });
  return { met: met.toSorted((a, b) => (a.visit < b.visit ? -1 : 1)), rows: [...rows.values()] };
}

type Folded = Omit<MetVisit, 'journey' | 'links'>;

async function fold(
  tx: Tx,
  visit: VisitKey,
  row: VisitRow | undefined,
  { people, numbers, fresh }: VisitContext,
): Promise<Folded | undefined> {
  const { after: merged } = await numbers.around([visit]);
  const { before, after, earlier }: VisitFold = await foldVisitOf(tx, visit, merged, fresh);
  if (after === undefined) return undefined;
  const { after: identity } = await people.around([after.person]);
  const person = identity.rootOf(after.person);
  const { after: draft } = await people.fold(person);
  const renumbered = sourcedBy({ ...after, person }, [
    identity.rootChangeOf(after.person),
    merged.changeOf(visit),
  ]);
  const dead = withDeath(renumbered, draft?.death);
  const taken = draft?.death === undefined ? draft?.notDead : undefined;
  const state = taken === undefined ? dead : withoutDeath(dead, taken.death, taken.by);
  return {
    visit,
    row,
    before,
    earlier,
    owner: after.person,
    state,
    open: after.settings.some(({ status }) => OPEN.has(status)),
    death: deathMark(draft),
    // As the visit itself tells it: a death ends what it was, and does not undo what it became.
    linkable: { visit, settings: after.settings.map(linkable) },
  };
}

/** What is under another number now is so by the message that said so. */
function sourcedBy(state: VisitState, statements: readonly (Statement | undefined)[]): VisitState {
  const last = statements.reduce((a, b) =>
    a === undefined || (b !== undefined && b.stamp > a.stamp) ? b : a,
  );
  if (last === undefined) return state;
  const settings = state.settings.map((setting) =>
    last.stamp > setting.sourceStamp
      ? { ...setting, sourceStamp: last.stamp, sourceMessageId: last.sourceMessageId }
      : setting,
  );
  return { ...state, settings };
}

const OPEN: ReadonlySet<string> = new Set(['planned', 'arrived', 'in-progress', 'onleave', 'unknown']);

interface Journeys {
  readonly leaders: ReadonlyMap<VisitKey, VisitKey>;
  readonly links: readonly JourneyLink[];
  /** Visits beside the given ones that are, or were, part of a journey with one of them. */
  readonly others: readonly VisitRow[];
}

async function journeysAround(
  tx: Tx,
  folded: readonly Folded[],
  stored: readonly VisitRow[],
  { people }: VisitContext,
): Promise<Journeys> {
  const leaders = new Map<VisitKey, VisitKey>();
  const links: JourneyLink[] = [];
  const others = new Map<VisitKey, VisitRow>();
  const own = new Set([...folded, ...stored].map(({ visit }) => visit));
  for (const [person, { visits, starts }] of await byPerson(folded, stored, people)) {
    if (starts.size === 0) continue;
    const { after: identity } = await people.around([person]);
    const near = await neighbours(tx, identity.membersOf(person), starts, own);
    const all = [...visits.map((v) => v.linkable), ...near.values()];
    const found = near.size > MOST_NEAR ? [] : linkVisits(all);
    const journeys = journeysOf(all, found);
    links.push(...found);
    for (const [visit, leader] of journeys) leaders.set(visit, leader);
    const concerned = new Set(visits.map((v) => journeys.get(v.visit)));
    for (const row of near.values()) {
      const journey = journeys.get(row.visit);
      const joins = journey !== undefined && concerned.has(journey);
      if (joins || (journey ?? null) !== row.journey) others.set(row.visit, row);
    }
  }
  return { leaders, links, others: [...others.values()] };
}

/** As far as one visit follows close on another: a link far down the row may decide those that are left for the first. */
async function neighbours(
  tx: Tx,
  people: readonly string[],
  starts: ReadonlySet<string>,
  own: ReadonlySet<VisitKey>,
): Promise<ReadonlyMap<VisitKey, VisitRow>> {
  const near = new Map<VisitKey, VisitRow>();
  const looked = new Set<string>();
  for (let frontier = [...starts]; frontier.length > 0 && near.size <= MOST_NEAR;) {
    const found: string[] = [];
    for (const instant of frontier) {
      looked.add(instant);
      for (const row of await visitsNear(tx, people, instant)) {
        if (own.has(row.visit) || near.has(row.visit)) continue;
        near.set(row.visit, row);
        found.push(row.starts);
      }
    }
    frontier = [...new Set(found)].filter((instant) => !looked.has(instant));
  }
  return near;
}

interface Neighbourhood {
  readonly visits: Folded[];
  /** Where linking has to look; empty where nothing that it reads has changed. */
  readonly starts: Set<string>;
}

/** By the person whose visits they are now; where visits left a person, their other visits are looked at as well. */
async function byPerson(
  folded: readonly Folded[],
  stored: readonly VisitRow[],
  people: KnownPeople,
): Promise<Map<string, Neighbourhood>> {
  const found = new Map<string, Neighbourhood>();
  const of = (person: string): Neighbourhood => {
    const known = found.get(person) ?? { visits: [], starts: new Set() };
    found.set(person, known);
    return known;
  };
  const now = new Map(folded.map((one) => [one.visit, one]));
  for (const one of folded) {
    const { visits, starts } = of(one.state.person);
    visits.push(one);
    const { row, linkable } = one;
    if (row === undefined) starts.add(startOf(linkable));
    else if (row.journey !== null || !same(row.settings, linkable.settings))
      starts.add(startOf(linkable)).add(row.starts);
  }
  for (const row of stored) {
    const { before, after } = await people.around([row.person]);
    const one = now.get(row.visit);
    const moved = one !== undefined && before.rootOf(row.person) !== one.state.person;
    if (moved) of(one.state.person).starts.add(startOf(one.linkable));
    if (!moved && one !== undefined) continue;
    for (const person of new Set([before.rootOf(row.person), after.rootOf(row.person)]))
      of(person).starts.add(row.starts);
  }
  for (const { starts } of found.values()) starts.delete('');
  return found;
}
