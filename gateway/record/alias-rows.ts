/** Which Patient stands for which: ids of Patients that were merged away, kept so that they go on being understood. */
import type { ResourceIds } from '../../mappings/resource-ids.ts';
import { compiledOnce } from '../store/compiled.ts';
import type { Db, Tx } from '../store/engine.ts';
import type { IdentityChange } from './identity-rows.ts';

const selectSurvivors = compiledOnce((db, ids) =>
  db
    .selectFrom('patient_alias')
    .select(['id', 'survivor'])
    .where('id', 'in', ids as readonly string[]),
);
const selectAliases = compiledOnce((db, ids) =>
  db
    .selectFrom('patient_alias')
    .select(['id', 'survivor'])
    .where('survivor', 'in', ids as readonly string[]),
);

/** Brings the aliases of the numbers whose survivor changed into line. */
export async function aliasPatients(
  tx: Tx,
  { after, changed }: IdentityChange,
  ids: Pick<ResourceIds, 'patient'>,
): Promise<void> {
  if (changed.length === 0) return;
  await tx
    .deleteFrom('patient_alias')
    .where(
      'id',
      'in',
      changed.map((key) => ids.patient(key)),
    )
    .execute();
  const retired = changed.filter((key) => after.rootOf(key) !== key);
  if (retired.length === 0) return;
  await tx
    .insertInto('patient_alias')
    .values(retired.map((key) => ({ id: ids.patient(key), survivor: ids.patient(after.rootOf(key)) })))
    .execute();
}

/** The survivors of those Patients that were merged away, by their ids; others are left out. */
export async function survivorsOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  return new Map((await selectSurvivors(db, ids)).map((row) => [row.id, row.survivor]));
}

/** Ids of the Patients that were merged into these, by the survivor's id. */
export async function aliasesOf(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const aliases = new Map<string, string[]>();
  if (ids.length === 0) return aliases;
  for (const { id, survivor } of await selectAliases(db, ids)) {
    aliases.set(survivor, [...(aliases.get(survivor) ?? []), id].sort());
  }
  return aliases;
}
