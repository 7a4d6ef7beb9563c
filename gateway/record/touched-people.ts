/** Whom a unit of work touches: their Patients as they are now, and the visits that are to be looked at because of them. */
import type { Patient } from '@medplum/fhirtypes';
import type { PersonKey } from '../../mappings/fact.ts';
import type { PlaceNames } from '../../mappings/adt/resources/directory.ts';
import { patient } from '../../mappings/adt/resources/patient.ts';
import type { ResourceIds } from '../../mappings/resource-ids.ts';
import type { PlaceEvidence } from '../../mappings/source-set.ts';
import type { Tx } from '../store/engine.ts';
import { attributionOf, type Localities } from './attribution.ts';
import { deathMark } from './fold-person.ts';
import type { IdentityChange } from './identity-rows.ts';
import type { KnownPeople } from './known-people.ts';
import type { MetVisit } from './known-visits.ts';
import type { MatchedChange } from './matching/matched-numbers.ts';
import { sharingNumbers } from './matching/match-rows.ts';
import { evidenceOf } from './sets/set-rows.ts';
import { visitResidence } from './visit-residence.ts';
import { residencesOf, visitsOf, visitsOfOtherDeath, type VisitRow } from './visit-rows.ts';

/** Visits that belong to another number now, and those of people whose death is told, changed or taken back. */
export async function visitsOfChanged(
  tx: Tx,
  people: KnownPeople,
  { before, after, changed }: IdentityChange,
  named: readonly PersonKey[],
  readAgain: boolean,
): Promise<readonly VisitRow[]> {
  const rows = [...(await visitsOf(tx, changed))];
  const roots = new Set(
    [...named, ...changed].flatMap((key) => [after.rootOf(key), after.rootOf(before.rootOf(key))]),
  );
  for (const root of roots) {
    const fold = await people.fold(root);
    const mark = deathMark(fold.after);
    if (mark === '' && deathMark(fold.before) === '' && changed.length === 0 && !readAgain) continue;
    rows.push(...(await visitsOfOtherDeath(tx, after.membersOf(root), mark)));
  }
  return rows;
}

export interface PatientContext {
  readonly ids: ResourceIds;
  readonly names: PlaceNames;
  readonly localities: Localities;
  /** ISO UTC. */
  readonly now: string;
}

export interface TouchedPatients {
  readonly patients: readonly (Patient & { id: string })[];
  /** Ids of those who were found to be somebody else, as what is said of them is said there; and of nobody's numbers. */
  readonly gone: readonly string[];
}

/** The people whom the message names or whose numbers it changes, and those who own a visit that it met. */
export async function patientsOf(
  tx: Tx,
  people: KnownPeople,
  { before, after, changed, merged }: MatchedChange,
  named: readonly PersonKey[],
  met: readonly MetVisit[],
  { ids, names, localities, now }: PatientContext,
): Promise<TouchedPatients> {
  const keys = new Set<PersonKey>();
  for (const key of [...named, ...changed]) {
    keys.add(key).add(before.rootOf(key));
    // What is left under retired numbers is protected as the survivor is.
    for (const member of after.membersOf(after.rootOf(key))) keys.add(member);
  }
  // Somebody else's visit: their Patient is there already, unless only a visit ever named them.
  for (const { state } of met) keys.add(state.person);
  const patients: (Patient & { id: string })[] = [];
  const gone: string[] = [];
  for (const key of [...keys].sort()) {
    const root = after.rootOf(key);
    if (root !== key && merged.rootOf(key) === key) {
      if (changed.includes(key)) gone.push(ids.patient(key));
      continue;
    }
    const state = await people.state(key);
    if (state === undefined) {
      // Only a merge that no longer stands ever spoke of this number.
      if (changed.includes(key)) gone.push(ids.patient(key));
      continue;
    }
    const evidence = root === key ? await placeEvidence(tx, await people.standingNumbers(key), key, met) : [];
    const attribution = attributionOf(state, evidence, localities, now.slice(0, 10));
    const shared = root === key && (await sharingNumbers(tx, after.membersOf(key))).length > 0;
    patients.push(patient(shared ? { ...state, numberShared: true } : state, { ids, names, attribution }));
  }
  return { patients, gone };
}

/** What sources say of where a person lives, and what their visits say: those met by this message as they are now. */
async function placeEvidence(
  tx: Tx,
  numbers: readonly PersonKey[],
  root: PersonKey,
  met: readonly MetVisit[],
): Promise<readonly PlaceEvidence[]> {
  const byVisit = new Map(await residencesOf(tx, numbers));
  for (const { visit, state } of met) {
    const said = state.person === root ? visitResidence(state) : undefined;
    if (said === undefined) byVisit.delete(visit);
    else byVisit.set(visit, said);
  }
  const ofVisits = [...byVisit].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, said]) => said);
  return [...(await evidenceOf(tx, numbers)), ...ofVisits];
}
