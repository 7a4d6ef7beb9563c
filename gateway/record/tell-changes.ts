/** What a unit of work has to tell: of people who changed teams or numbers first, then of each visit that it met. */
import type { Encounter, Patient } from '@medplum/fhirtypes';
import type { Statements } from '../../mappings/statements.ts';
import type { VisitFact, VisitKey } from '../../mappings/adt/visit-fact.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import type { Tx } from '../store/engine.ts';
import { localityCodes } from './attribution.ts';
import { isRestricted, sameNhsNumber } from './discretion.ts';
import { asRead } from './later-reading.ts';
import { same } from './fold-person.ts';
import type { IdentityChange } from './identity-rows.ts';
import type { MetVisit } from './known-visits.ts';
import { repointSteps } from './repoint.ts';
import { isTold, withholdSteps } from './step-rows.ts';
import { patientById, tellNewTeams, tellVisit, type TellContext } from './tell.ts';
import type { VisitEncounter } from './visit-encounters.ts';
import type { VisitRow } from './visit-rows.ts';
import type { Written } from './write-resources.ts';

export interface Changes {
  readonly message: Statements;
  readonly met: readonly MetVisit[];
  /** The visits as they were stored before. */
  readonly rows: readonly VisitRow[];
  readonly persons: IdentityChange;
  readonly numbers: IdentityChange;
  readonly patients: readonly (Patient & { id: string })[];
  readonly encounters: readonly VisitEncounter[];
  /** Those just deleted, in their last form. */
  readonly gone: readonly (Encounter & { id: string })[];
  readonly written: readonly Written[];
  /** True where the message was applied before: what it states is no news, and corrects nothing. */
  readonly again: boolean;
}

/** @returns the numbers of the steps told, in order. */
export async function tellChanges(
  tx: Tx,
  changes: Changes,
  context: TellContext,
): Promise<readonly number[]> {
  const { met, rows, patients, written } = changes;
  const given = await repointSteps(tx, met, changes.persons, context.ids);
  const seqs: number[] = [];
  for (const patient of patients) {
    const former = formerPatient(written, patient.id);
    const merged = given.get(patient.id) ?? NONE;
    const known = former === undefined ? merged.size > 0 : !isRestricted(former) || merged.size > 0;
    if (isRestricted(patient) && (known || former === undefined)) {
      for (const id of await sameNhsNumber(tx, patient)) await withholdSteps(tx, id);
    }
    const newTeam = former !== undefined && !same(teamOf(former), teamOf(patient));
    if (newTeam || merged.size > 0) seqs.push(...(await tellNewTeams(tx, patient, merged, context)));
  }
  const shared = sharedBy(changes);
  for (const row of rows) seqs.push(...(await tellGone(tx, row, changes, shared, context)));
  for (const visit of met) seqs.push(...(await tellOne(tx, visit, changes, shared, context)));
  return seqs;
}

/** What the telling of every visit looks at: made once, as a message about many numbers meets thousands of visits. */
interface Shared {
  readonly met: ReadonlySet<VisitKey>;
  readonly patients: ReadonlyMap<string, Patient & { id: string }>;
  /** As they now are, those just deleted in their last form. */
  readonly encounters: readonly (Encounter & { id: string })[];
  readonly gone: ReadonlySet<string>;
  readonly journeys: ReadonlyMap<VisitKey, readonly MetVisit[]>;
  /** The last that the message says of each visit. */
  readonly sent: ReadonlyMap<VisitKey, VisitFact>;
}

function sharedBy({ message, met, patients, encounters, gone, numbers }: Changes): Shared {
  return {
    met: new Set(met.map(({ visit }) => visit)),
    patients: new Map(patients.map((patient) => [patient.id, patient])),
    encounters: [...encounters.map(({ resource }) => resource), ...gone],
    gone: new Set(gone.map(({ id }) => id)),
    journeys: Map.groupBy(
      met.filter(({ journey }) => journey !== null),
      ({ journey }) => journey ?? '',
    ),
    sent: new Map(message.visits.map((fact) => [numbers.after.rootOf(fact.visit), fact])),
  };
}

const NONE: ReadonlySet<string> = new Set();

/** A visit that is no more, as it was merged into another or nothing speaks of it any longer: what was told is taken back. */
async function tellGone(
  tx: Tx,
  row: VisitRow,
  { message, gone, written, persons }: Changes,
  shared: Shared,
  context: TellContext,
): Promise<readonly number[]> {
  if (shared.met.has(row.visit)) return [];
  const id = context.ids.patient(persons.after.rootOf(row.person));
  const patient = shared.patients.get(id) ?? (await patientById(tx, id));
  if (patient === undefined) return [];
  const bar = row.visit.lastIndexOf('|');
  const visitNumber = { system: row.visit.slice(0, bar), value: row.visit.slice(bar + 1) };
  return tellVisit(
    tx,
    {
      fact: undefined,
      before: undefined,
      after: { visit: row.visit, person: row.person, visitNumber, settings: [] },
      settings: row.settings.map(({ key }) => key),
      journey: [],
      shadowed: new Set(),
      earlier: [],
      encounters: gone,
      gone: shared.gone,
      written,
      patient,
      effective: message.effective,
    },
    context,
  );
}

async function tellOne(
  tx: Tx,
  visit: MetVisit,
  { message, written, again }: Changes,
  shared: Shared,
  context: TellContext,
): Promise<readonly number[]> {
  const patient = shared.patients.get(context.ids.patient(visit.state.person));
  if (patient === undefined) throw new Error('a visit of a person who has no Patient');
  const sent = shared.sent.get(visit.visit);
  // With the time that is meant, where the local time has two readings.
  const fact = sent === undefined ? undefined : asRead([...visit.earlier, sent]).at(-1);
  const joined = visit.journey === null ? [] : (shared.journeys.get(visit.journey) ?? []);
  const journey = joined.filter((other) => other !== visit);
  const shadowed = new Set<CareSettingKey>();
  for (const link of visit.links) {
    if (link.kind !== 'same-stay' || (link.from !== visit.visit && link.to !== visit.visit)) continue;
    // Whichever of two systems was told of first goes on telling; of two that nobody told yet, the one that counts.
    const other = context.ids.encounter(link.to === visit.visit ? link.from : link.to, link.setting);
    if (link.to === visit.visit || (await isTold(tx, other))) shadowed.add(link.setting);
  }
  return tellVisit(
    tx,
    {
      fact,
      before: again ? undefined : visit.before,
      settings: visit.row?.settings.map(({ key }) => key) ?? [],
      after: visit.state,
      journey: journey.flatMap(({ state }) => state.settings),
      shadowed,
      earlier: visit.earlier,
      encounters: shared.encounters,
      gone: shared.gone,
      written,
      patient,
      effective: message.effective,
    },
    context,
  );
}

/** The Patient as it was before this message changed it. */
function formerPatient(written: readonly Written[], id: string): Patient | undefined {
  const content = written.find((w) => w.type === 'Patient' && w.id === id)?.former;
  // Rows of type Patient hold Patients, written by writeResources.
  return content === undefined ? undefined : (JSON.parse(content) as Patient);
}

/** What decides which teams are told of a person. */
function teamOf(patient: Patient): unknown {
  return [localityCodes(patient.extension), patient.generalPractitioner];
}
