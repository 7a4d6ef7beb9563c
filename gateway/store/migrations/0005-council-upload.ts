/**
 * Where the rows of a council's return wait until the whole file is read: it is by the whole that its period is known,
 * and a person's rows stand anywhere in it. Nothing here outlives its upload.
 */
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const councilUpload: Migration = {
  name: '0005-council-upload',
  async up(tx) {
    const { schema } = tx;
    await schema
      .createTable('council_upload')
      .addColumn('feed', 'text', (c) => c.primaryKey().notNull())
      .addColumn('upload', 'text', (c) => c.notNull())
      .addColumn('touched_at', 'text', (c) => c.notNull())
      .execute();
    await schema
      .createTable('staged_row')
      .addColumn('upload', 'text', (c) => c.notNull())
      .addColumn('line', 'integer', (c) => c.notNull())
      .addColumn('person', 'text', (c) => c.notNull())
      .addColumn('record', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('staged_row_pk', ['upload', 'line'])
      .execute();
    await schema.createIndex('staged_row_person').on('staged_row').columns(['upload', 'person']).execute();
    // The last file of a council, whatever else its feed has brought since.
    await schema
      .createIndex('source_message_return')
      .on('source_message')
      .columns(['feed', 'received_at'])
      .where(sql.ref('trigger'), '=', sql.lit('council-return-file'))
      .execute();
  },
};
