/**
 * A mapped message -> the record: facts stored, the people and visits that they touch folded anew, what differs written,
 * the steps noted and the alerts accounted for. All inside the unit of work of the message. Design section 3.
 */
import type { Encounter, Resource } from '@medplum/fhirtypes';
import type { Quarantine } from '../../adapters/feed.ts';
import type { IdentityFact, PersonKey } from '../../mappings/fact.ts';
import type { VisitKey } from '../../mappings/adt/visit-fact.ts';
import type { Statements } from '../../mappings/statements.ts';
import type { PlaceNames } from '../../mappings/adt/resources/directory.ts';
import { resourceIds } from '../../mappings/resource-ids.ts';
import type { Tx } from '../store/engine.ts';
import type { MessageEffects } from '../store/schema.ts';
import { aliasPatients } from './alias-rows.ts';
import type { Localities } from './attribution.ts';
import type { Precedence } from './combine-person.ts';
import { stateDirectory } from './directory.ts';
import { identityFactOf, insertFacts, type FactKey, type FactRow } from './fact-rows.ts';
import { same } from './fold-person.ts';
import { startOf } from './journeys.ts';
import { KnownNumbers } from './known-numbers.ts';
import { KnownEntries, KnownPeople } from './known-people.ts';
import { meetVisits, type MetVisit } from './known-visits.ts';
import { MatchedNumbers } from './matching/matched-numbers.ts';
import { settleMatches } from './matching/settle-matches.ts';
import { noteSetAside } from './set-aside.ts';
import { foldSets, type SetFolds } from './sets/fold-sets.ts';
import { standSets } from './sets/stand-sets.ts';
import { setsTouched } from './sets/touched-sets.ts';
import { mentioned, places } from './stated.ts';
import type { AlertLedger } from './step-event.ts';
import { tellChanges } from './tell-changes.ts';
import { patientsOf, visitsOfChanged } from './touched-people.ts';
import { uuidV5 } from './uuid.ts';
import { encountersOfAll, goneEncounters } from './visit-encounters.ts';
import { residenceText } from './visit-residence.ts';
import { deleteVisits, writeVisit, type VisitRow } from './visit-rows.ts';
import { writeResources, type ResourceWrite, type WriteContext, type Written } from './write-resources.ts';

/** What the record needs to know of the place and of the feed that a message came by. */
export interface ApplyContext {
  readonly names: PlaceNames;
  readonly localities: Localities;
  /** How the place weighs its sources of people. */
  readonly precedence: Precedence;
  readonly folds: SetFolds;
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
  message: Statements,
  context: ApplyContext,
  withdrawn: readonly FactRow[] = [],
): Promise<Applied> {
  const { sourceMessageId, people: personFacts, visits: visitFacts, identity, sets = [] } = message;
  const facts = await insertFacts(tx, [...personFacts, ...visitFacts, ...identity, ...sets]);
  const removed = withdrawn.filter((row) => /^(?:person|visit)-link:/.test(row.subject)).map(identityFactOf);
  const setContext = { ids: IDS, idOf: uuidV5, folds: context.folds };
  const folded = await foldSets(tx, sets, subjectsIn(withdrawn, 'set'), setContext);
  const named = [
    ...new Set<PersonKey>([
      ...[...personFacts, ...visitFacts].map(({ person }) => person),
      ...numbersIn('person', [...identity, ...removed]),
      ...subjectsIn(withdrawn, 'person'),
      ...folded.people,
    ]),
  ];
  const personNumbers = new KnownNumbers(tx, 'person', sourceMessageId, removed);
  const entries = new KnownEntries(tx, personNumbers, personFacts);
  const settled = await settleMatches(tx, named, {
    numbers: personNumbers,
    draftOf: async (root) => (await entries.fold(root)).after,
    rank: context.precedence.standing,
  });
  const people = new KnownPeople(entries, new MatchedNumbers(tx, personNumbers, settled), context.precedence);
  const persons = await people.around([...named, ...settled.entries]);

  const visitNumbers = new KnownNumbers(tx, 'visit', sourceMessageId, removed);
  const visitKeys = new Set<VisitKey>([
    ...visitFacts.map(({ visit }) => visit),
    ...numbersIn('visit', [...identity, ...removed]),
    ...subjectsIn(withdrawn, 'visit'),
  ]);
  const { changed } = await visitNumbers.around([...visitKeys]);
  const touched = new Set<VisitKey>([...visitKeys, ...changed]);
  for (const row of await visitsOfChanged(tx, people, persons, named, withdrawn.length > 0))
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
  const { patients, gone: matchedAway } = await patientsOf(
    tx,
    people,
    present,
    [...named, ...settled.marked],
    met,
    {
      ids: IDS,
      ...context,
    },
  );
  await aliasPatients(tx, present, IDS);
  const encounters = encountersOfAll(met, { ids: IDS, ...context });
  const gone = await goneEncounters(tx, rows, encounters);
  const written = await writeAll(
    tx,
    [
      ...(await directoryOf(tx, message, context)),
      ...patients.map((resource) => ({ resource })),
      ...matchedAway.map((id) => ({ resource: { resourceType: 'Patient' as const, id }, deleted: true })),
      ...encounters.map(({ resource }) => ({ resource })),
      ...gone.map((resource) => ({ resource, deleted: true })),
      ...(await standSets(
        tx,
        await setsTouched(tx, folded, present, { entries, facts: personFacts, ids: IDS }),
        folded.gone,
        {
          ...setContext,
          isDeleted: (person) => entries.isDeleted(person),
        },
      )),
    ],
    { now: context.now, sourceMessageId },
  );
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

function numbersIn(of: IdentityFact['of'], facts: readonly IdentityFact[]): readonly string[] {
  return facts.flatMap((fact) => (fact.of === of ? [fact.from, fact.into] : []));
}

function subjectsIn(rows: readonly FactRow[], kind: 'person' | 'visit' | 'set'): readonly string[] {
  return rows.flatMap(({ subject }) =>
    subject.startsWith(`${kind}:`) ? subject.slice(kind.length + 1) : [],
  );
}

/** Each resource once, as it was stated last. */
async function writeAll(
  tx: Tx,
  writes: readonly ResourceWrite[],
  context: WriteContext,
): Promise<readonly Written[]> {
  const distinct = [
    ...new Map(
      writes.map((write) => [`${write.resource.resourceType}/${write.resource.id}`, write]),
    ).values(),
  ];
  const written: Written[] = [];
  for (let i = 0; i < distinct.length; i += MOST_WRITES)
    written.push(...(await writeResources(tx, distinct.slice(i, i + MOST_WRITES), context)));
  return written;
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

async function directoryOf(tx: Tx, message: Statements, context: ApplyContext): Promise<ResourceWrite[]> {
  const { people, visits, sets = [], directory: named = [] } = message;
  const [first] = [...people, ...visits, ...sets];
  if (first === undefined) return [];
  const stated = { ids: IDS, ...context };
  const directory = await stateDirectory(tx, [...mentioned(people, visits, stated), ...named], first);
  return [...directory, ...places(visits, stated)].map((resource) => ({ resource }));
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
      residence: residenceText(one.state),
    };
    if (!same(row, one.row)) await writeVisit(tx, row);
  }
  const standing = new Set(met.map(({ visit }) => visit));
  await deleteVisits(
    tx,
    rows.flatMap(({ visit }) => (standing.has(visit) ? [] : visit)),
  );
}
