/** Brings the database to the present schema. Each migration runs once, in order, in its own transaction. */
import type { Db } from './engine.ts';
import { initialSchema } from './migrations/0001-initial.ts';
import { deliveryTerms } from './migrations/0002-delivery-terms.ts';
import { adtInFull } from './migrations/0003-adt-in-full.ts';
import { sharedRecord } from './migrations/0004-shared-record.ts';
import { councilUpload } from './migrations/0005-council-upload.ts';
import type { EngineKind, Migration } from './migrations/migration.ts';

const MIGRATIONS: readonly Migration[] = [
  initialSchema,
  deliveryTerms,
  adtInFull,
  sharedRecord,
  councilUpload,
];

/** @throws Error when the database has migrations that this build does not know (it is from a newer release). */
export async function migrate(db: Db, engine: EngineKind, now: () => string): Promise<void> {
  await db.schema
    .createTable('schema_migration')
    .ifNotExists()
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('applied_at', 'text', (c) => c.notNull())
    .execute();
  const applied = new Set(
    (await db.selectFrom('schema_migration').select('name').execute()).map((row) => row.name),
  );
  const unknown = [...applied].filter((name) => !MIGRATIONS.some((m) => m.name === name));
  if (unknown.length > 0) {
    throw new Error(`The database is from a newer release: it has the migrations ${unknown.join(', ')}`);
  }
  for (const migration of MIGRATIONS) {
    if (applied.has(migration.name)) continue;
    await db.transaction().execute(async (tx) => {
      // First, so that of two gateways that start at once the later one waits here and finds it done.
      const mine = await tx
        .insertInto('schema_migration')
        .values({ name: migration.name, applied_at: now() })
        .onConflict((oc) => oc.column('name').doNothing())
        .returning('name')
        .execute();
      if (mine.length > 0) await migration.up(tx, engine);
    });
  }
}
