/**
 * Steps that were told of a person whose number was merged away go on under the one who survives: what is still queued is
 * sent once, under the surviving identity, and what is told later knows what was told before. A merge that is undone is no
 * merge backwards: what was told meanwhile of the survivor was wrong, and is taken back and told anew as for any other
 * stay that turns out to be another person's.
 */
import type { ResourceIds } from '../../mappings/resource-ids.ts';
import type { Tx } from '../store/engine.ts';
import type { IdentityChange } from './identity-rows.ts';
import type { MetVisit } from './known-visits.ts';

/** @returns the Encounters whose steps changed hands, by the id of the Patient that they are now of. */
export async function repointSteps(
  tx: Tx,
  met: readonly MetVisit[],
  { before, after, changed }: IdentityChange,
  ids: Pick<ResourceIds, 'patient'>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const given = new Map<string, Set<string>>();
  if (changed.length === 0) return given;
  for (const { owner, row, state } of met) {
    const from = before.rootOf(owner);
    // Another person's by the visit's own facts is a correction, and told as one.
    if (row === undefined || row.person !== owner || from === state.person) continue;
    if (after.rootOf(from) !== state.person) continue;
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
