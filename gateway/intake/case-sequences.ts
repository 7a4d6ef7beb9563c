/**
 * Which sequence numbers of a council's case events have not come, kept so that a restart does not forget it. What the
 * sender resends after a crash is noted again; the order of arrival means nothing.
 */
import {
  missingCount,
  noteSequence,
  type SequenceGap,
  type SequenceState,
} from '../../mappings/social-care/case-sequence.ts';
import type { Db, Engine } from '../store/engine.ts';

/** As it is told. */
export interface SequenceReport {
  readonly lowest: number;
  readonly highest: number;
  /** How many numbers between them have not come. */
  readonly missing: number;
  /** The latest of them, as ranges, ascending. */
  readonly gaps: readonly SequenceGap[];
}

const LISTED = 100;

/** Notes the numbers of events that are journaled. @returns undefined where the feed has had none yet. */
export async function noteSequences(
  engine: Engine,
  feed: string,
  numbers: readonly number[],
): Promise<SequenceReport | undefined> {
  if (numbers.length === 0) return readSequences(engine.reader, feed);
  return engine.write(async (tx) => {
    const known = await stateOf(tx, feed);
    let state = known;
    for (const number of numbers) state = noteSequence(state, number);
    if (state !== undefined && state !== known) {
      const value = JSON.stringify(state);
      await tx
        .insertInto('setting')
        .values({ name: nameOf(feed), value })
        .onConflict((oc) => oc.column('name').doUpdateSet({ value }))
        .execute();
    }
    return reportOf(state);
  });
}

export async function readSequences(db: Db, feed: string): Promise<SequenceReport | undefined> {
  return reportOf(await stateOf(db, feed));
}

async function stateOf(db: Db, feed: string): Promise<SequenceState | undefined> {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', nameOf(feed))
    .executeTakeFirst();
  // Only noteSequences writes settings of this name.
  return row === undefined ? undefined : (JSON.parse(row.value) as SequenceState);
}

function reportOf(state: SequenceState | undefined): SequenceReport | undefined {
  if (state === undefined) return undefined;
  const { lowest, highest, gaps } = state;
  return { lowest, highest, missing: missingCount(state), gaps: gaps.slice(-LISTED) };
}

function nameOf(feed: string): string {
  return `case-sequence:${feed}`;
}
