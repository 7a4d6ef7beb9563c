/**
 * What the shared record needs beside ADT: sets of resources that sources state about a person, what is known of each
 * person for matching, and who was found to be the same. All derived from facts; a replay fills them.
 */
import type { Migration } from './migration.ts';

export const sharedRecord: Migration = {
  name: '0004-shared-record',
  async up(tx) {
    const { schema } = tx;
    await schema
      .createTable('source_set')
      .addColumn('set_key', 'text', (c) => c.primaryKey().notNull())
      .addColumn('person', 'text', (c) => c.notNull())
      .addColumn('form', 'text', (c) => c.notNull())
      .addColumn('stamp', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('evidence', 'text', (c) => c.notNull())
      .execute();
    await schema.createIndex('source_set_person').on('source_set').column('person').execute();
    await schema
      .createTable('set_resource')
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('set_key', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('set_resource_pk', ['set_key', 'type', 'id'])
      .execute();
    await schema.createIndex('set_resource_id').on('set_resource').columns(['id', 'type']).execute();
    await schema
      .createTable('person_evidence')
      .addColumn('person', 'text', (c) => c.primaryKey().notNull())
      .addColumn('birth_date', 'text', (c) => c.notNull())
      .addColumn('family', 'text', (c) => c.notNull())
      .addColumn('detail', 'text', (c) => c.notNull())
      .execute();
    await schema
      .createIndex('person_evidence_birth')
      .on('person_evidence')
      .columns(['birth_date', 'family'])
      .execute();
    await schema
      .createTable('person_number')
      .addColumn('nhs_number', 'text', (c) => c.notNull())
      .addColumn('person', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('person_number_pk', ['nhs_number', 'person'])
      .execute();
    await schema
      .createTable('person_link')
      .addColumn('person', 'text', (c) => c.primaryKey().notNull())
      .addColumn('anchor', 'text', (c) => c.notNull())
      .addColumn('rule', 'text', (c) => c.notNull())
      .addColumn('detail', 'text', (c) => c.notNull())
      .execute();
    await schema.createIndex('person_link_anchor').on('person_link').column('anchor').execute();
    await schema
      .createTable('match_candidate')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('person', 'text', (c) => c.notNull())
      .addColumn('other', 'text', (c) => c.notNull())
      .addColumn('rule', 'text', (c) => c.notNull())
      .addColumn('score', 'integer', (c) => c.notNull())
      .addColumn('detail', 'text', (c) => c.notNull())
      .execute();
    await schema.createIndex('match_candidate_person').on('match_candidate').column('person').execute();
    await schema.createIndex('match_candidate_other').on('match_candidate').column('other').execute();
    await schema
      .createIndex('match_candidate_score')
      .on('match_candidate')
      .columns(['score', 'id'])
      .execute();
    await schema
      .alterTable('visit')
      .addColumn('residence', 'text', (c) => c.notNull().defaultTo(''))
      .execute();
    // A merge moves a person's steps stay by stay.
    await schema.dropIndex('step_patient').execute();
    await schema.createIndex('step_patient').on('step').columns(['patient_id', 'encounter_id']).execute();
    // Folds of people say since this release who gave each value.
    await tx.deleteFrom('checkpoint').where('subject', 'like', 'person:%').execute();
  },
};
