/** The app of production over a fresh database in a temporary folder, for the tests of what it serves. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import { history } from '../../interactions/history.ts';
import { read } from '../../interactions/read.ts';
import { searchType } from '../../interactions/search-type.ts';
import { vread } from '../../interactions/vread.ts';
import { createLog } from '../../logging.ts';
import { createMetrics } from '../../metrics.ts';
import { writeResources, type ResourceWrite } from '../../record/write-resources.ts';
import type { Engine } from '../../store/engine.ts';
import { openSqlite } from '../../store/sqlite.ts';
import { createApp, type AppDeps } from '../app.ts';

/** The present, as the app under test sees it. */
export const NOW = new Date('2026-11-20T12:00:00.000Z');

export interface AppUnderTest {
  readonly app: RequestListener;
  readonly engine: Engine;
  /** Lines of the log so far. */
  readonly lines: string[];
  /** Writes a version of each resource, as the record does. */
  put(...resources: (Resource & { id: string })[]): Promise<void>;
  /** Deletes it. */
  remove(resource: Resource & { id: string }): Promise<void>;
  close(): Promise<void>;
}

/** @param changes replace dependencies of the app. */
export async function startAppUnderTest(changes: Partial<AppDeps> = {}): Promise<AppUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'rother-app-'));
  const engine = await openSqlite(join(folder, 'rother.db'), () => NOW.toISOString());
  const lines: string[] = [];
  const clock = { now: () => NOW };
  const deps = { db: engine.reader, clock };
  let ids = 0;
  const app = createApp({
    publicUrl: 'http://gateway.test',
    softwareVersion: '0.0.0',
    clock,
    newId: () => `made-${++ids}`,
    log: createLog('info', { write: (line) => lines.push(line) }),
    metrics: createMetrics(),
    ready: () => Promise.resolve({ ok: true, checks: { store: true } }),
    messages: {
      list: () => Promise.resolve({ messages: [] }),
      trace: () => Promise.resolve(undefined),
      raw: () => Promise.resolve(undefined),
    },
    feeds: () => Promise.resolve([]),
    receiveAdt: () => Promise.resolve({ status: 200, contentType: 'application/hl7-v2', body: 'MSH' }),
    summaries: undefined,
    matches: {
      list: () => Promise.resolve([]),
      joined: () => Promise.resolve([]),
      get: () => Promise.resolve(undefined),
      decided: () => Promise.resolve([]),
      decide: () => Promise.resolve(undefined),
    },
    rosters: {
      localities: new Map(),
      page: () => Promise.resolve({ people: [], next: undefined }),
      counts: () => Promise.resolve({ total: 0, byReason: {} }),
    },
    uploadCaseload: () => Promise.reject(new Error('not under test')),
    socialCare: {
      feeds: [],
      upload: () => noEvents(),
      events: { take: () => noEvents(), sequences: () => Promise.resolve(undefined) },
    },
    interactions: {
      read: (request) => read(request, deps),
      vread: (request) => vread(request, deps),
      history: (request) => history(request, deps),
      searchType: (request) => searchType(request, deps),
    },
    writes: {},
    operations: [],
    topics: [],
    ...changes,
  });
  let tick = Date.parse('2026-11-01T00:00:00.000Z');
  // Each write a second after the one before, so that _lastUpdated tells them apart.
  const write = async (writes: readonly ResourceWrite[]): Promise<void> => {
    await engine.write(async (tx) => {
      for (const one of writes) {
        const now = new Date((tick += 1000)).toISOString();
        await writeResources(tx, [one], { now, sourceMessageId: null });
      }
    });
  };
  return {
    app,
    engine,
    lines,
    put: (...resources) => write(resources.map((resource) => ({ resource }))),
    remove: (resource) => write([{ resource, deleted: true }]),
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function* noEvents(): AsyncGenerator<never, void> {
  // A place without a council.
}
