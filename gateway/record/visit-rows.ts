/** What the record keeps of each visit, to find it by person and time without folding it. Derived from facts. */
import type { PersonKey } from '../../mappings/fact.ts';
import type { VisitKey } from '../../mappings/adt/visit-fact.ts';
import type { PlaceEvidence } from '../../mappings/source-set.ts';
import { sql } from 'kysely';
import { compiledOnce } from '../store/compiled.ts';
import type { Tx } from '../store/engine.ts';
import { NEIGHBOURHOOD_MS, type LinkableSetting } from './journeys.ts';

export interface VisitRow {
  readonly visit: VisitKey;
  /** As the visit's facts name the person, before merges. */
  readonly person: PersonKey;
  readonly starts: string;
  readonly open: boolean;
  readonly encounters: readonly string[];
  readonly settings: readonly LinkableSetting[];
  readonly journey: VisitKey | null;
  /** By which statement about the person's death it was folded: see deathMark. */
  readonly death: string;
  /** JSON of what it says of a care home; '' for nothing. */
  readonly residence: string;
}

/** Nobody has more visits that follow so close on each other: of such a number none can be told to belong to another. */
export const MOST_NEAR = 64;

const COLUMNS = [
  'visit',
  'person',
  'starts',
  'open',
  'encounters',
  'settings',
  'journey',
  'death',
  'residence',
] as const;

const selectByKey = compiledOnce((db, keys) =>
  db
    .selectFrom('visit')
    .select(COLUMNS)
    .where('visit', 'in', keys as readonly string[]),
);
const selectByPerson = compiledOnce((db, people) =>
  db
    .selectFrom('visit')
    .select(COLUMNS)
    .where('person', 'in', people as readonly string[])
    .orderBy('visit'),
);
const selectNear = compiledOnce((db, [person, from, to]) =>
  db
    .selectFrom('visit')
    .select(COLUMNS)
    .where('person', '=', person as string)
    .where('starts', '>=', from as string)
    .where('starts', '<=', to as string)
    .orderBy('visit')
    .limit(sql.lit(MOST_NEAR + 1)),
);
const selectByDeath = compiledOnce((db, [death, ...people]) =>
  db
    .selectFrom('visit')
    .select(COLUMNS)
    .where('death', '<>', death as string)
    .where('person', 'in', people as readonly string[])
    .orderBy('visit'),
);
const upsert = compiledOnce(
  (db, [visit, person, starts, open, encounters, settings, journey, death, residence]) =>
    db
      .insertInto('visit')
      .values({
        visit: visit as string,
        person: person as string,
        starts: starts as string,
        open: open as number,
        encounters: encounters as string,
        settings: settings as string,
        journey: journey as string | null,
        death: death as string,
        residence: residence as string,
      })
      .onConflict((oc) =>
        oc.column('visit').doUpdateSet((eb) => ({
          person: eb.ref('excluded.person'),
          starts: eb.ref('excluded.starts'),
          open: eb.ref('excluded.open'),
          encounters: eb.ref('excluded.encounters'),
          settings: eb.ref('excluded.settings'),
          journey: eb.ref('excluded.journey'),
          death: eb.ref('excluded.death'),
          residence: eb.ref('excluded.residence'),
        })),
      ),
);

type Raw = Awaited<ReturnType<typeof selectByKey>>[number];

function rowOf(raw: Raw): VisitRow {
  return {
    ...raw,
    open: raw.open === 1,
    // Only writeVisit writes these columns.
    encounters: JSON.parse(raw.encounters) as string[],
    settings: JSON.parse(raw.settings) as LinkableSetting[],
  };
}

export async function visitsByKey(tx: Tx, keys: readonly VisitKey[]): Promise<readonly VisitRow[]> {
  const rows: VisitRow[] = [];
  for (let i = 0; i < keys.length; i += MOST_NEAR) {
    rows.push(...(await selectByKey(tx, keys.slice(i, i + MOST_NEAR))).map(rowOf));
  }
  return rows;
}

/** Visits of these people that were folded by another statement about their death. */
export async function visitsOfOtherDeath(
  tx: Tx,
  people: readonly PersonKey[],
  death: string,
): Promise<readonly VisitRow[]> {
  return people.length === 0 ? [] : (await selectByDeath(tx, [death, ...people])).map(rowOf);
}

/** All visits that name these people. */
export async function visitsOf(tx: Tx, people: readonly PersonKey[]): Promise<readonly VisitRow[]> {
  return people.length === 0 ? [] : (await selectByPerson(tx, people)).map(rowOf);
}

/** Visits of these people that began so near to an instant that they may be linked with one that began then. */
export async function visitsNear(
  tx: Tx,
  people: readonly PersonKey[],
  instant: string,
): Promise<readonly VisitRow[]> {
  const at = Date.parse(instant);
  const from = new Date(at - NEIGHBOURHOOD_MS).toISOString();
  const to = new Date(at + NEIGHBOURHOOD_MS).toISOString();
  const rows: VisitRow[] = [];
  // Nearly always one: a person has as many as numbers were merged.
  for (const person of people) rows.push(...(await selectNear(tx, [person, from, to])).map(rowOf));
  return rows;
}

const selectResidences = compiledOnce((db, [none, ...people]) =>
  db
    .selectFrom('visit')
    .select(['visit', 'residence'])
    .where('residence', '<>', none as string)
    .where('person', 'in', people as readonly string[])
    .orderBy('visit'),
);

/** What these people's visits say of a care home, by visit. */
export async function residencesOf(
  tx: Tx,
  people: readonly PersonKey[],
): Promise<ReadonlyMap<VisitKey, PlaceEvidence>> {
  const rows = await selectResidences(tx, ['', ...people]);
  // Only writeVisit writes the column.
  return new Map(rows.map(({ visit, residence }) => [visit, JSON.parse(residence) as PlaceEvidence]));
}

export async function writeVisit(tx: Tx, row: VisitRow): Promise<void> {
  await upsert(tx, [
    row.visit,
    row.person,
    row.starts,
    row.open ? 1 : 0,
    JSON.stringify(row.encounters),
    JSON.stringify(row.settings),
    row.journey,
    row.death,
    row.residence,
  ]);
}

export async function deleteVisits(tx: Tx, keys: readonly VisitKey[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.deleteFrom('visit').where('visit', 'in', keys).execute();
}
