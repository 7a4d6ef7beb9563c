/**
 * Which release of this software wrote a version: the one that ran at that time. Each start notes a release that is not the
 * latest noted, so that it costs no write with a resource. What was written before the first note has an unknown release.
 */
import type { Db, Tx } from '../store/engine.ts';

const PREFIX = 'software.since.';
/** Releases that are looked back on. */
const LIMIT = 1000;

/** Gives the release that ran at a time (ISO UTC); undefined where that is not known. */
export type SoftwareAt = (instant: string) => string | undefined;

/** Notes that this release runs from `now` (ISO UTC) on, unless that is noted. */
export async function noteSoftware(tx: Tx, version: string, now: string): Promise<void> {
  const at = await readSoftware(tx);
  if (at(now) === version) return;
  await tx
    .insertInto('setting')
    .values({ name: `${PREFIX}${now}`, value: version })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: version }))
    .execute();
}

/** Reads the notes: one a release, and one more a return to an older one. */
export async function readSoftware(db: Db): Promise<SoftwareAt> {
  const rows = await db
    .selectFrom('setting')
    .select(['name', 'value'])
    .where('name', '>=', PREFIX)
    .where('name', '<', `${PREFIX}~`)
    .orderBy('name', 'desc')
    .limit(LIMIT)
    .execute();
  return (instant) => rows.find(({ name }) => name <= `${PREFIX}${instant}`)?.value;
}
