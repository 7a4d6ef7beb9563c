/**
 * What the journal knows of a council's earlier files: the last one that was taken, which the next is compared with, and
 * whether this very file has been here before, wholly or in part.
 */
import { sql } from 'kysely';
import type { EventType } from '../../mappings/social-care/return.ts';
import type { PeriodEvidence } from '../../mappings/social-care/cld-period.ts';
import type { Db } from '../store/engine.ts';
import type { EventCounts } from './council-upload-summary.ts';
import {
  FILE_TRIGGER,
  returnControlId,
  returnFileOf,
  returnPartOf,
  type ReturnFile,
  type ReturnPart,
} from './read-return-part.ts';

const TYPES: readonly EventType[] = ['request', 'assessment', 'service', 'review'];

/** A file with fewer than this share of the events of one type that the file before had is held. */
const LEAST_SHARE = 0.8;

/** The council's file that was taken last. */
export async function lastFile(db: Db, feed: string): Promise<ReturnFile | undefined> {
  const row = await db
    .selectFrom('source_message')
    .select('raw')
    .where('feed', '=', feed)
    // Literal, so that the index of these messages alone is found.
    .where('trigger', '=', sql.lit(FILE_TRIGGER))
    .where('outcome', '=', 'committed')
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : returnFileOf(row.raw);
}

/**
 * What the first part of this file says, where it was journaled before: the same file has the same period and time of
 * sending whenever it comes, so that its parts are the same messages.
 */
export async function sameFile(
  db: Db,
  feed: string,
  name: string,
): Promise<Pick<ReturnPart, 'period' | 'submittedAt'> | undefined> {
  const row = await db
    .selectFrom('source_message')
    .select('raw')
    .where('feed', '=', feed)
    // Where the first part failed, the first of its people stands for it.
    .where(
      'control_id',
      'in',
      ['0', '0.0'].map((part) => returnControlId(name, part)),
    )
    .orderBy('received_at')
    .limit(1)
    .executeTakeFirst();
  const part = row === undefined ? undefined : returnPartOf(row.raw);
  return part?.file === name ? part : undefined;
}

export function eventCounts({ types }: Pick<PeriodEvidence, 'types'>): EventCounts {
  const { request = 0, assessment = 0, service = 0, review = 0 } = types;
  return { request, assessment, service, review };
}

/** @returns why the file is held, where it is much shorter than the one before; undefined where it is not. */
export function shortfall(now: EventCounts, former: EventCounts): string | undefined {
  const short = TYPES.filter((type) => now[type] < former[type] * LEAST_SHARE);
  if (short.length === 0) return undefined;
  const told = short.map((type) => `${now[type]} of type ${type} where the last file had ${former[type]}`);
  return `it has ${told.join(', ')}; nothing was changed. If that is right, send it again with ?release=short`;
}
