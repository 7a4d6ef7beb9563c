/**
 * A mapped message -> the record: facts stored, the touched person and visit folded anew, what differs written,
 * the steps noted and the alerts accounted for. All inside the unit of work of the message. Design section 3.
 */
import type { Patient, Resource } from '@medplum/fhirtypes';
import type { ClinicianStatement, PersonFact, VisitFact } from '../../mappings/adt/fact.ts';
import type { MappedMessage } from '../../mappings/adt/map-message.ts';
import {
  locationChain,
  organization,
  practitioner,
  type PlaceNames,
} from '../../mappings/adt/resources/directory.ts';
import { encounters, type EncounterContext } from '../../mappings/adt/resources/encounter.ts';
import { resourceIds } from '../../mappings/adt/resources/ids.ts';
import { patient } from '../../mappings/adt/resources/patient.ts';
import type { VisitState } from '../../mappings/adt/resources/states.ts';
import { readCurrent } from '../store/resource-row.ts';
import type { Tx } from '../store/engine.ts';
import { attributionOf, localityCodes, type Localities } from './attribution.ts';
import { stateDirectory, type DirectoryResource } from './directory.ts';
import { insertFacts, loadFacts } from './fact-rows.ts';
import { foldPerson, same } from './fold-person.ts';
import { foldVisit } from './fold-visit.ts';
import type { AlertLedger } from './step-event.ts';
import { withholdSteps } from './step-rows.ts';
import { isRestricted, tellNewTeams, tellVisit } from './tell.ts';
import { uuidV5 } from './uuid.ts';
import { writeResources, type ResourceWrite, type Written } from './write-resources.ts';

/** What the record needs to know of the place and of the feed that a message came by. */
export interface ApplyContext {
  readonly names: PlaceNames;
  readonly localities: Localities;
  /** ODS code of the sending organisation. */
  readonly organisation: string;
  /** Base of local identifier systems of the feed. */
  readonly localBase: string;
  readonly ledger: AlertLedger;
  /** ISO UTC. */
  readonly now: string;
}

type WithId<T extends Resource = Resource> = T & { id: string };

const IDS = resourceIds(uuidV5);

/** @returns the resources that changed, and how many steps were told. */
export async function applyMessage(
  tx: Tx,
  message: MappedMessage,
  context: ApplyContext,
): Promise<{ readonly written: readonly Written[]; readonly steps: number }> {
  const { sourceMessageId } = message;
  const [personFact] = message.people;
  const [visitFact] = message.visits;
  if (personFact === undefined) throw new Error('a message about nobody');
  await insertFacts(tx, [personFact, ...(visitFact === undefined ? [] : [visitFact])]);
  const facts = await loadFacts(tx, personFact.person, visitFact?.visit);
  const person = foldPerson(facts.person);
  if (person === undefined) throw new Error('a person without facts');
  const thePatient = patient(person, {
    ids: IDS,
    names: context.names,
    attribution: attributionOf(person, context.localities),
  });
  const encounterContext: EncounterContext = {
    ids: IDS,
    names: context.names,
    organisation: context.organisation,
  };
  const after = foldVisit(facts.visit);
  const earlier = facts.visit.filter((fact) => fact.stamp !== visitFact?.stamp);
  const before = foldVisit(earlier);
  const now = after === undefined ? [] : encounters(after, encounterContext);
  const previous = before === undefined ? [] : encounters(before, encounterContext);
  const gone = previous.filter((old) => !now.some((e) => e.id === old.id));
  const directory = await stateDirectory(tx, mentioned(personFact, visitFact, context.names), personFact);
  const writes: ResourceWrite[] = [
    ...directory.map((resource) => ({ resource })),
    ...places(visitFact, context).map((resource) => ({ resource })),
    { resource: thePatient },
    ...now.map((resource) => ({ resource })),
    ...gone.map((resource) => ({ resource, deleted: true })),
  ];
  const written = await writeResources(tx, writes, { now: context.now, sourceMessageId });
  const tellContext = { ids: IDS, ledger: context.ledger, sourceMessageId, now: context.now };
  const former = formerPatient(written, thePatient.id);
  if (isRestricted(thePatient) && former !== undefined && !isRestricted(former))
    await withholdSteps(tx, thePatient.id);
  let steps = 0;
  if (former !== undefined && !same(teamOf(former), teamOf(thePatient))) {
    steps += await tellNewTeams(tx, thePatient, tellContext);
  }
  if (after !== undefined && visitFact !== undefined) {
    const subject = after.person === person.person ? thePatient : await patientOf(tx, after);
    const change = {
      fact: visitFact,
      before,
      after,
      earlier,
      encounters: [...now, ...gone],
      written,
      patient: subject,
    };
    steps += await tellVisit(tx, change, tellContext);
  }
  return { written, steps };
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

/** A visit may belong to another person than the one that this message is about. */
async function patientOf(tx: Tx, visit: VisitState): Promise<WithId<Patient>> {
  const row = await readCurrent(tx, 'Patient', IDS.patient(visit.person));
  if (row === undefined) throw new Error('a visit of a person who has no Patient');
  // Only writeResources writes this column, and rows of type Patient from Patient resources.
  return JSON.parse(row.content) as WithId<Patient>;
}

/** Clinicians and organisations that the message names, whatever becomes of its visit. */
function mentioned(
  person: PersonFact,
  visit: VisitFact | undefined,
  names: PlaceNames,
): DirectoryResource[] {
  const clinicians: (ClinicianStatement | null | undefined)[] = [
    person.data.generalPractitioner,
    ...(visit?.data.attending ?? []),
    ...(visit?.data.referring ?? []),
    ...(visit?.data.consulting ?? []),
    ...(visit?.data.admitting ?? []),
  ];
  const practitioners = clinicians.flatMap((statement): DirectoryResource[] => {
    if (statement?.system === undefined || statement.value === undefined) return [];
    const { system, value, name } = statement;
    const id = IDS.practitioner(statement);
    return id === undefined ? [] : [practitioner({ system, value, name }, id)];
  });
  const practice = person.data.practice;
  if (practice == null) return practitioners;
  // Where the place knows the practice, the place's name for it stands.
  const name = names.organisation(practice.ods) ?? practice.name;
  return [
    ...practitioners,
    organization(
      { ods: practice.ods, ...(name === undefined ? {} : { name }) },
      IDS.organization(practice.ods),
    ),
  ];
}

/** Every place that the message names, with the levels above it, and the organisation that gives the care. */
function places(visit: VisitFact | undefined, context: ApplyContext): WithId[] {
  if (visit === undefined) return [];
  const name = context.names.organisation(context.organisation);
  const all: WithId[] = [
    organization(
      { ods: context.organisation, ...(name === undefined ? {} : { name }) },
      IDS.organization(context.organisation),
    ),
    ...(visit.data.location == null
      ? []
      : locationChain(visit.data.location, context.names, IDS, context.localBase)),
  ];
  return all;
}
