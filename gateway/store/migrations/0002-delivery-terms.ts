/**
 * The terms under which each alert was numbered, kept with it: the topic that it was matched under, and the content
 * level that was asked for. A later PUT of the subscription changes neither. What was numbered before this release has
 * its subscription's present terms; what is left of deleted subscriptions is told to nobody.
 */
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const deliveryTerms: Migration = {
  name: '0002-delivery-terms',
  async up(tx) {
    for (const [column, otherwise] of [
      ['topic', ''],
      ['payload', 'empty'],
    ] as const) {
      await tx.schema
        .alterTable('delivery')
        .addColumn(column, 'text', (c) => c.notNull().defaultTo(otherwise))
        .execute();
      const present = sql.ref(`subscription_state.${column}`);
      await sql`update delivery set ${sql.ref(column)} = coalesce((select ${present} from subscription_state
        where subscription_state.subscription_id = delivery.subscription_id), ${otherwise})`.execute(tx);
    }
  },
};
