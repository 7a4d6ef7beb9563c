/** For tests: a store in a temporary folder, the shipped place, and ADT messages put through the real intake. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import type { Receipt } from '../../adapters/feed.ts';
import type { IntakeFeed } from '../intake/read-message.ts';
import { receive, type ReceiveDependencies } from '../intake/receive.ts';
import { createLog } from '../logging.ts';
import { loadPlace } from '../place.ts';
import { placeDocuments } from '../place-documents.ts';
import { placeRecord } from '../place-lookup.ts';
import type { AlertLedger, StepEvent } from '../record/step-event.ts';
import type { Engine } from '../store/engine.ts';
import { openSqlite } from '../store/sqlite.ts';

export interface RecordBench {
  readonly engine: Engine;
  readonly deps: ReceiveDependencies;
  /** The steps told so far, in order. */
  readonly told: readonly StepEvent[];
  send(message: string | Uint8Array): Promise<Receipt>;
  /** Current resources by `Type/id`, without version and time of update; deleted ones left out. */
  record(): Promise<Map<string, string>>;
  resources<T extends Resource['resourceType']>(type: T): Promise<Extract<Resource, { resourceType: T }>[]>;
  close(): Promise<void>;
}

const PLACE = join(import.meta.dirname, '..', '..', 'place.json');

/** @param feeds instead of those of the shipped place. */
export async function recordBench(feeds?: readonly IntakeFeed[]): Promise<RecordBench> {
  const folder = mkdtempSync(join(tmpdir(), 'rother-record-'));
  const place = loadPlace(PLACE);
  const engine = await openSqlite(join(folder, 'test.db'), () => '2026-01-01T00:00:00.000Z');
  const told: StepEvent[] = [];
  const ledger: AlertLedger = {
    account: (_tx, events) => {
      told.push(...events);
      return Promise.resolve();
    },
  };
  let tick = Date.parse('2026-12-01T12:00:00.000Z');
  const deps: ReceiveDependencies = {
    engine,
    feeds: feeds ?? place.feeds,
    place: placeRecord(place),
    documents: placeDocuments(place),
    ledger,
    clock: { now: () => new Date(tick++) },
    log: createLog('silent'),
    newId: () => crypto.randomUUID(),
    quota: { admits: () => true },
  };
  return {
    engine,
    deps,
    told,
    send: async (message) => {
      const raw = typeof message === 'string' ? Buffer.from(message) : message;
      return (await receive(raw, '127.0.0.1', deps)).receipt;
    },
    record: async () => {
      const rows = await engine.reader
        .selectFrom('resource')
        .select(['type', 'id', 'content'])
        .where('deleted', '=', 0)
        .orderBy('type')
        .orderBy('id')
        .execute();
      return new Map(rows.map((row) => [`${row.type}/${row.id}`, withoutVersion(row.content)]));
    },
    resources: async (type) => {
      const rows = await engine.reader
        .selectFrom('resource')
        .select('content')
        .where('type', '=', type)
        .where('deleted', '=', 0)
        .orderBy('key')
        .execute();
      // Rows of one type hold resources of that type.
      return rows.map((row) => JSON.parse(row.content) as Extract<Resource, { resourceType: typeof type }>);
    },
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withoutVersion(content: string): string {
  return content.replace(/"versionId":"\d+","lastUpdated":"[^"]+",?/, '');
}
