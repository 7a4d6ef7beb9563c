/** Of whom a part of a return changed something, and which services it brought to an assumed end. */
import { resourceIds } from '../../mappings/resource-ids.ts';
import { SOCIAL_CARE_EXTENSION } from '../../mappings/social-care/interweave.ts';
import { returnSetKey } from '../../mappings/social-care/return-facts.ts';
import { survivorsOf } from '../record/alias-rows.ts';
import { uuidV5 } from '../record/uuid.ts';
import type { Db } from '../store/engine.ts';
import type { MessageEffects } from '../store/schema.ts';

export interface PartEffects {
  /** The council's person ids. */
  readonly changed: ReadonlySet<string>;
  readonly endedServices: number;
}

interface OfCouncil {
  /** Of the organisation whose returns these are. */
  readonly organisation: { readonly code: string };
  readonly personSystem: string;
}

const ids = resourceIds(uuidV5);
const ASSUMED_END = `${SOCIAL_CARE_EXTENSION}assumed-end`;

/** Which resources are whose, before a part is taken and after: what it deletes is nobody's any more. */
export async function resourcesOfPeople(
  db: Db,
  people: readonly string[],
  { organisation, personSystem }: OfCouncil,
): Promise<ReadonlyMap<string, string>> {
  const sets = new Map(people.map((id) => [returnSetKey(organisation.code, id), id]));
  const rows = await db
    .selectFrom('set_resource')
    .select(['type', 'id', 'set_key'])
    .where('set_key', 'in', [...sets.keys()])
    .execute();
  const patients = new Map(people.map((id) => [ids.patient(`${personSystem}|${id}`), id]));
  const survivors = await survivorsOf(db, [...patients.keys()]);
  return new Map([
    ...[...patients].map(([patient, id]) => [`Patient/${survivors.get(patient) ?? patient}`, id] as const),
    ...rows.map(({ type, id, set_key }) => [`${type}/${id}`, sets.get(set_key) ?? ''] as const),
  ]);
}

/** @param owners of resources, before and after. */
export async function effectsOfPart(
  db: Db,
  messageId: string,
  owners: readonly ReadonlyMap<string, string>[],
): Promise<PartEffects> {
  const row = await db
    .selectFrom('source_message')
    .select('effects')
    .where('id', '=', messageId)
    .executeTakeFirst();
  // Only the journal writes this column.
  const written = row?.effects == null ? [] : (JSON.parse(row.effects) as MessageEffects).resources;
  const changed = written.flatMap(([type, id]) =>
    owners.flatMap((owner) => owner.get(`${type}/${id}`) ?? []),
  );
  return { changed: new Set(changed), endedServices: await endedNow(db, written) };
}

/** Episodes whose end is assumed in the version written, and was not in the one before. */
async function endedNow(db: Db, written: MessageEffects['resources']): Promise<number> {
  const later = written.filter(([type, , version]) => type === 'EpisodeOfCare' && version > 1);
  if (later.length === 0) return 0;
  const marked = async (
    table: 'resource' | 'resource_history',
    versionOf: (version: number) => number,
  ): Promise<readonly string[]> => {
    const rows = await db
      .selectFrom(table)
      .select('id')
      .where('type', '=', 'EpisodeOfCare')
      .where('content', 'like', `%${ASSUMED_END}%`)
      .where((eb) =>
        eb.or(
          later.map(([, id, version]) => eb.and([eb('id', '=', id), eb('version', '=', versionOf(version))])),
        ),
      )
      .execute();
    return rows.map(({ id }) => id);
  };
  const now = await marked('resource', (version) => version);
  const before = new Set(await marked('resource_history', (version) => version - 1));
  return now.filter((id) => !before.has(id)).length;
}
