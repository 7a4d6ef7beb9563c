/**
 * The embedded engine: node:sqlite, WAL, synchronous=FULL, one writer, one reader connection.
 * Group commit: units that wait together run in one transaction, each in its own savepoint, and pay one fsync.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { StoreUnavailableError, type Db, type Engine, type Tx } from './engine.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';

/** Units per transaction: bounds how long the first of a group waits for the last. */
const GROUP_LIMIT = 64;
/** Characters of SQL kept prepared per connection, and of one statement that is kept at all. */
const PREPARED_LIMIT = 4_000_000;
const STATEMENT_LIMIT = 8_000;
/** How long units wait for another process that writes; then the store is unavailable to them. */
const BUSY_LIMIT_MS = 5000;
const BUSY_PAUSE_MS = 10;

interface Unit {
  run(tx: Tx): Promise<void>;
  settle(error?: unknown): void;
}

/**
 * Opens (and creates or migrates) the database file at `path`.
 * @param now ISO time of a migration, for the schema_migration table.
 */
export async function openSqlite(path: string, now: () => string): Promise<Engine> {
  makePrivate(path);
  const writerConnection = connect(path);
  const writer = kyselyOver(writerConnection);
  await migrate(writer, 'sqlite', now);
  // From here on it is waited for in turns of the event loop: SQLite's own waiting holds up everything, reads included.
  writerConnection.exec('pragma busy_timeout = 0');
  return new SqliteEngine(writerConnection, writer, kyselyOver(connect(path, true)));
}

/** Reads a database of this or a former release as it stands: nothing is created, migrated or written. @throws where there is none. */
export function readSqlite(path: string): { readonly reader: Db; close(): Promise<void> } {
  const reader = kyselyOver(connect(path, true));
  return { reader, close: () => reader.destroy() };
}

class SqliteEngine implements Engine {
  readonly reader: Db;
  readonly #connection: DatabaseSync;
  readonly #writer: Db;
  #waiting: Unit[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(connection: DatabaseSync, writer: Db, reader: Db) {
    this.#connection = connection;
    this.#writer = writer;
    this.reader = reader;
  }

  write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('the store is closed'));
    return new Promise<T>((resolve, reject) => {
      let result: T;
      this.#waiting.push({
        run: async (tx) => {
          result = await work(tx);
        },
        settle: (error) => {
          if (error === undefined) resolve(result);
          else reject(error instanceof Error ? error : new Error('a unit of work failed', { cause: error }));
        },
      });
      this.#running ??= this.#drain();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#running !== undefined) await this.#running;
    await this.reader.destroy();
    // Whoever copies the file of a stopped gateway has all of it.
    this.#connection.exec('pragma wal_checkpoint(truncate)');
    await this.#writer.destroy();
  }

  /** The writer's only connection is inside the transaction that was begun on it: to Kysely it is the transaction. */
  #insideTransaction(writer: Db): writer is Tx {
    return writer === this.#writer && this.#connection.isTransaction;
  }

  /** Lets everything that is ready in this turn of the event loop join the group, then commits it. */
  async #drain(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      await this.#commit();
      if (this.#waiting.length > 0) await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = undefined;
  }

  async #commit(): Promise<void> {
    const done: Unit[] = [];
    let group: readonly Unit[] | undefined;
    try {
      await this.#begin();
      group = this.#waiting.splice(0, GROUP_LIMIT);
      for (const unit of group) {
        this.#connection.exec('savepoint unit');
        try {
          if (!this.#insideTransaction(this.#writer)) throw new Error('the transaction has ended');
          await unit.run(this.#writer);
          this.#connection.exec('release unit');
          done.push(unit);
        } catch (error) {
          if (isStoreFailure(error)) throw error;
          this.#connection.exec('rollback to unit');
          this.#connection.exec('release unit');
          unit.settle(error);
        }
      }
      this.#connection.exec('commit');
    } catch (error) {
      // The transaction as a whole failed (disk full, I/O error): nothing of it is durable, nobody may be told so.
      if (this.#connection.isTransaction) this.#connection.exec('rollback');
      const failure = new StoreUnavailableError(error);
      // Where the transaction was not even had, everybody who waits has waited for it.
      for (const unit of group ?? this.#waiting.splice(0)) unit.settle(failure);
      return;
    }
    for (const unit of done) unit.settle();
  }

  /** Begins a transaction; waits while another process has one. */
  async #begin(): Promise<void> {
    const started = performance.now();
    for (;;) {
      try {
        this.#connection.exec('begin immediate');
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() - started > BUSY_LIMIT_MS) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE_MS));
    }
  }
}

const SQLITE_BUSY = 5;
/** SQLite primary result codes that are the store's fault, not the unit's: busy, locked, read-only, I/O, corrupt, full. */
const STORE_FAILURES = new Set([SQLITE_BUSY, 6, 8, 10, 11, 13, 14, 26]);

function isStoreFailure(error: unknown): boolean {
  return STORE_FAILURES.has(resultCode(error));
}

function isBusy(error: unknown): boolean {
  return resultCode(error) === SQLITE_BUSY;
}

/** SQLite's primary result code; -1 for any other error. */
function resultCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : -1;
}

function connect(path: string, readOnly = false): DatabaseSync {
  const connection = new DatabaseSync(path, { readOnly, timeout: 5000 });
  if (!readOnly) connection.exec('pragma journal_mode = wal; pragma synchronous = full;');
  connection.exec(
    'pragma foreign_keys = on; pragma temp_store = memory; pragma cache_size = -32768; pragma busy_timeout = 5000;',
  );
  if (!readOnly) connection.exec('pragma wal_autocheckpoint = 8000;');
  return connection;
}

function kyselyOver(connection: DatabaseSync): Db {
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: asKyselyDatabase(connection) }) });
}

/**
 * The record of a place's people is its service account's to read alone. SQLite gives its journals the mode of the database.
 * A folder that stands already is somebody's decision and is left as it is.
 */
function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    // What another account owns is that account's to protect.
    if (!existsSync(file)) continue;
    allowing('EPERM', () => {
      chmodSync(file, 0o600);
    });
  }
  // Never opened where it stands: closing it would drop the locks that another connection of this process holds.
  if (!existsSync(path)) {
    allowing('EEXIST', () => {
      closeSync(openSync(path, 'wx', 0o600));
    });
  }
}

/** Runs `act`; that it fails with this code is no fault. */
function allowing(code: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === code)) throw error;
  }
}

/** node:sqlite in the shape that Kysely's SQLite dialect expects, with a cache of prepared statements bounded by their text. */
function asKyselyDatabase(connection: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  let kept = 0;
  return {
    close: () => {
      connection.close();
    },
    prepare: (sql) => {
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      const statement = asKyselyStatement(connection.prepare(sql));
      if (sql.length > STATEMENT_LIMIT) return statement;
      prepared.set(sql, statement);
      kept += sql.length;
      // The oldest go first: a map keeps its keys in the order in which they came.
      for (const oldest of prepared.keys()) {
        if (kept <= PREPARED_LIMIT) break;
        prepared.delete(oldest);
        kept -= oldest.length;
      }
      return statement;
    },
  };
}

function asKyselyStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    // Kysely types parameters as unknown; node:sqlite itself refuses what it cannot bind.
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  };
}
