/**
 * What ADT in full needs: quarantine and forward trace in the journal, folds of older facts, visits by person and time,
 * and the ids of merged Patients. The derived tables fill as messages come; `rother replay --all` fills them at once.
 */
import { sql } from 'kysely';
import type { Tx } from '../engine.ts';
import type { Migration } from './migration.ts';

export const adtInFull: Migration = {
  name: '0003-adt-in-full',
  async up(tx) {
    await tx.schema.alterTable('source_message').addColumn('quarantine', 'text').execute();
    await tx.schema.alterTable('source_message').addColumn('skew_ms', 'integer').execute();
    await tx.schema.alterTable('source_message').addColumn('effects', 'text').execute();
    await nameFacts(tx);
    await tx.schema
      .createIndex('source_message_feed')
      .on('source_message')
      .columns(['feed', 'outcome', 'received_at'])
      .execute();
    await tx.schema
      .createTable('checkpoint')
      .addColumn('subject', 'text', (c) => c.primaryKey().notNull())
      .addColumn('stamp', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .execute();
    await tx.schema
      .createTable('visit')
      .addColumn('visit', 'text', (c) => c.primaryKey().notNull())
      .addColumn('person', 'text', (c) => c.notNull())
      .addColumn('starts', 'text', (c) => c.notNull())
      .addColumn('open', 'integer', (c) => c.notNull())
      .addColumn('encounters', 'text', (c) => c.notNull())
      .addColumn('settings', 'text', (c) => c.notNull())
      .addColumn('journey', 'text')
      .addColumn('death', 'text', (c) => c.notNull())
      .execute();
    await tx.schema.createIndex('visit_person').on('visit').columns(['person', 'starts']).execute();
    await tx.schema
      .createTable('patient_alias')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('survivor', 'text', (c) => c.notNull())
      .execute();
    await tx.schema.createIndex('patient_alias_survivor').on('patient_alias').column('survivor').execute();
  },
};

/** What messages stated before this release, so that reading one again takes out what it had left. JSON functions of SQLite. */
async function nameFacts(tx: Tx): Promise<void> {
  await sql`create temp table stated (id text primary key, effects text)`.execute(tx);
  await sql`insert into stated select source_message_id,
    '{"facts":' || json_group_array(json_array(subject, stamp)) || ',"resources":[],"steps":[]}'
    from fact group by source_message_id`.execute(tx);
  await sql`update source_message set effects = (select effects from stated where stated.id = source_message.id)
    where outcome = 'committed'`.execute(tx);
  await sql`drop table stated`.execute(tx);
}
