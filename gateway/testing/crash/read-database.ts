/** For tests: what a gateway that has gone left in its SQLite file, read with the bare driver. */
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

export interface JournalRow {
  readonly raw: Uint8Array;
  readonly outcome: string;
}

export interface DeliveryRow {
  readonly subscription_id: string;
  readonly event_number: number;
  readonly step_seq: number;
  readonly bundle_id: string;
  readonly status: string;
  readonly encounter_id: string;
  /** What the step says, as in `steps`. */
  readonly step: string;
}

export interface LeftBehind {
  readonly journal: readonly JournalRow[];
  /** Every column of every fact, one text a fact, sorted. */
  readonly facts: readonly string[];
  /** What each step says, in any order; its number and time of recording aside. */
  readonly steps: readonly string[];
  readonly deliveries: readonly DeliveryRow[];
  /** Current resources that came from messages, by `Type/id`, without version and time of update. */
  readonly record: ReadonlyMap<string, string>;
  /** `ok`, or what SQLite finds wrong with its own file. */
  readonly integrity: string;
}

const FACTS = 'select subject, stamp, kind, source_message_id, data from fact';
const STEP = `json_array(s.kind, s.retracts, s.encounter_id, s.patient_id, s.effective, s.late,
  s.source_message_id, s.detail)`;
const STEPS = `select ${STEP} as step from step s`;
const DELIVERIES = `select d.*, s.encounter_id, ${STEP} as step from delivery d join step s on s.seq = d.step_seq
  order by d.subscription_id, d.event_number`;
const RECORD = `select type || '/' || id as name, content from resource
  where deleted = 0 and source_message_id is not null order by name`;

type Row = Readonly<Record<string, SQLOutputValue>>;

export function readDatabase(path: string): LeftBehind {
  const db = new DatabaseSync(path);
  const all = (sql: string): readonly Row[] => db.prepare(sql).all();
  try {
    return {
      // The driver knows no types; the columns are those of schema.ts.
      journal: all('select raw, outcome from source_message') as unknown as JournalRow[],
      facts: all(FACTS).map(asText).sort(),
      steps: all(STEPS)
        .map(({ step }) => String(step))
        .sort(),
      deliveries: all(DELIVERIES) as unknown as DeliveryRow[],
      record: new Map(
        all(RECORD).map(({ name, content }) => [String(name), withoutVersion(String(content))]),
      ),
      integrity: String(all('pragma integrity_check')[0]?.['integrity_check']),
    };
  } finally {
    db.close();
  }
}

/** A row as one text that can be compared and sorted. */
function asText(row: Row): string {
  return JSON.stringify(Object.values(row));
}

function withoutVersion(content: string): string {
  return content.replace(/"versionId":"\d+","lastUpdated":"[^"]+",?/, '');
}
