/**
 * A mapped message -> the record: facts stored, the people and visits that they touch folded anew, what differs written,
 * the steps noted and the alerts accounted for. All inside the unit of work of the message. Design section 3.
 */
import type { Encounter, Patient, Resource } from '@medplum/fhirtypes';
import type { Quarantine } from '../../adapters/feed.ts';
import type { IdentityFact, PersonKey } from '../../mappings/fact.ts';
import type { VisitKey } from '../../mappings/adt/visit-fact.ts';
import type { MappedMessage } from '../../mappings/adt/map-message.ts';
import type { PlaceNames } from '../../mappings/adt/resources/directory.ts';
import { resourceIds } from '../../mappings/resource-ids.ts';
import { patient } from '../../mappings/adt/resources/patient.ts';
import type { Tx } from '../store/engine.ts';
import type { MessageEffects } from '../store/schema.ts';
import { aliasPatients } from './alias-rows.ts';
import { attributionOf, type Localities } from './attribution.ts';
import { stateDirectory } from './directory.ts';
import { identityFactOf, insertFacts, type FactKey, type FactRow } from './fact-rows.ts';
import { deathMark, same } from './fold-person.ts';
import type { IdentityChange } from './identity-rows.ts';
import { startOf } from './journeys.ts';
import { KnownNumbers } from './known-numbers.ts';
import { KnownPeople } from './known-people.ts';
import { meetVisits, type MetVisit } from './known-visits.ts';
import { noteSetAside } from './set-aside.ts';
import { mentioned, places } from './stated.ts';
import type { AlertLedger } from './step-event.ts';
import { tellChanges } from './tell-changes.ts';
import { uuidV5 } from './uuid.ts';
import { encountersOfAll, goneEncounters } from './visit-encounters.ts';
import { deleteVisits, visitsOf, visitsOfOtherDeath, writeVisit, type VisitRow } from './visit-rows.ts';
import { writeResources, type ResourceWrite, type Written } from './write-resources.ts';

/** What the record needs to know of the place and of the feed that a message came by. */
export interface ApplyContext {
  readonly names: PlaceNames;
  readonly localities: Localities;
  /** ODS code of the sending organisation. */
  readonly organisation: string;
  /** ODS code of the organisation whose visit numbers are of this system. */
  readonly organisationOf: (visitNumberSystem: string) => string | undefined;
  /** Base of local identifier systems of the feed. */
  readonly localBase: string;
  /** Undefined where nobody is to be told: a replay. The steps are noted all the same. */
  readonly ledger: AlertLedger | undefined;
  /** ISO UTC. */
  readonly now: string;
}

export interface Applied {
  readonly written: readonly Written[];
  readonly effects: MessageEffects;
  /** Where a statement of this message does not stand beside what else is known. */
  readonly quarantine: Quarantine | undefined;
}

const IDS = resourceIds(uuidV5);
/** Resources a statement: bounds its parameters. */
const MOST_WRITES = 200;

/**
 * @param withdrawn facts that an earlier reading of the same message had left, taken out of the store already.
 * @returns what it changed.
 * @throws TooManyNumbersError
 */
export async function applyMessage(
  tx: Tx,
  message: MappedMessage,
  context: ApplyContext,
  withdrawn: readonly FactRow[] = [],
): Promise<Applied> {
  const { sourceMessageId, people: personFacts, visits: visitFacts, identity } = message;
  const facts = await insertFacts(tx, [...personFacts, ...visitFacts, ...identity]);
  const removed = withdrawn.filter((row) => /^(?:person|visit)-link:/.test(row.subject)).map(identityFactOf);
  const of = (kind: IdentityFact['of'], list: readonly IdentityFact[]): IdentityFact[] =>
    list.filter((fact) => fact.of === kind);
  const withdrawnOf = (kind: 'person' | 'visit'): string[] =>
    withdrawn.flatMap(({ subject }) =>
      subject.startsWith(`${kind}:`) ? subject.slice(kind.length + 1) : [],
    );

  const people = new KnownPeople(tx, new KnownNumbers(tx, 'person', sourceMessageId, removed), personFacts);
  const visitNumbers = new KnownNumbers(tx, 'visit', sourceMessageId, removed);
  const named = new Set<PersonKey>([
    ...personFacts.map(({ person }) => person),
    ...visitFacts.map(({ person }) => person),
    ...of('person', [...identity, ...removed]).flatMap(({ from, into }) => [from, into]),
    ...withdrawnOf('person'),
  ]);
  const persons = await people.around([...named]);
  const visitKeys = new Set<VisitKey>([
    ...visitFacts.map(({ visit }) => visit),
    ...of('visit', [...identity, ...removed]).flatMap(({ from, into }) => [from, into]),
    ...withdrawnOf('visit'),
  ]);
  const { changed } = await visitNumbers.around([...visitKeys]);
  const touched = new Set<VisitKey>([...visitKeys, ...changed]);
  for (const row of await visitsOfChanged(tx, people, persons, [...named], withdrawn.length > 0))
    touched.add(row.visit);
  const numbers = await visitNumbers.around([...touched]);
  // A number that another one no longer stands behind is another visit too.
  for (const key of [...touched]) touched.add(numbers.before.rootOf(key)).add(numbers.after.rootOf(key));
  const { met, rows } = await meetVisits(tx, [...touched], {
    people,
    numbers: visitNumbers,
    fresh: visitFacts,
  });

  const present = await people.around([]);
  const patients = await patientsOf(people, present, [...named], met, context);
  const encounters = encountersOfAll(met, { ids: IDS, ...context });
  const gone = await goneEncounters(tx, rows, encounters);
  const writes: ResourceWrite[] = [
    ...(await directoryOf(tx, message, context)),
    ...patients.map((resource) => ({ resource })),
    ...encounters.map(({ resource }) => ({ resource })),
    ...gone.map((resource) => ({ resource, deleted: true })),
  ];
  const written: Written[] = [];
  for (let i = 0; i < writes.length; i += MOST_WRITES) {
    const some = writes.slice(i, i + MOST_WRITES);
    written.push(...(await writeResources(tx, some, { now: context.now, sourceMessageId })));
  }
  await aliasPatients(tx, present, IDS);
  await keepRows(tx, met, rows, encounters);
  const aside = await noteSetAside(tx, sourceMessageId, [persons, numbers]);
  const steps = await tellChanges(
    tx,
    {
      message,
      met,
      rows,
      persons: present,
      numbers: await visitNumbers.around([]),
      patients,
      encounters,
      gone,
      written,
      again: withdrawn.length > 0,
    },
    { ids: IDS, ledger: context.ledger, sourceMessageId, now: context.now },
  );
  return { written, effects: effectsOf(facts, written, steps), quarantine: aside };
}

function effectsOf(
  facts: readonly FactKey[],
  written: readonly Written[],
  steps: readonly number[],
): MessageEffects {
  return {
    facts,
    resources: written.filter((w) => w.changed).map(({ type, id, version }) => [type, id, version] as const),
    steps,
  };
}

/** Visits that belong to another number now, and those of people whose death is told, changed or taken back. */
async function visitsOfChanged(
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

async function directoryOf(tx: Tx, message: MappedMessage, context: ApplyContext): Promise<ResourceWrite[]> {
  const { people, visits } = message;
  const [first] = [...people, ...visits];
  if (first === undefined) return [];
  const stated = { ids: IDS, ...context };
  const directory = await stateDirectory(tx, mentioned(people, visits, stated), first);
  return [...directory, ...places(visits, stated)].map((resource) => ({ resource }));
}

/** The people whom the message names or whose numbers it changes, and those who own a visit that it met. */
async function patientsOf(
  people: KnownPeople,
  { before, after, changed }: IdentityChange,
  named: readonly PersonKey[],
  met: readonly MetVisit[],
  { names, localities }: ApplyContext,
): Promise<(Patient & { id: string })[]> {
  const keys = new Set<PersonKey>();
  for (const key of [...named, ...changed]) {
    keys.add(key).add(before.rootOf(key));
    // What is left under retired numbers is protected as the survivor is.
    for (const member of after.membersOf(after.rootOf(key))) keys.add(member);
  }
  // Somebody else's visit: their Patient is there already, unless only a visit ever named them.
  for (const { state } of met) keys.add(state.person);
  const patients: (Patient & { id: string })[] = [];
  for (const key of [...keys].sort()) {
    const state = await people.state(key);
    if (state === undefined) continue;
    patients.push(patient(state, { ids: IDS, names, attribution: attributionOf(state, localities) }));
  }
  return patients;
}

async function keepRows(
  tx: Tx,
  met: readonly MetVisit[],
  rows: readonly VisitRow[],
  encounters: readonly {
    readonly visit: VisitKey;
    readonly resource: Encounter & Resource & { id: string };
  }[],
): Promise<void> {
  for (const one of met) {
    const row: VisitRow = {
      visit: one.visit,
      person: one.owner,
      starts: startOf(one.linkable),
      open: one.open,
      encounters: encounters.flatMap(({ visit, resource }) => (visit === one.visit ? resource.id : [])),
      settings: one.linkable.settings,
      journey: one.journey,
      death: one.death,
    };
    if (!same(row, one.row)) await writeVisit(tx, row);
  }
  const standing = new Set(met.map(({ visit }) => visit));
  await deleteVisits(
    tx,
    rows.flatMap(({ visit }) => (standing.has(visit) ? [] : visit)),
  );
}
