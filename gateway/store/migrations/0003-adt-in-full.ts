/**
 * What ADT in full needs: quarantine and forward trace in the journal, folds of older facts, visits by person and time,
 * and the ids of merged Patients. The derived tables fill as messages come; `rother replay --all` fills them at once.
 */
import type { Migration } from './migration.ts';

export const adtInFull: Migration = {
  name: '0003-adt-in-full',
  async up(tx) {
    await tx.schema.alterTable('source_message').addColumn('quarantine', 'text').execute();
    await tx.schema.alterTable('source_message').addColumn('skew_ms', 'integer').execute();
    await tx.schema.alterTable('source_message').addColumn('effects', 'text').execute();
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
