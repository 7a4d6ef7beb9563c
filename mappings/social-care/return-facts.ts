/**
 * Rows of one chunk of a return -> facts about their people. Client Level Data, Release 2. A row has no name: a person
 * whom nobody else knows is a stub under the council's number, with birth date, gender and postcode. The NHS number of a
 * return is not traced: status 02, present but not traced. A date of death is kept beside what the council says and
 * never marks the person dead.
 */
import type { Organization } from '@medplum/fhirtypes';
import { stampOf, type PersonFact, type PersonKey, type SetFact, type SetKey } from '../fact.ts';
import type { IdOf } from '../resource-ids.ts';
import { latestOf } from './circumstances.ts';
import { contentOf } from './cld-event-key.ts';
import type { CldPerson, CldRow } from './cld-row.ts';
import { councilOrganization, providerOrganization } from './providers.ts';
import type {
  Circumstances,
  CountedEvent,
  CouncilReturnData,
  DatedText,
  ReturnEvent,
  ReturnPeriod,
} from './return.ts';
import { personData } from './return-person.ts';

/** What all rows of one chunk of a file share. */
export interface ReturnContext {
  /** Of the chunk. */
  readonly sourceMessageId: string;
  readonly council: { readonly code: string; readonly name: string };
  /** The supplying system: code and name for the tag Source. */
  readonly system: { readonly code: string; readonly name: string };
  /** Identifier system of the council's person ids. */
  readonly personSystem: string;
  /** Name of the file's content, the same for all its chunks. */
  readonly file: string;
  /** Which chunk of the file, from 0. */
  readonly chunk: number;
  readonly period: ReturnPeriod;
  /** ISO UTC, where the council says when it made the file: of two files of one period the later counts as such. */
  readonly submittedAt?: string;
  readonly idOf: IdOf;
}

/** What rows state, as the parts of Statements. */
export interface ReturnStatements {
  readonly people: readonly PersonFact[];
  readonly sets: readonly SetFact<CouncilReturnData>[];
  readonly directory: readonly (Organization & { id: string })[];
}

/** @param rows of one chunk, of any people, in any order. */
export function mapReturnRows(rows: readonly CldRow[], context: ReturnContext): ReturnStatements {
  const byPerson = Map.groupBy(rows, ({ person }) => person.id);
  const parts = [...byPerson.values()].map((ofPerson) => mapReturnPerson(ofPerson, context));
  const directory = parts.flatMap((part) => part.directory);
  return {
    people: parts.flatMap((part) => part.people),
    sets: parts.flatMap((part) => part.sets),
    directory: [...new Map(directory.map((organisation) => [organisation.id, organisation])).values()],
  };
}

/**
 * @param rows of one person, at least one. Rows that differ in what they say of the person give a fact each, ordered by
 * the date of which their rows speak.
 */
export function mapReturnPerson(rows: readonly CldRow[], context: ReturnContext): ReturnStatements {
  const [first] = rows;
  if (first === undefined) return { people: [], sets: [], directory: [] };
  const { id } = first.person;
  const events = rows.flatMap(({ event }) => event ?? []);
  const providers = [...new Set(events.flatMap(({ provider }) => provider ?? []))].toSorted();
  return {
    people: personFacts(rows, context),
    sets: [
      setFact(id, context, {
        events: countedEvents(events),
        caresFor: [...new Set(rows.flatMap(({ person }) => person.caresFor))].toSorted(),
        circumstances: rows
          .map((row) => circumstancesOf(row, context))
          .reduce((all, some) => latestOf(all, some), {}),
      }),
    ],
    directory: [
      councilOrganization(context.council, context.idOf),
      ...providers.map((location) => providerOrganization(location, context.idOf)),
    ],
  };
}

/**
 * That a file has no row of a person whom an earlier one had: what was open ended when it was last seen. To be stated of
 * every person known from this council's returns whom the file leaves out, once the whole file is read.
 * @param id the council's person id.
 */
export function mapReturnAbsence(id: string, context: ReturnContext): SetFact<CouncilReturnData> {
  return setFact(id, context, { events: [], caresFor: [], circumstances: {} });
}

/** @param id the council's person id. */
export function returnSetKey(council: string, id: string): SetKey {
  return `council-return|${council}|${id}`;
}

type PersonRows = Pick<CouncilReturnData, 'events' | 'caresFor' | 'circumstances'>;

function setFact(id: string, context: ReturnContext, rows: PersonRows): SetFact<CouncilReturnData> {
  const { council, system, file, period } = context;
  return {
    kind: 'council-return',
    set: returnSetKey(council.code, id),
    person: personKey(id, context),
    ...factBase(context, { messageTime: effectiveOf(context), name: file }),
    data: { council, system, file, period, ...rows },
  };
}

function personFacts(rows: readonly CldRow[], context: ReturnContext): PersonFact[] {
  const said = new Map<string, { readonly person: CldPerson; readonly asOf: string }>();
  for (const row of rows) {
    const { circumstances: _, caresFor: __, ...person } = row.person;
    const content = JSON.stringify(person);
    const asOf = speaksOf(row, context);
    const known = said.get(content);
    if (known === undefined || known.asOf < asOf) said.set(content, { person: row.person, asOf });
  }
  return [...said].map(([content, { person, asOf }]) => ({
    kind: 'demographics',
    person: personKey(person.id, context),
    ...factBase(context, {
      messageTime: midnight(asOf),
      // Before the file: rows of equal date are in one order, in whichever chunk they stand.
      name: `${fingerprint(content)}.${context.file}`,
    }),
    data: personData(person, context.personSystem),
  }));
}

function factBase(
  context: ReturnContext,
  { messageTime, name }: { readonly messageTime: string; readonly name: string },
): Pick<PersonFact, 'stamp' | 'effective' | 'dateTime' | 'sourceMessageId'> {
  const effective = effectiveOf(context);
  return {
    stamp: stampOf({
      effective,
      recorded: context.submittedAt ?? effective,
      sequence: 0,
      messageTime,
      rank: 0,
      controlId: '',
      hash: `${name}.${String(context.chunk).padStart(6, '0')}`,
    }),
    effective,
    dateTime: context.period.end,
    sourceMessageId: context.sourceMessageId,
  };
}

function effectiveOf({ period }: ReturnContext): string {
  return midnight(period.end);
}

function midnight(date: string): string {
  return `${date}T00:00:00.000Z`;
}

function personKey(id: string, { personSystem }: ReturnContext): PersonKey {
  return `${personSystem}|${id}`;
}

/** Up to when a row speaks of its person: to the end of its event, and to that of the period where it is open. */
function speaksOf({ event }: CldRow, { period }: ReturnContext): string {
  if (event === undefined) return period.start;
  return event.end === undefined || event.end > period.end ? period.end : event.end;
}

function circumstancesOf(row: CldRow, context: ReturnContext): Circumstances {
  const asOf = speaksOf(row, context);
  return Object.fromEntries(
    Object.entries(row.person.circumstances).map(([name, text]): [string, DatedText] => [
      name,
      { text, asOf },
    ]),
  );
}

function countedEvents(events: readonly ReturnEvent[]): CountedEvent[] {
  return [...Map.groupBy(events, contentOf)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [event, ...more]]) => (event === undefined ? [] : { ...event, rows: more.length + 1 }));
}

/** FNV-1a, 32 bits: an order for what differs, not a secret and not an identity. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
