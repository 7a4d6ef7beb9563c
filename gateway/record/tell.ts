/**
 * Telling: from a message's effect on a visit, or on a person's attribution, to steps in the store and alerts
 * accounted for. Nothing of a person for whom discretion was asked is told.
 */
import type { Encounter, Patient } from '@medplum/fhirtypes';
import { recordedOf } from '../../mappings/fact.ts';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import type { ResourceIds } from '../../mappings/resource-ids.ts';
import type { CareSetting, VisitState } from '../../mappings/adt/resources/states.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import type { Tx } from '../store/engine.ts';
import { readCurrent } from '../store/resource-row.ts';
import { aliasesOf } from './alias-rows.ts';
import { localityCodes } from './attribution.ts';
import { asksForDiscretion } from './discretion.ts';
import type { AlertLedger, StepEvent } from './step-event.ts';
import { insertSteps, toldSteps, toldStepsOf, type StepDraft } from './step-rows.ts';
import { stepsToTell } from './steps.ts';
import { toldOf, type Told } from './told.ts';
import type { Written } from './write-resources.ts';

type WithId<T extends Encounter | Patient> = T & { id: string };

export interface TellContext {
  readonly ids: ResourceIds;
  /** Undefined where steps are noted and nobody is told. */
  readonly ledger: AlertLedger | undefined;
  readonly sourceMessageId: string;
  /** ISO UTC. */
  readonly now: string;
}

export interface VisitChange {
  /** What the message says of this visit; undefined where it changes it by way of a person or of another visit. */
  readonly fact: VisitFact | undefined;
  readonly before: VisitState | undefined;
  readonly after: VisitState;
  /** Settings of which something may have been told, beside those of before and after. */
  readonly settings?: readonly CareSettingKey[];
  /** Care settings of the other visits of the same journey. */
  readonly journey: readonly CareSetting[];
  /** Settings that another system's visit tells already. */
  readonly shadowed: ReadonlySet<CareSettingKey>;
  /** The visit's facts but for this one. */
  readonly earlier: readonly VisitFact[];
  /** The Encounters as they now are, those just deleted in their last form. */
  readonly encounters: readonly WithId<Encounter>[];
  /** Ids of those just deleted. */
  readonly gone: ReadonlySet<string>;
  readonly written: readonly Written[];
  /** Whose visit it is now. */
  readonly patient: WithId<Patient>;
  /** When the message says that it happened, ISO UTC. */
  readonly effective: string;
}

/** @returns the numbers of the steps that were told. */
export async function tellVisit(
  tx: Tx,
  change: VisitChange,
  context: TellContext,
): Promise<readonly number[]> {
  const { fact, before, after, patient, journey, shadowed } = change;
  const { ids } = context;
  const keys = new Set([
    ...[...(before?.settings ?? []), ...after.settings].map((s) => s.key),
    ...(change.settings ?? []),
  ]);
  const idOf = (key: CareSettingKey): string => ids.encounter(after.visit, key);
  // What was withheld is told to nobody: once nothing asks for discretion any more, it is told like new.
  const rows = await toldSteps(tx, [...keys].map(idOf), () => asksForDiscretion(tx, patient));
  const told = new Map<CareSettingKey, Told>();
  for (const key of keys) told.set(key, toldOf(rows.get(idOf(key)) ?? []));
  const steps = stepsToTell({ told, before, after, patientId: patient.id, journey, shadowed });
  if (steps.length === 0) return [];
  const late = fact !== undefined && isLate(fact, change.earlier);
  const tellings = steps.flatMap((step): Telling[] => {
    const id = idOf(step.setting);
    const encounter = change.encounters.find((e) => e.id === id);
    const version = change.written.find((w) => w.type === 'Encounter' && w.id === id)?.version;
    if (encounter === undefined || version === undefined) return [];
    // What is taken back from those who were told of another person shows them that person's version, not this one's;
    // of an Encounter that is no more, its last version.
    const own = step.patientId === patient.id && !change.gone.has(id);
    const draft = {
      step,
      encounterId: id,
      encounterVersion: own ? version : Math.max(1, version - 1),
      effective: step.at ?? fact?.effective ?? change.effective,
      late,
    };
    return [{ draft, encounter }];
  });
  return tell(tx, tellings, new Map([[patient.id, patient]]), context);
}

/** Later events were known already. A reversal has the time of what it takes back: of it, the recording counts. */
function isLate(fact: VisitFact, earlier: readonly VisitFact[]): boolean {
  return fact.kind.startsWith('cancel-')
    ? earlier.some((other) => recordedOf(other.stamp) > recordedOf(fact.stamp))
    : earlier.some((other) => other.effective > fact.effective);
}

/**
 * A person became another team's: those who would have been told of a stay that is still open, and were not, are told
 * of it now. Those who were told of it hear that it is now under another number.
 * @param merged Encounters that came to this person by a merge, or left one by its undoing.
 */
export async function tellNewTeams(
  tx: Tx,
  patient: WithId<Patient>,
  merged: ReadonlySet<string>,
  context: TellContext,
): Promise<readonly number[]> {
  const tellings: Telling[] = [];
  for (const [encounterId, steps] of await toldStepsOf(tx, patient.id, () =>
    asksForDiscretion(tx, patient),
  )) {
    const { opening, left, wards } = toldOf(steps);
    if (opening === undefined || left) continue;
    const row = await readCurrent(tx, 'Encounter', encounterId);
    if (row === undefined || row.deleted === 1) continue;
    // Rows of type Encounter hold Encounters, written by writeResources.
    const encounter = JSON.parse(row.content) as WithId<Encounter>;
    if (!['arrived', 'in-progress', 'onleave'].includes(encounter.status)) continue;
    const ward = wards.at(-1);
    const step = {
      kind: opening.kind,
      patientId: patient.id,
      detail: { ...(ward === undefined ? {} : { ward }), reason: 'attribution' },
    };
    const draft = { encounterId, encounterVersion: row.version, effective: opening.effective, late: true };
    if (merged.has(encounterId)) {
      const corrected = { ...step, kind: 'corrected' as const, detail: { ...step.detail, reason: 'merge' } };
      tellings.push({ draft: { ...draft, step: corrected }, encounter });
    }
    tellings.push({ draft: { ...draft, step }, encounter, onlyIfNotTold: true });
  }
  return tell(tx, tellings, new Map([[patient.id, patient]]), context);
}

interface Telling {
  readonly draft: StepDraft;
  readonly encounter: WithId<Encounter>;
  readonly onlyIfNotTold?: true;
}

async function tell(
  tx: Tx,
  tellings: readonly Telling[],
  patients: Map<string, WithId<Patient>>,
  { ledger, sourceMessageId, now }: TellContext,
): Promise<readonly number[]> {
  if (tellings.length === 0) return [];
  for (const { draft } of tellings) {
    const id = draft.step.patientId;
    if (patients.has(id)) continue;
    const patient = await patientById(tx, id);
    if (patient === undefined) throw new Error('a step of a person who has no Patient');
    patients.set(id, patient);
  }
  const withheld = new Set<string>();
  for (const patient of patients.values()) {
    if (await asksForDiscretion(tx, patient)) withheld.add(patient.id);
  }
  const seqs = await insertSteps(
    tx,
    tellings.map(({ draft }) => ({ ...draft, withheld: withheld.has(draft.step.patientId) })),
    { sourceMessageId, now },
  );
  if (ledger === undefined) return seqs;
  const aliases = await aliasesOf(tx, [...patients.keys()]);
  const events = tellings.flatMap(({ draft, encounter, onlyIfNotTold }, i): StepEvent[] => {
    const { step } = draft;
    if (withheld.has(step.patientId)) return [];
    const patient = patients.get(step.patientId);
    const seq = seqs[i];
    if (patient === undefined || seq === undefined) throw new Error('a step without its person or row');
    return [
      {
        seq,
        kind: step.kind,
        ...(step.retracts === undefined ? {} : { retracts: step.retracts }),
        encounter,
        encounterVersion: draft.encounterVersion,
        patient,
        aliases: aliases.get(patient.id) ?? [],
        localities: localityCodes(patient.extension),
        effective: draft.effective,
        recordedAt: now,
        late: draft.late,
        ...(onlyIfNotTold === undefined ? {} : { onlyIfNotTold }),
      },
    ];
  });
  await ledger.account(tx, events);
  return seqs;
}

export async function patientById(tx: Tx, id: string): Promise<WithId<Patient> | undefined> {
  const row = await readCurrent(tx, 'Patient', id);
  // Rows of type Patient hold Patients, written by writeResources.
  return row === undefined || row.deleted === 1 ? undefined : (JSON.parse(row.content) as WithId<Patient>);
}
