/** The first schema: journal, facts, resources with history and search rows, steps, subscriptions and deliveries. */
import { sql, type CreateTableBuilder } from 'kysely';
import type { Tx } from '../engine.ts';
import type { EngineKind, Migration } from './migration.ts';

export const initialSchema: Migration = {
  name: '0001-initial',
  up: async (tx, engine) => {
    await journal(tx, engine);
    await facts(tx, engine);
    await resources(tx, engine);
    await searchRows(tx, engine);
    await alerts(tx, engine);
    await clustered(
      tx.schema
        .createTable('setting')
        .addColumn('name', 'text', (c) => c.primaryKey())
        .addColumn('value', 'text', (c) => c.notNull()),
      engine,
    ).execute();
  },
};

async function journal(tx: Tx, engine: EngineKind): Promise<void> {
  await tx.schema
    .createTable('source_message')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('feed', 'text', (c) => c.notNull())
    .addColumn('control_id', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('raw', engine === 'sqlite' ? 'blob' : 'bytea', (c) => c.notNull())
    .addColumn('charset', 'text')
    .addColumn('trigger', 'text')
    .addColumn('received_at', 'text', (c) => c.notNull())
    .addColumn('last_received_at', 'text', (c) => c.notNull())
    .addColumn('receipts', 'integer', (c) => c.notNull())
    .addColumn('correlation_id', 'text', (c) => c.notNull())
    .addColumn('peer', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('rejection', 'text')
    .addColumn('issues', 'text', (c) => c.notNull())
    .execute();
  await tx.schema
    .createIndex('source_message_control')
    .on('source_message')
    .columns(['feed', 'control_id'])
    .execute();
  await tx.schema.createIndex('source_message_received').on('source_message').column('received_at').execute();
}

async function facts(tx: Tx, engine: EngineKind): Promise<void> {
  // Not clustered: facts are larger than what SQLite keeps in a node of a primary key's tree, and so are appended.
  await tx.schema
    .createTable('fact')
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('stamp', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('source_message_id', 'text', (c) => c.notNull())
    .addColumn('data', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('fact_pk', ['subject', 'stamp'])
    .execute();
  await clustered(
    tx.schema
      .createTable('directory_entry')
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('content_hash', 'text', (c) => c.notNull())
      .addColumn('content', 'text', (c) => c.notNull())
      .addColumn('first_stamp', 'text', (c) => c.notNull())
      .addColumn('first_source_message_id', 'text', (c) => c.notNull())
      .addColumn('last_stamp', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('directory_entry_pk', ['subject', 'content_hash']),
    engine,
  ).execute();
}

async function resources(tx: Tx, engine: EngineKind): Promise<void> {
  const key = engine === 'sqlite' ? 'integer' : 'bigserial';
  await tx.schema
    .createTable('resource')
    .addColumn('key', key, (c) => c.primaryKey())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('last_updated', 'text', (c) => c.notNull())
    .addColumn('deleted', 'integer', (c) => c.notNull())
    .addColumn('content', 'text', (c) => c.notNull())
    .addColumn('source_message_id', 'text')
    .execute();
  await tx.schema.createIndex('resource_id').on('resource').columns(['id', 'type']).unique().execute();
  await tx.schema.createIndex('resource_type').on('resource').columns(['type', 'deleted']).execute();
  await tx.schema
    .createIndex('resource_updated')
    .on('resource')
    .columns(['type', 'last_updated', 'key'])
    .execute();
  await tx.schema
    .createTable('resource_history')
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('last_updated', 'text', (c) => c.notNull())
    .addColumn('deleted', 'integer', (c) => c.notNull())
    .addColumn('content', 'text', (c) => c.notNull())
    .addColumn('source_message_id', 'text')
    .addPrimaryKeyConstraint('resource_history_pk', ['type', 'id', 'version'])
    .execute();
}

async function searchRows(tx: Tx, engine: EngineKind): Promise<void> {
  const key = engine === 'sqlite' ? 'integer' : 'bigint';
  await clustered(
    tx.schema
      .createTable('search_token')
      .addColumn('param', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addColumn('system', 'text', (c) => c.notNull())
      .addColumn('resource_key', key, (c) => c.notNull())
      .addPrimaryKeyConstraint('search_token_pk', ['param', 'value', 'system', 'resource_key']),
    engine,
  ).execute();
  await clustered(
    tx.schema
      .createTable('search_reference')
      .addColumn('param', 'text', (c) => c.notNull())
      .addColumn('target', 'text', (c) => c.notNull())
      .addColumn('resource_key', key, (c) => c.notNull())
      .addPrimaryKeyConstraint('search_reference_pk', ['param', 'target', 'resource_key']),
    engine,
  ).execute();
  await tx.schema
    .createIndex('search_reference_resource')
    .on('search_reference')
    .columns(['resource_key', 'param'])
    .execute();
  await clustered(
    tx.schema
      .createTable('search_date')
      .addColumn('param', 'text', (c) => c.notNull())
      .addColumn('low', 'text', (c) => c.notNull())
      .addColumn('high', 'text', (c) => c.notNull())
      .addColumn('resource_key', key, (c) => c.notNull())
      .addPrimaryKeyConstraint('search_date_pk', ['param', 'low', 'high', 'resource_key']),
    engine,
  ).execute();
  await tx.schema
    .createIndex('search_date_resource')
    .on('search_date')
    .columns(['resource_key', 'param'])
    .execute();
  await clustered(
    tx.schema
      .createTable('search_string')
      .addColumn('param', 'text', (c) => c.notNull())
      .addColumn('norm', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addColumn('resource_key', key, (c) => c.notNull())
      .addPrimaryKeyConstraint('search_string_pk', ['param', 'norm', 'value', 'resource_key']),
    engine,
  ).execute();
}

async function alerts(tx: Tx, engine: EngineKind): Promise<void> {
  await tx.schema
    .createTable('step')
    .addColumn('seq', engine === 'sqlite' ? 'integer' : 'bigserial', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('retracts', 'text')
    .addColumn('encounter_id', 'text', (c) => c.notNull())
    .addColumn('encounter_version', 'integer', (c) => c.notNull())
    .addColumn('patient_id', 'text', (c) => c.notNull())
    .addColumn('effective', 'text', (c) => c.notNull())
    .addColumn('recorded_at', 'text', (c) => c.notNull())
    .addColumn('late', 'integer', (c) => c.notNull())
    .addColumn('withheld', 'integer', (c) => c.notNull())
    .addColumn('source_message_id', 'text', (c) => c.notNull())
    .addColumn('detail', 'text', (c) => c.notNull())
    .execute();
  await tx.schema.createIndex('step_encounter').on('step').column('encounter_id').execute();
  await tx.schema.createIndex('step_patient').on('step').column('patient_id').execute();
  await tx.schema
    .createTable('subscription_state')
    .addColumn('subscription_id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('topic', 'text', (c) => c.notNull())
    .addColumn('filters', 'text', (c) => c.notNull())
    .addColumn('endpoint', 'text', (c) => c.notNull())
    .addColumn('headers', 'text', (c) => c.notNull())
    .addColumn('payload', 'text', (c) => c.notNull())
    .addColumn('mime_type', 'text', (c) => c.notNull())
    .addColumn('timeout_s', 'integer')
    .addColumn('heartbeat_s', 'integer')
    .addColumn('max_count', 'integer')
    .addColumn('ends_at', 'text')
    .addColumn('secret', 'text', (c) => c.notNull())
    .addColumn('last_event_number', 'integer', (c) => c.notNull())
    .addColumn('consecutive_failures', 'integer', (c) => c.notNull())
    .addColumn('last_error', 'text')
    .addColumn('last_error_at', 'text')
    .addColumn('created_at', 'text', (c) => c.notNull())
    .execute();
  await tx.schema
    .createTable('delivery')
    .addColumn('subscription_id', 'text', (c) => c.notNull())
    .addColumn('event_number', 'integer', (c) => c.notNull())
    .addColumn('step_seq', 'integer', (c) => c.notNull())
    .addColumn('bundle_id', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('due_at', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('sent_at', 'text')
    .addColumn('last_error', 'text')
    .addPrimaryKeyConstraint('delivery_pk', ['subscription_id', 'event_number'])
    .execute();
  await tx.schema
    .createIndex('delivery_pending')
    .on('delivery')
    .columns(['subscription_id', 'event_number'])
    .where(sql.ref('status'), '=', sql.lit('pending'))
    .execute();
  await tx.schema.createIndex('delivery_step').on('delivery').column('step_seq').execute();
  await tx.schema
    .createTable('delivery_attempt')
    .addColumn('subscription_id', 'text', (c) => c.notNull())
    .addColumn('event_number', 'integer', (c) => c.notNull())
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .addColumn('started_at', 'text', (c) => c.notNull())
    .addColumn('duration_ms', 'integer', (c) => c.notNull())
    .addColumn('http_status', 'integer')
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_attempt_pk', ['subscription_id', 'event_number', 'attempt'])
    .execute();
}

/** SQLite keeps the rows in the primary key's tree (no second copy); PostgreSQL has no such table and needs none. */
function clustered<T extends string, C extends string>(
  table: CreateTableBuilder<T, C>,
  engine: EngineKind,
): CreateTableBuilder<T, C> {
  return engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table;
}
