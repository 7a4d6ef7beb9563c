/** The resources that a full-resource notification carries, as they were when its events happened. */
import type { Resource } from '@medplum/fhirtypes';
import type { Db } from '../store/engine.ts';
import type { LedgerEvent } from './pending.ts';
import { readVersions, versionKey, versionsAsOf } from './resource-versions.ts';
import { standingCare } from './standing-care.ts';

export interface AlertContent {
  /** The Encounter in the version that the step speaks of; undefined where it is no longer held. */
  encounter(id: string, version: number): Resource | undefined;
  /** The Patient as of `asOf`. */
  patient(id: string): Resource | undefined;
  /** What is in place around the person as of `asOf`, at most 20; nothing of a restricted person. */
  care(patientId: string): readonly Resource[];
}

export const NO_CONTENT: AlertContent = {
  encounter: () => undefined,
  patient: () => undefined,
  care: () => [],
};

/** Loads what the events speak of, in a few statements whatever their number. @param asOf ISO UTC, for the persons. */
export async function loadContent(db: Db, all: readonly LedgerEvent[], asOf: string): Promise<AlertContent> {
  const events = all.filter(({ step, payload }) => step.withheld === 0 && payload === 'full-resource');
  if (events.length === 0) return NO_CONTENT;
  const encounters = await readVersions(
    db,
    events.map(({ step }) => ({
      type: 'Encounter',
      id: step.encounter_id,
      version: step.encounter_version,
    })),
  );
  const patientIds = [...new Set(events.map(({ step }) => step.patient_id))];
  const patientVersions = await versionsAsOf(db, ['Patient'], patientIds, asOf);
  const without = patientIds.filter((id) => !patientVersions.some((version) => version.id === id));
  // Somebody known only since: the one who survived a merge of the person that the alert was about.
  patientVersions.push(...without.map((id) => ({ type: 'Patient', id, version: 1 })));
  const patients = await readVersions(db, patientVersions);
  const current = new Map(patientVersions.map((version) => [version.id, patients.get(versionKey(version))]));
  const care = await standingCare(
    db,
    patientIds.filter((id) => !isRestricted(current.get(id))),
    asOf,
  );
  const subjects = new Map(
    events.map(({ step }) => [`${step.encounter_id}/${step.encounter_version}`, step.patient_id]),
  );
  return {
    encounter: (id, version) => {
      const encounter = encounters.get(versionKey({ type: 'Encounter', id, version }));
      return ofPatient(encounter, subjects.get(`${id}/${version}`));
    },
    patient: (id) => current.get(id),
    care: (id) => care.get(id) ?? [],
  };
}

/** Where nobody may know where somebody is, nobody is told who goes there either. */
function isRestricted(patient: Resource | undefined): boolean {
  return patient?.meta?.security?.some(({ code }) => code === 'R') === true;
}

/** As of the person that the step is of now: a merge gives what is still queued to the survivor. */
function ofPatient(encounter: Resource | undefined, patientId: string | undefined): Resource | undefined {
  if (encounter?.resourceType !== 'Encounter' || patientId === undefined) return encounter;
  return { ...encounter, subject: { ...encounter.subject, reference: `Patient/${patientId}` } };
}
