/** The steps that a message told, and the alerts that each of them caused. */
import type { Db } from '../../store/engine.ts';

export interface TracedStep {
  readonly seq: number;
  readonly kind: string;
  /** What a `cancelled` step takes back. */
  readonly retracts: string | null;
  readonly encounterId: string;
  readonly patientId: string;
  /** ISO UTC. */
  readonly effective: string;
  readonly late: boolean;
  /** Told to nobody: discretion was asked for. */
  readonly withheld: boolean;
  readonly detail: unknown;
}

export interface TracedAlert {
  readonly subscriptionId: string;
  /** The subscription's number of it: `GET /fhir/Subscription/{id}/$events?eventsSinceNumber=n` gives it again. */
  readonly eventNumber: number;
  readonly stepSeq: number;
  readonly status: string;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly attempts: number;
  readonly lastError: string | null;
}

/** Listed of one message at most. */
const LIMITS = { steps: 200, alerts: 500 };

export async function toldSteps(db: Db, seqs: readonly number[]): Promise<readonly TracedStep[]> {
  if (seqs.length === 0) return [];
  const rows = await db
    .selectFrom('step')
    .select([
      'seq',
      'kind',
      'retracts',
      'encounter_id',
      'patient_id',
      'effective',
      'late',
      'withheld',
      'detail',
    ])
    .where('seq', 'in', seqs.slice(0, LIMITS.steps))
    .orderBy('seq')
    .execute();
  return rows.map(({ encounter_id, patient_id, late, withheld, detail, ...row }) => ({
    ...row,
    encounterId: encounter_id,
    patientId: patient_id,
    late: late === 1,
    withheld: withheld === 1,
    detail: JSON.parse(detail) as unknown,
  }));
}

export async function alertsOf(
  db: Db,
  seqs: readonly number[],
): Promise<{ readonly alerts: readonly TracedAlert[]; readonly truncated: boolean }> {
  if (seqs.length === 0) return { alerts: [], truncated: false };
  const rows = await db
    .selectFrom('delivery')
    .select([
      'subscription_id',
      'event_number',
      'step_seq',
      'status',
      'created_at',
      'sent_at',
      'attempts',
      'last_error',
    ])
    .where('step_seq', 'in', seqs.slice(0, LIMITS.steps))
    .orderBy('step_seq')
    .orderBy('subscription_id')
    .limit(LIMITS.alerts + 1)
    .execute();
  const alerts = rows.slice(0, LIMITS.alerts).map((row) => ({
    subscriptionId: row.subscription_id,
    eventNumber: row.event_number,
    stepSeq: row.step_seq,
    status: row.status,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    attempts: row.attempts,
    lastError: row.last_error,
  }));
  return { alerts, truncated: rows.length > LIMITS.alerts };
}
