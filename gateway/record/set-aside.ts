/**
 * Statements about numbers that do not stand: their messages are quarantined, and come out of quarantine by themselves
 * when a late message makes sense of them. Which stand depends on the order of facts alone (identity.ts).
 */
import type { Quarantine } from '../../adapters/feed.ts';
import type { Tx } from '../store/engine.ts';
import type { IdentityChange } from './identity-rows.ts';

/** @returns why the present message is quarantined, where it is. */
export async function noteSetAside(
  tx: Tx,
  present: string,
  changes: readonly IdentityChange[],
): Promise<Quarantine | undefined> {
  const before = quarantines(changes.map((change) => change.before));
  const after = quarantines(changes.map((change) => change.after));
  for (const [id, quarantine] of after) {
    if (id === present || before.has(id)) continue;
    await mark(tx, id, quarantine);
  }
  for (const id of before.keys()) {
    if (id !== present && !after.has(id)) await mark(tx, id, undefined);
  }
  return after.get(present);
}

function quarantines(graphs: readonly IdentityChange['after'][]): Map<string, Quarantine> {
  return new Map(
    graphs.flatMap(({ setAside }) =>
      setAside.map(({ fact, quarantine }) => [fact.sourceMessageId, quarantine] as const),
    ),
  );
}

async function mark(tx: Tx, id: string, quarantine: Quarantine | undefined): Promise<void> {
  await tx
    .updateTable('source_message')
    .set(
      quarantine === undefined
        ? { outcome: 'committed', quarantine: null }
        : { outcome: 'quarantined', quarantine: JSON.stringify(quarantine) },
    )
    .where('id', '=', id)
    .execute();
}
