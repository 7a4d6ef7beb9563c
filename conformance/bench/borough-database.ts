/**
 * Databases of a whole borough, made once and kept in the temporary folder under a hash of the sources that decide what is
 * in them. Reads are measured on them; nothing is written to them afterwards.
 */
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSqlite } from '../../gateway/store/sqlite.ts';
import { castBorough, SHARES } from './borough-cast.ts';
import { makeMould, type MouldSize } from './borough-mould.ts';
import type { BenchContext } from './stage.ts';

export interface Borough {
  readonly database: string;
  readonly people: number;
  /** What is in it, in words. */
  readonly about: string;
}

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(tmpdir(), `rother-bench-borough-${process.getuid?.() ?? 0}`);
const MOULD: MouldSize = { people: 400, days: 4 };
const QUICK_MOULD: MouldSize = { people: 240, days: 1 };
/** What rows are made of: another form of them needs another database. */
const SOURCES = [
  'conformance/bench/borough-{mould,templates,cast}.ts',
  'conformance/search-parameters/*.ts',
  'conformance/systems.ts',
  'gateway/record/**/*.ts',
  'gateway/search/*.ts',
  'gateway/store/**/*.ts',
  'mappings/**/*.ts',
  'test-data/{borough,gp-summary,social-care}/*.ts',
  'place.json',
];
/** However slow the machine: then there are fewer people, and the table says how many. */
const CAST_MS = 6 * 60_000;

/** A database of so many people, the mould's among them. */
export async function boroughOf(context: BenchContext, people: number): Promise<Borough> {
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  const size = context.quick ? QUICK_MOULD : MOULD;
  const key = sourceKey();
  const mould = `${size.people}-mould-${key}.db`;
  const name = `${size.people}-${people}-${key}.db`;
  if (!existsSync(join(FOLDER, name))) {
    forgetOthers(key);
    if (!existsSync(join(FOLDER, mould))) {
      await makeMould(context, size, join(FOLDER, `${mould}.part`));
      renameSync(join(FOLDER, `${mould}.part`), join(FOLDER, mould));
    }
    const part = join(FOLDER, `${name}.part`);
    for (const left of ['', '-wal', '-shm']) rmSync(`${part}${left}`, { force: true });
    copyFileSync(join(FOLDER, mould), part);
    const bounds = { people: people - size.people, limitMs: CAST_MS, say: context.say };
    await castBorough(part, bounds);
    renameSync(part, join(FOLDER, name));
  }
  return describe(join(FOLDER, name));
}

function sourceKey(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: ROOT }).filter((file) => !file.includes('.test.'));
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Databases of former sources: gigabytes that nobody asks for again. */
function forgetOthers(key: string): void {
  for (const name of readdirSync(FOLDER)) {
    if (!name.includes(key)) rmSync(join(FOLDER, name), { force: true });
  }
}

async function describe(database: string): Promise<Borough> {
  const store = readSqlite(database);
  try {
    const rows = await store.reader
      .selectFrom('resource')
      .select(({ fn }) => ['type', fn.countAll<number>().as('n')])
      .where('deleted', '=', 0)
      .groupBy('type')
      .execute();
    const count = (type: string): number => rows.find((row) => row.type === type)?.n ?? 0;
    const all = rows.reduce((sum, { n }) => sum + n, 0);
    const people = count('Patient');
    return {
      database,
      people,
      about: `${people} people, ${count('Encounter')} encounters, ${all} resources; a GP summary of ${(100 * SHARES.summary).toFixed(0)} % of them, social care of ${(100 * SHARES.client).toFixed(0)} %`,
    };
  } finally {
    await store.close();
  }
}
