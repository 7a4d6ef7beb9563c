/** For tests: an empty store in a temporary folder, and messages put into its journal by hand. */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageId } from '../intake/journal.ts';
import type { Engine } from '../store/engine.ts';
import type { SourceMessageTable } from '../store/schema.ts';
import { openSqlite } from '../store/sqlite.ts';

export interface JournalBench {
  readonly engine: Engine;
  /** Puts a message into the journal, committed unless `row` says otherwise; gives its id. */
  keep(raw: string | Uint8Array, row?: Partial<SourceMessageTable>): Promise<string>;
  close(): Promise<void>;
}

export async function journalBench(): Promise<JournalBench> {
  const folder = mkdtempSync(join(tmpdir(), 'rother-journal-'));
  const engine = await openSqlite(join(folder, 'test.db'), () => '2026-01-01T00:00:00.000Z');
  return {
    engine,
    keep: async (raw, row = {}) => {
      const full = rowOf(typeof raw === 'string' ? Buffer.from(raw) : raw, row);
      await engine.write(async (tx) => {
        await tx.insertInto('source_message').values(full).execute();
      });
      return full.id;
    },
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function rowOf(raw: Uint8Array, row: Partial<SourceMessageTable>): SourceMessageTable {
  const feed = row.feed ?? 'rfr-adt';
  const control_id = row.control_id ?? 'M1';
  const received_at = row.received_at ?? '2026-11-20T12:00:00.000Z';
  const digest = hash('sha256', raw, 'hex');
  return {
    id: messageId({ feed, controlId: control_id, hash: digest }),
    feed,
    control_id,
    hash: digest,
    raw,
    charset: 'utf-8',
    trigger: 'A01',
    received_at,
    last_received_at: received_at,
    receipts: 1,
    correlation_id: 'correlation-1',
    peer: '127.0.0.1',
    outcome: 'committed',
    rejection: null,
    issues: '[]',
    quarantine: null,
    skew_ms: null,
    effects: null,
    ...row,
  };
}
