/** The resources that a full-resource notification carries, as they were when its events happened. */
import type { Resource } from '@medplum/fhirtypes';
import type { Db } from '../store/engine.ts';
import type { LedgerEvent } from './pending.ts';

export interface AlertContent {
  /** The Encounter in the version that the step speaks of; undefined where it is no longer held. */
  encounter(id: string, version: number): Resource | undefined;
  /** The Patient as of `asOf`. */
  patient(id: string): Resource | undefined;
}

export const NO_CONTENT: AlertContent = { encounter: () => undefined, patient: () => undefined };

interface Version {
  readonly id: string;
  readonly version: number;
}

/** Loads what the events speak of, in three statements whatever their number. @param asOf ISO UTC, for the persons. */
export async function loadContent(db: Db, all: readonly LedgerEvent[], asOf: string): Promise<AlertContent> {
  const events = all.filter(({ step, payload }) => step.withheld === 0 && payload === 'full-resource');
  if (events.length === 0) return NO_CONTENT;
  const encounters = await readVersions(
    db,
    'Encounter',
    events.map(({ step }) => ({ id: step.encounter_id, version: step.encounter_version })),
  );
  const patientIds = [...new Set(events.map(({ step }) => step.patient_id))];
  const patientVersions = await versionsAsOf(db, 'Patient', patientIds, asOf);
  const without = patientIds.filter((id) => !patientVersions.some((version) => version.id === id));
  // Somebody known only since: the one who survived a merge of the person that the alert was about.
  patientVersions.push(...without.map((id) => ({ id, version: 1 })));
  const patients = await readVersions(db, 'Patient', patientVersions);
  const current = new Map(patientVersions.map(({ id, version }) => [id, patients.get(`${id}/${version}`)]));
  const subjects = new Map(
    events.map(({ step }) => [`${step.encounter_id}/${step.encounter_version}`, step.patient_id]),
  );
  return {
    encounter: (id, version) => {
      const key = `${id}/${version}`;
      return ofPatient(encounters.get(key), subjects.get(key));
    },
    patient: (id) => current.get(id),
  };
}

/** As of the person that the step is of now: a merge gives what is still queued to the survivor. */
function ofPatient(encounter: Resource | undefined, patientId: string | undefined): Resource | undefined {
  if (encounter?.resourceType !== 'Encounter' || patientId === undefined) return encounter;
  return { ...encounter, subject: { ...encounter.subject, reference: `Patient/${patientId}` } };
}

/** The version of each id that was current at the instant. */
function versionsAsOf(db: Db, type: string, ids: readonly string[], asOf: string): Promise<Version[]> {
  return db
    .selectFrom(
      db
        .selectFrom('resource')
        .select(['id', 'version'])
        .where('type', '=', type)
        .where('id', 'in', ids)
        .where('last_updated', '<=', asOf)
        .unionAll(
          db
            .selectFrom('resource_history')
            .select(['id', 'version'])
            .where('type', '=', type)
            .where('id', 'in', ids)
            .where('last_updated', '<=', asOf),
        )
        .as('versions'),
    )
    .select(({ fn }) => ['id', fn.max('version').as('version')])
    .groupBy('id')
    .execute();
}

async function readVersions(
  db: Db,
  type: string,
  versions: readonly Version[],
): Promise<Map<string, Resource>> {
  if (versions.length === 0) return new Map();
  const distinct = [...new Map(versions.map((v) => [`${v.id}/${v.version}`, v])).values()];
  const rows = await db
    .selectFrom('resource')
    .select(['id', 'version', 'content'])
    .where('type', '=', type)
    .where((eb) => eb.or(distinct.map((v) => eb.and({ id: v.id, version: v.version }))))
    .unionAll(
      db
        .selectFrom('resource_history')
        .select(['id', 'version', 'content'])
        .where('type', '=', type)
        .where((eb) => eb.or(distinct.map((v) => eb.and({ id: v.id, version: v.version })))),
    )
    .execute();
  const found = new Map<string, Resource>();
  for (const row of rows) {
    if (row.content === '') continue;
    // The store's own serialisation of a resource that the record wrote.
    found.set(`${row.id}/${row.version}`, JSON.parse(row.content) as Resource);
  }
  return found;
}
