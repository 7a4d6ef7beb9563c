/** Steps in the store: written with their cause, read back as what was told. */
import { sql } from 'kysely';
import { compiledOnce } from '../store/compiled.ts';
import type { Tx } from '../store/engine.ts';
import type { StepKind } from './step-event.ts';
import type { Step } from './steps.ts';
import { toldOf, type ToldStep } from './told.ts';

const COLUMNS = [
  'seq',
  'kind',
  'retracts',
  'encounter_id',
  'patient_id',
  'effective',
  'withheld',
  'detail',
] as const;

const selectByEncounter = compiledOnce((db, ids) =>
  db
    .selectFrom('step')
    .select(COLUMNS)
    .where('encounter_id', 'in', ids as readonly string[])
    .orderBy('seq'),
);
const selectByPatient = compiledOnce((db, [id]) =>
  db
    .selectFrom('step')
    .select(COLUMNS)
    .where('patient_id', '=', id as string)
    .orderBy('seq'),
);

/** What was told of these Encounters, by their ids. @param isWithheld asked where something was withheld: whether it still is, and counts as told. */
export async function toldSteps(
  tx: Tx,
  encounterIds: readonly string[],
  isWithheld: () => Promise<boolean>,
): Promise<Map<string, ToldStep[]>> {
  return encounterIds.length === 0
    ? new Map()
    : byEncounter(await selectByEncounter(tx, encounterIds), isWithheld);
}

/** Whether an arrival or admission stands told of an Encounter. */
export async function isTold(tx: Tx, encounterId: string): Promise<boolean> {
  const rows = await toldSteps(tx, [encounterId], () => Promise.resolve(true));
  return toldOf(rows.get(encounterId) ?? []).opening !== undefined;
}

/** What was told of a person, by Encounter. */
export async function toldStepsOf(
  tx: Tx,
  patientId: string,
  isWithheld: () => Promise<boolean>,
): Promise<Map<string, ToldStep[]>> {
  return byEncounter(await selectByPatient(tx, [patientId]), isWithheld);
}

type Row = Awaited<ReturnType<typeof selectByEncounter>>[number];

async function byEncounter(
  rows: readonly Row[],
  isWithheld: () => Promise<boolean>,
): Promise<Map<string, ToldStep[]>> {
  const told = new Map<string, ToldStep[]>();
  const withheld = rows.some((row) => row.withheld === 1) && (await isWithheld());
  for (const row of rows) {
    if (row.withheld === 1 && !withheld) continue;
    const steps = told.get(row.encounter_id) ?? [];
    // Only insertSteps writes these columns.
    const kind = row.kind as StepKind;
    const detail = JSON.parse(row.detail) as Record<string, string>;
    steps.push({
      seq: row.seq,
      kind,
      retracts: row.retracts,
      patientId: row.patient_id,
      effective: row.effective,
      detail,
    });
    told.set(row.encounter_id, steps);
  }
  return told;
}

/** A step with all that its row needs. */
export interface StepDraft {
  readonly step: Omit<Step, 'setting'>;
  readonly encounterId: string;
  readonly encounterVersion: number;
  readonly effective: string;
  readonly late: boolean;
}

/** Writes the steps; gives their numbers, in the same order. */
export async function insertSteps(
  tx: Tx,
  drafts: readonly (StepDraft & { readonly withheld: boolean })[],
  { sourceMessageId, now }: { sourceMessageId: string; now: string },
): Promise<readonly number[]> {
  const numbers: number[] = [];
  // Mostly one, and rarely more than two: RETURNING promises no order among several rows.
  for (const { step, encounterId, encounterVersion, effective, late, withheld } of drafts) {
    const [row] = await insertStep(tx, [
      step.kind,
      step.retracts ?? null,
      encounterId,
      encounterVersion,
      step.patientId,
      effective,
      now,
      late ? 1 : 0,
      withheld ? 1 : 0,
      sourceMessageId,
      JSON.stringify(step.detail),
    ]);
    if (row === undefined) throw new Error('an inserted step has no number');
    numbers.push(row.seq);
  }
  return numbers;
}

type StepColumns = [
  string,
  string | null,
  string,
  number,
  string,
  string,
  string,
  number,
  number,
  string,
  string,
];

const insertStep = compiledOnce((db, parameters) => {
  // In the order in which insertSteps alone gives them.
  const [kind, retracts, encounter_id, encounter_version, patient_id, effective, ...rest] =
    parameters as unknown as StepColumns;
  const [recorded_at, late, withheld, source_message_id, detail] = rest;
  return db
    .insertInto('step')
    .values({
      kind,
      retracts,
      encounter_id,
      encounter_version,
      patient_id,
      effective,
      recorded_at,
      late,
      withheld,
      source_message_id,
      detail,
    })
    .returning('seq');
});

/** From now on nothing of this person's steps is told: not what is queued, nor what is asked for again. */
export async function withholdSteps(tx: Tx, patientId: string): Promise<void> {
  await tx
    .updateTable('step')
    .set({ withheld: 1 })
    .where('patient_id', '=', patientId)
    .where('withheld', '=', 0)
    .execute();
  await tx
    .updateTable('delivery')
    .set({ status: 'cancelled', last_error: 'withheld' })
    .where('status', '=', 'pending')
    .where(
      'step_seq',
      'in',
      tx
        .selectFrom('step')
        .select('seq')
        .where('patient_id', '=', patientId)
        .where('withheld', '=', sql.lit(1)),
    )
    .execute();
}
