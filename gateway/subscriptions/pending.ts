/** Reading the delivery ledger: what a subscription still has to be told, and what it was told. */
import type { Db } from '../store/engine.ts';
import type { DeliveryTable, StepTable } from '../store/schema.ts';

/** One numbered event of a subscription with the step that it speaks of. */
export interface LedgerEvent extends Pick<
  DeliveryTable,
  | 'event_number'
  | 'bundle_id'
  | 'status'
  | 'created_at'
  | 'due_at'
  | 'expires_at'
  | 'attempts'
  | 'topic'
  | 'payload'
> {
  readonly step: Pick<
    StepTable,
    | 'kind'
    | 'retracts'
    | 'encounter_id'
    | 'encounter_version'
    | 'patient_id'
    | 'effective'
    | 'late'
    | 'withheld'
    | 'detail'
  >;
}

/** The oldest pending events, in the order of their numbers. */
export async function readPending(db: Db, subscriptionId: string, limit: number): Promise<LedgerEvent[]> {
  const rows = await select(db)
    .where('delivery.subscription_id', '=', subscriptionId)
    .where('delivery.status', '=', 'pending')
    .orderBy('delivery.event_number')
    .limit(limit)
    .execute();
  return rows.map(asEvent);
}

/** Events whose number lies in the range, both ends included, whatever became of them; the lowest `limit`. */
export async function readRange(
  db: Db,
  subscriptionId: string,
  range: { readonly since: number; readonly until: number },
  limit: number,
): Promise<LedgerEvent[]> {
  const rows = await select(db)
    .where('delivery.subscription_id', '=', subscriptionId)
    .where('delivery.event_number', '>=', range.since)
    .where('delivery.event_number', '<=', range.until)
    .orderBy('delivery.event_number')
    .limit(limit)
    .execute();
  return rows.map(asEvent);
}

/** Of these subscriptions, those with something pending. */
export async function havingPending(db: Db, subscriptionIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('subscription_state')
    .select('subscription_id')
    .where('subscription_id', 'in', subscriptionIds)
    .where('status', '!=', 'off')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('delivery')
          .select('delivery.event_number')
          .whereRef('delivery.subscription_id', '=', 'subscription_state.subscription_id')
          .where('delivery.status', '=', 'pending'),
      ),
    )
    .execute();
  return rows.map((row) => row.subscription_id);
}

/** Every subscription that needs a lane now: a handshake, a heartbeat, an end that is reached, or something pending. */
export async function needingLane(db: Db, now: string): Promise<string[]> {
  const rows = await db
    .selectFrom('subscription_state')
    .select('subscription_id')
    .where('status', '!=', 'off')
    .where((eb) =>
      eb.or([
        eb('status', '=', 'requested'),
        eb('heartbeat_s', 'is not', null),
        eb('ends_at', '<=', now),
        eb.exists(
          eb
            .selectFrom('delivery')
            .select('delivery.event_number')
            .whereRef('delivery.subscription_id', '=', 'subscription_state.subscription_id')
            .where('delivery.status', '=', 'pending'),
        ),
      ]),
    )
    .execute();
  return rows.map((row) => row.subscription_id);
}

function select(db: Db) {
  return db
    .selectFrom('delivery')
    .innerJoin('step', 'step.seq', 'delivery.step_seq')
    .select([
      'delivery.event_number',
      'delivery.bundle_id',
      'delivery.status',
      'delivery.created_at',
      'delivery.due_at',
      'delivery.expires_at',
      'delivery.attempts',
      'delivery.topic',
      'delivery.payload',
      'step.kind',
      'step.retracts',
      'step.encounter_id',
      'step.encounter_version',
      'step.patient_id',
      'step.effective',
      'step.late',
      'step.withheld',
      'step.detail',
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number];

function asEvent(row: Row): LedgerEvent {
  const { event_number, bundle_id, status, created_at, due_at, expires_at, attempts, ...more } = row;
  const { topic, payload, ...step } = more;
  return {
    event_number,
    bundle_id,
    status,
    created_at,
    due_at,
    expires_at,
    attempts,
    topic,
    payload,
    step,
  };
}
