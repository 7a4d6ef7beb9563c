/** The interface that both storage engines answer: reads, and units of work under group commit. */
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** Anything that can run a query: the reader or a transaction. Inside a unit of work, pass the transaction only. */
export type Db = Kysely<Schema>;
export type Tx = Transaction<Schema>;

export interface Engine {
  /** For reads outside units of work. Sees committed data only. */
  readonly reader: Db;
  /**
   * Runs a unit of work. Units that arrive together share one transaction, each in its own savepoint.
   * Resolves only after the commit that holds the unit is durable; rejects with what the unit threw,
   * in which case only that unit is rolled back. A unit must touch the database only through its `tx`
   * and must not wait for anything else (no network, no timer).
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Waits for accepted units, then closes. */
  close(): Promise<void>;
}

/** The store itself failed (disk full, I/O error, locked): nothing of the unit is durable, and it may be tried again. */
export class StoreUnavailableError extends Error {
  constructor(cause: unknown) {
    super('the store is unavailable', { cause });
    this.name = 'StoreUnavailableError';
  }
}
