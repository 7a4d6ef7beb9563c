/** What delivery needs of a subscription, beside its resource: reading and writing `subscription_state`. */
import type { Selectable } from 'kysely';
import type { Db, Tx } from '../store/engine.ts';
import type { SubscriptionStateTable } from '../store/schema.ts';
import type { Filter } from './filters.ts';
import type { ValidSubscription } from './validate.ts';

export type SubscriptionState = Selectable<SubscriptionStateTable>;
export type SubscriptionStatus = SubscriptionState['status'];

/** A state with the version of the resource that it belongs to: tells whether a client wrote in between. */
export type VersionedState = SubscriptionState & { readonly version: number };

/** `last_error` of a subscription whose handshake failed starts so; it is sent no event until a client acts. */
export const HANDSHAKE_FAILED = 'handshake:';

/** True where the endpoint has never answered a handshake since the client last wrote. */
export function awaitsClient(state: Pick<SubscriptionState, 'status' | 'last_error'>): boolean {
  return state.status === 'error' && state.last_error?.startsWith(HANDSHAKE_FAILED) === true;
}

/** The state with the current version of its resource; undefined where there is none (deleted). */
export function readState(db: Db, id: string): Promise<VersionedState | undefined> {
  return db
    .selectFrom('subscription_state')
    .innerJoin('resource', (join) =>
      join
        .onRef('resource.id', '=', 'subscription_state.subscription_id')
        .on('resource.type', '=', 'Subscription'),
    )
    .selectAll('subscription_state')
    .select('resource.version')
    .where('subscription_id', '=', id)
    .executeTakeFirst();
}

/** How many subscriptions there are, those that are off included. */
export async function countStates(tx: Tx): Promise<number> {
  const { count } = await tx
    .selectFrom('subscription_state')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow();
  // PostgreSQL gives a count as text.
  return Number(count);
}

/** Writes the state of a new subscription: nothing numbered yet. */
export async function insertState(
  tx: Tx,
  id: string,
  valid: ValidSubscription,
  secret: string,
  now: string,
): Promise<void> {
  await tx
    .insertInto('subscription_state')
    .values({
      subscription_id: id,
      ...settingColumns(valid, valid.headers),
      status: valid.wanted === 'on' ? 'requested' : 'off',
      secret,
      last_event_number: 0,
      consecutive_failures: 0,
      last_error: null,
      last_error_at: null,
      created_at: now,
    })
    .execute();
}

/** Writes the settings of an update. The numbering goes on. */
export async function replaceSettings(
  tx: Tx,
  id: string,
  valid: ValidSubscription,
  { headers, secret }: { readonly headers: readonly string[]; readonly secret: string },
): Promise<void> {
  await tx
    .updateTable('subscription_state')
    .set({
      ...settingColumns(valid, headers),
      secret,
      status: valid.wanted === 'on' ? 'requested' : 'off',
      consecutive_failures: 0,
      last_error: null,
      last_error_at: null,
    })
    .where('subscription_id', '=', id)
    .execute();
}

/** Forgets a deleted subscription's settings and secrets. */
export async function deleteState(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('subscription_state').where('subscription_id', '=', id).execute();
}

/** All states, or those of the ids and statuses given, by id; at most `limit`. */
export function readStates(
  db: Db,
  choice: { readonly ids: readonly string[]; readonly statuses: readonly SubscriptionStatus[] },
  limit: number,
): Promise<SubscriptionState[]> {
  let query = db.selectFrom('subscription_state').selectAll().orderBy('subscription_id').limit(limit);
  if (choice.ids.length > 0) query = query.where('subscription_id', 'in', choice.ids);
  if (choice.statuses.length > 0) query = query.where('status', 'in', choice.statuses);
  return query.execute();
}

function settingColumns(valid: ValidSubscription, headers: readonly string[]) {
  return {
    topic: valid.topic,
    filters: JSON.stringify(valid.filters),
    endpoint: valid.endpoint,
    headers: JSON.stringify(headers),
    payload: valid.settings.content,
    mime_type: valid.settings.mimeType,
    timeout_s: valid.settings.timeoutSeconds,
    heartbeat_s: valid.settings.heartbeatSeconds,
    max_count: valid.settings.maxCount,
    ends_at: valid.endsAt,
  };
}

/** The stored header lines, values included. */
export function storedHeaders(state: Pick<SubscriptionState, 'headers'>): string[] {
  // Written by settingColumns alone, from lines that validate.ts accepted.
  return JSON.parse(state.headers) as string[];
}

/** The stored filters in canonical form. */
export function storedFilters(state: Pick<SubscriptionState, 'filters'>): Filter[] {
  // Written by settingColumns alone; a parameter of another release fails closed in match.ts.
  return JSON.parse(state.filters) as Filter[];
}
