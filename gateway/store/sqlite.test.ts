import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from './sqlite.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rother-sqlite-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const now = (): string => '2026-11-20T12:00:00.000Z';
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('the files of the embedded database', () => {
  it('are readable by their owner alone, and so is a folder that is made for them', async () => {
    const path = join(folder, 'made', 'data', 'rother.db');
    const engine = await openSqlite(path, now);
    await engine.write((tx) => tx.insertInto('setting').values({ name: 'a', value: 'b' }).execute());
    expect(mode(join(folder, 'made', 'data'))).toBe('700');
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(mode(file)).toBe('600');
    await engine.close();
  });

  it('are made so where they were not, and a folder that stood before is left as it is', async () => {
    const path = join(folder, 'rother.db');
    writeFileSync(path, '');
    chmodSync(path, 0o644);
    chmodSync(folder, 0o755);
    const engine = await openSqlite(path, now);
    expect(mode(path)).toBe('600');
    expect(mode(folder)).toBe('755');
    await engine.close();
  });
});

describe('prepared statements', () => {
  it('take a bounded amount of memory, however many different ones are run', async () => {
    const engine = await openSqlite(join(folder, 'rother.db'), now);
    const run = (i: number, length: number): Promise<unknown> =>
      engine.reader.executeQuery(CompiledQuery.raw(`select ${i} as n /*${'x'.repeat(length)}*/`));
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 1500; i++) await run(i, 200_000);
    // Kept, they would hold 300 MB of text, and SQLite another 300 MB.
    expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(250);
    await engine.close();
  });
});
