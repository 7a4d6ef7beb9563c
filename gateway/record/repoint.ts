/**
 * Steps that were told under a number that was merged away go on under the one that survives: what is still queued is
 * sent once, under the surviving identity, and what is told later knows what was told before. An undone merge turns it back.
 */
import type { ResourceIds } from '../../mappings/adt/resources/ids.ts';
import type { Tx } from '../store/engine.ts';
import type { IdentityChange } from './identity-rows.ts';
import type { MetVisit } from './known-visits.ts';
import type { VisitRow } from './visit-rows.ts';

/** @returns the Encounters whose steps changed hands, by the id of the Patient that they are now of. */
export async function repointSteps(
  tx: Tx,
  met: readonly MetVisit[],
  rows: readonly VisitRow[],
  {
    persons,
    numbers,
    ids,
  }: {
    readonly persons: IdentityChange;
    readonly numbers: IdentityChange;
    readonly ids: Pick<ResourceIds, 'patient' | 'encounter'>;
  },
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const given = new Map<string, Set<string>>();
  if (numbers.changed.length > 0) await joinVisits(tx, rows, numbers, ids);
  if (persons.changed.length === 0) return given;
  for (const { owner, row, state } of met) {
    const from = persons.before.rootOf(owner);
    // Another person's by the visit's own facts is a correction, and told as one.
    if (row === undefined || row.person !== owner || from === state.person) continue;
    const to = ids.patient(state.person);
    const moved = await tx
      .updateTable('step')
      .set({ patient_id: to })
      .where('encounter_id', 'in', row.encounters)
      .where('patient_id', '=', ids.patient(from))
      .returning('encounter_id')
      .execute();
    const encounters = given.get(to) ?? new Set<string>();
    for (const { encounter_id } of moved) encounters.add(encounter_id);
    if (encounters.size > 0) given.set(to, encounters);
  }
  return given;
}

/** What was told of a visit under its former number was told of it. */
async function joinVisits(
  tx: Tx,
  rows: readonly VisitRow[],
  { after, changed }: IdentityChange,
  ids: Pick<ResourceIds, 'encounter'>,
): Promise<void> {
  for (const { visit, settings } of rows) {
    const root = after.rootOf(visit);
    if (root === visit || !changed.includes(visit)) continue;
    for (const { key } of settings) {
      const to = ids.encounter(root, key);
      const told = await tx
        .selectFrom('step')
        .select('seq')
        .where('encounter_id', '=', to)
        .limit(1)
        .execute();
      if (told.length > 0) continue;
      await tx
        .updateTable('step')
        .set({ encounter_id: to })
        .where('encounter_id', '=', ids.encounter(visit, key))
        .execute();
    }
  }
}
