/** Steps in the store, and the events that they become for whoever alerts. */
import type { Encounter, Patient } from '@medplum/fhirtypes';
import type { VisitFact } from '../../mappings/adt/fact.ts';
import type { ResourceIds } from '../../mappings/adt/resources/ids.ts';
import type { Tx } from '../store/engine.ts';
import type { StepEvent } from './step-event.ts';
import type { Step } from './steps.ts';
import type { Written } from './write-resources.ts';

export interface StepContext {
  readonly visit: VisitFact;
  /** The visit's Encounters as they now are, those just deleted in their last form. */
  readonly encounters: readonly (Encounter & { id: string })[];
  readonly written: readonly Written[];
  readonly ids: ResourceIds;
  readonly patient: Patient & { id: string };
  readonly localities: readonly string[];
  readonly late: boolean;
  /** ISO UTC. */
  readonly now: string;
}

/** Writes the steps and returns them as events, in the same order. */
export async function insertSteps(
  tx: Tx,
  steps: readonly Step[],
  context: StepContext,
): Promise<readonly StepEvent[]> {
  if (steps.length === 0) return [];
  const { visit, patient, localities, late, now } = context;
  const drafts = steps.flatMap((step) => {
    const id = context.ids.encounter(visit.visit, step.setting);
    const encounter = context.encounters.find((e) => e.id === id);
    const version = context.written.find((w) => w.type === 'Encounter' && w.id === id)?.version;
    if (encounter === undefined || version === undefined) return [];
    return [{ step, encounter, version, effective: step.at ?? visit.effective }];
  });
  const rows = await tx
    .insertInto('step')
    .values(
      drafts.map(({ step, encounter, version, effective }) => ({
        kind: step.kind,
        retracts: step.retracts ?? null,
        encounter_id: encounter.id,
        encounter_version: version,
        patient_id: patient.id,
        effective,
        recorded_at: now,
        late: late ? 1 : 0,
        source_message_id: visit.sourceMessageId,
        detail: JSON.stringify(step.detail),
      })),
    )
    .returning(['seq', 'kind', 'retracts', 'encounter_id'])
    .execute();
  return drafts.map(({ step, encounter, version, effective }): StepEvent => {
    // RETURNING promises no order; a message tells a step of one kind about one Encounter once.
    const seq = rows.find(
      (row) =>
        row.kind === step.kind &&
        row.retracts === (step.retracts ?? null) &&
        row.encounter_id === encounter.id,
    )?.seq;
    if (seq === undefined) throw new Error('a written step has no row');
    return {
      seq,
      kind: step.kind,
      ...(step.retracts === undefined ? {} : { retracts: step.retracts }),
      encounter,
      encounterVersion: version,
      patient,
      localities,
      effective,
      recordedAt: now,
      late,
    };
  });
}
