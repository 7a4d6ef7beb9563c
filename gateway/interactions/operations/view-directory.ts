/** What the resources about a person refer to: organisations, people who work there, places, products; each once. */
import type { Db } from '../../store/engine.ts';
import { refusal } from '../../outcomes.ts';
import type { ServedType } from '../../../conformance/search-parameters/definition.ts';
import type { OwnRow } from './view-rows.ts';

export const DIRECTORY_TYPES = [
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Medication',
] as const satisfies readonly ServedType[];

/** More than anybody's record refers to; a statement takes them at once. */
const MOST = 5_000;
/** A role names its organisation, and that the one of which it is a part. */
const MOST_STEPS = 4;
/** Content is the JSON that the record writes: without spaces. */
const REFERENCE =
  /"reference":"(Organization|Practitioner|PractitionerRole|Location|Medication)\/([A-Za-z0-9\-.]{1,64})/g;

/**
 * @param rows what is about the person, and the Patient.
 * @returns current versions by key, those of which these are parts among them; and the roles of people in teams about the
 * person, which say by which number somebody is reached: nothing refers to them, they are stated together with the team.
 * @throws OperationOutcomeError 413 where there are more than 5,000.
 */
export async function referredDirectory(
  db: Db,
  rows: readonly Pick<OwnRow, 'type' | 'id' | 'content'>[],
): Promise<readonly OwnRow[]> {
  const found = new Map<string, OwnRow>();
  const teams = rows.filter(({ type }) => type === 'CareTeam').map(({ id }) => id);
  let next = new Set([...rows.flatMap(idsIn), ...(await rolesWith(db, teams))]);
  for (let step = 0; step < MOST_STEPS && next.size > 0; step++) {
    if (next.size + found.size > MOST) {
      throw refusal('tooLarge', 'The record refers to too much to be given at once; narrow it with _type');
    }
    const more = await directoryRows(db, [...next]);
    for (const row of more) found.set(row.id, row);
    next = new Set(more.flatMap(idsIn).filter((id) => !found.has(id)));
  }
  return [...found.values()].toSorted((a, b) => a.key - b.key);
}

function idsIn({ content }: Pick<OwnRow, 'content'>): string[] {
  return [...content.matchAll(REFERENCE)].map(([, , id = '']) => id);
}

function directoryRows(db: Db, ids: readonly string[]): Promise<readonly OwnRow[]> {
  return db
    .selectFrom('resource')
    .select(['key', 'type', 'id', 'last_updated', 'content'])
    .where('id', 'in', ids)
    .where('type', 'in', DIRECTORY_TYPES)
    .where('deleted', '=', 0)
    .execute();
}

/** Ids of PractitionerRoles that a set states together with one of these CareTeams. */
async function rolesWith(db: Db, teams: readonly string[]): Promise<readonly string[]> {
  if (teams.length === 0) return [];
  const rows = await db
    .selectFrom('set_resource as team')
    .innerJoin('set_resource as role', 'role.set_key', 'team.set_key')
    .select('role.id')
    .where('team.id', 'in', teams)
    .where('team.type', '=', 'CareTeam')
    .where('role.type', '=', 'PractitionerRole')
    .limit(MOST)
    .execute();
  return rows.map(({ id }) => id);
}
