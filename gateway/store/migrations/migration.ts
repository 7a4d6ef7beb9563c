/** One change of the schema; runs once, in its own transaction. */
import type { Tx } from '../engine.ts';

export type EngineKind = 'sqlite' | 'postgres';

export interface Migration {
  /** Number and name, as in the file name; recorded in schema_migration. */
  readonly name: string;
  up(tx: Tx, engine: EngineKind): Promise<void>;
}
