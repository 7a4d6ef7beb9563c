/** Folds of a subject's older facts: one a subject, replaced as it grows, dropped when an older fact arrives. Derived. */
import { compiledOnce } from '../store/compiled.ts';
import type { Tx } from '../store/engine.ts';

/** So many facts beyond the checkpoint before it moves on, and so many that it stays behind: events arrive a little out of order. */
const GROWN = 16;
const BEHIND = 16;

export interface CheckpointRow {
  readonly stamp: string;
  /** JSON of the fold's state. */
  readonly state: string;
}

const select = compiledOnce((db, subjects) =>
  db
    .selectFrom('checkpoint')
    .select(['subject', 'stamp', 'state'])
    .where('subject', 'in', subjects as readonly string[]),
);
const upsert = compiledOnce((db, [subject, stamp, state]) =>
  db
    .insertInto('checkpoint')
    .values({ subject: subject as string, stamp: stamp as string, state: state as string })
    .onConflict((oc) =>
      oc
        .column('subject')
        .doUpdateSet((eb) => ({ stamp: eb.ref('excluded.stamp'), state: eb.ref('excluded.state') })),
    ),
);

export async function readCheckpoint(tx: Tx, subject: string): Promise<CheckpointRow | undefined> {
  const [row] = await select(tx, [subject]);
  return row;
}

export async function writeCheckpoint(tx: Tx, subject: string, row: CheckpointRow): Promise<void> {
  await upsert(tx, [subject, row.stamp, row.state]);
}

export async function dropCheckpoints(tx: Tx, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  await tx.deleteFrom('checkpoint').where('subject', 'in', subjects).execute();
}

/**
 * How many of the facts beyond a checkpoint, counted from the oldest, a new one should take in; 0 for none yet. Tried at
 * intervals, as a fold that cannot be cut at one place may be at the next.
 */
export function toFold(beyond: number): number {
  return beyond > GROWN && (beyond % BEHIND === 0 || beyond > 4 * GROWN) ? beyond - BEHIND : 0;
}
