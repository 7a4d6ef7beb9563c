/** Source messages as Provenance speaks of them: whose they are and of what time. Read from the journal, without their bytes. */
import { sql } from 'kysely';
import { GP_PATIENT } from '../../conformance/systems.ts';
import type { Db } from '../store/engine.ts';

export interface MessageOrigin {
  readonly id: string;
  readonly feed: string;
  /** ISO UTC: when what it states took effect; undefined where it states nothing. */
  readonly effective: string | undefined;
  /** ODS code of the practice whose record it is. */
  readonly practice: string | undefined;
}

/** Characters of the list of facts that are read: the first names a person or visit and the effective time. */
const HEAD = 2000;
/** Ids a statement: keeps bound parameters far below every engine's limit. */
const CHUNK = 500;

/** By id; messages that are not in this journal are left out. */
export async function readOrigins(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, MessageOrigin>> {
  const origins = new Map<string, MessageOrigin>();
  for (let i = 0; i < ids.length; i += CHUNK) {
    const { rows } = await sql<{ id: string; feed: string; stated: string | null }>`select id, feed,
      substr(effects, 1, ${sql.lit(HEAD)}) as stated from source_message
      where id in (${sql.join(ids.slice(i, i + CHUNK))})`.execute(db);
    for (const { id, feed, stated } of rows) {
      origins.set(id, { id, feed, effective: effectiveOf(stated ?? ''), practice: practiceOf(stated ?? '') });
    }
  }
  return origins;
}

/** A stamp begins with the effective time; `effects` begins with the facts, each [subject, stamp]. */
function effectiveOf(stated: string): string | undefined {
  return /^\{"facts":\[\["(?:[^"\\]|\\.)*","(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)\|/.exec(
    stated,
  )?.[1];
}

/** The first fact of a GP summary is filed under a number of the practice. */
function practiceOf(stated: string): string | undefined {
  const at = stated.indexOf(`${GP_PATIENT}/`);
  return at < 0 ? undefined : /^[A-Z0-9]{3,9}(?=\|)/.exec(stated.slice(at + GP_PATIENT.length + 1))?.[0];
}
