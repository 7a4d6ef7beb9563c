/**
 * One page of all that is about a person: the Patient, then what is about them, then what that refers to, each part by key.
 * The cursor holds the part and the last key, so that a change meanwhile neither repeats nor hides what was there.
 */
import { sql } from 'kysely';
import type { ServedType } from '../../../conformance/search-parameters/definition.ts';
import { refusal } from '../../outcomes.ts';
import { decodeCursor, encodeCursor } from '../../search/cursor.ts';
import type { Fragment } from '../../search/row-conditions.ts';
import type { Db } from '../../store/engine.ts';
import type { EverythingParameters } from './everything-parameters.ts';
import { DIRECTORY_TYPES, referredDirectory } from './view-directory.ts';
import type { ViewedPerson } from './view-person.ts';
import { ownRows, PERSONS_TYPES, type OwnRow } from './view-rows.ts';

/** When the care took place that each type tells of; allergies, problems and contacts are of no one day. */
const CARE_DATES: Readonly<Partial<Record<ServedType, string>>> = {
  CarePlan: 'date',
  CareTeam: 'date',
  Communication: 'sent',
  DeviceRequest: 'event-date',
  DiagnosticReport: 'date',
  DocumentReference: 'date',
  Encounter: 'date',
  EpisodeOfCare: 'date',
  Flag: 'date',
  Immunization: 'date',
  MedicationRequest: 'authoredon',
  MedicationStatement: 'effective',
  Observation: 'date',
  QuestionnaireResponse: 'authored',
  ServiceRequest: 'occurrence',
  Specimen: 'collected',
  Task: 'period',
};
/** A record beyond it is asked for in parts. */
const MOST_OWN = 20_000;

export interface EverythingPage {
  /** About the person. */
  readonly own: readonly Pick<OwnRow, 'type' | 'id' | 'content'>[];
  /** What that refers to. */
  readonly directory: readonly OwnRow[];
  /** Of the next page; undefined on the last. */
  readonly cursor: string | undefined;
}

type Part = 'own' | 'directory';

/**
 * @throws OperationOutcomeError 400 for a cursor that is not of this question; 409 where the person's entries were joined or
 * parted since it began; 413 where the record is too large to find what it refers to.
 */
export async function everythingPage(
  db: Db,
  person: ViewedPerson,
  parameters: EverythingParameters,
): Promise<EverythingPage> {
  const { count, cursor } = parameters;
  const start = cursor === undefined ? undefined : startOf(cursor, person, parameters);
  const own: Pick<OwnRow, 'type' | 'id' | 'content'>[] = [];
  if (start === undefined && selectsPatient(person, parameters)) own.push(person.row);
  const selection = ownSelection(parameters);
  let whole: readonly OwnRow[] | undefined;
  if (start?.part !== 'directory') {
    const room = count - own.length;
    const after = start?.key ?? 0;
    const rows = await ownRows(db, person, { ...selection, after, limit: room + 1 });
    own.push(...rows.slice(0, room));
    if (rows.length > room) {
      const key = rows[room - 1]?.key ?? after;
      return { own, directory: [], cursor: cursorAt({ part: 'own', key }, person, parameters) };
    }
    if (start === undefined) whole = rows;
  }
  const after = start?.part === 'directory' ? start.key : 0;
  const rest = (await directoryOf(db, person, parameters, whole)).filter(({ key }) => key > after);
  const directory = rest.slice(0, count - own.length);
  if (rest.length === directory.length) return { own, directory, cursor: undefined };
  const key = directory.at(-1)?.key ?? after;
  return { own, directory, cursor: cursorAt({ part: 'directory', key }, person, parameters) };
}

function selectsPatient({ row }: ViewedPerson, { types, since }: EverythingParameters): boolean {
  return (types?.includes('Patient') ?? true) && (since === undefined || row.last_updated >= since);
}

function ownSelection({ types, since, care }: EverythingParameters): {
  readonly types: readonly ServedType[];
  readonly where: readonly Fragment[];
} {
  return {
    types: PERSONS_TYPES.filter((type) => types?.includes(type) ?? true),
    where: [
      ...(since === undefined ? [] : [sql`r.last_updated >= ${since}`]),
      ...(care.low === undefined && care.high === undefined ? [] : [careWithin(care)]),
    ],
  };
}

/** What has no time of care is of every time. */
function careWithin({ low, high }: EverythingParameters['care']): Fragment {
  const params = sql.join(Object.entries(CARE_DATES).map(([type, code]) => sql`${`${type}.${code}`}`));
  const dates = sql`select 1 from search_date as d where d.resource_key = r.key and d.param in (${params})`;
  const within = sql.join(
    [
      ...(low === undefined ? [] : [sql`d.high >= ${low}`]),
      ...(high === undefined ? [] : [sql`d.low <= ${high}`]),
    ],
    sql` and `,
  );
  return sql`(not exists (${dates}) or exists (${dates} and ${within}))`;
}

/**
 * Of the resources that are selected but for `_type` and `_since`: who asks for organisations alone wants those of the whole
 * record. Since a moment: those that changed, and those of what changed, which may be new to the client.
 * @param whole all that is selected, where it is at hand.
 */
async function directoryOf(
  db: Db,
  person: ViewedPerson,
  parameters: EverythingParameters,
  whole: readonly OwnRow[] | undefined,
): Promise<readonly OwnRow[]> {
  const { types, since } = parameters;
  const wanted: readonly string[] = DIRECTORY_TYPES.filter((type) => types?.includes(type) ?? true);
  if (wanted.length === 0) return [];
  const isWhole = types === undefined && since === undefined;
  const own = isWhole && whole !== undefined ? whole : await allOwn(db, person, parameters);
  const all = await referredDirectory(db, [person.row, ...own]);
  const changed =
    since === undefined
      ? all
      : await referredDirectory(
          db,
          [person.row, ...own].filter(({ last_updated }) => last_updated >= since),
        );
  const ids = new Set(changed.map(({ id }) => id));
  return all.filter(
    ({ type, id, last_updated }) =>
      wanted.includes(type) && (since === undefined || ids.has(id) || last_updated >= since),
  );
}

async function allOwn(
  db: Db,
  person: ViewedPerson,
  parameters: EverythingParameters,
): Promise<readonly OwnRow[]> {
  const selection = ownSelection({ ...parameters, types: undefined, since: undefined });
  const rows = await ownRows(db, person, { ...selection, limit: MOST_OWN + 1 });
  if (rows.length <= MOST_OWN) return rows;
  throw refusal('tooLarge', 'The record is too large to find all that it refers to; narrow it with _type');
}

/** What a cursor belongs to: the question, whatever the page size. */
function questionOf({ row }: ViewedPerson, { processed }: EverythingParameters): string {
  const kept = processed.filter(([name]) => name !== '_count');
  return JSON.stringify(['Patient/$everything', row.id, kept]);
}

function cursorAt(
  { part, key }: { readonly part: Part; readonly key: number },
  person: ViewedPerson,
  parameters: EverythingParameters,
): string {
  return encodeCursor(questionOf(person, parameters), { key, values: [part, entriesOf(person)] });
}

function startOf(
  cursor: string,
  person: ViewedPerson,
  parameters: EverythingParameters,
): { readonly part: Part; readonly key: number } {
  const { key, values } = decodeCursor(questionOf(person, parameters), cursor, 2);
  const [part, entries] = values;
  if (entries !== entriesOf(person)) {
    throw refusal('conflict', 'Entries of this person were joined or parted meanwhile; begin again');
  }
  return { part: part === 'directory' ? 'directory' : 'own', key };
}

/** What was another person's has keys of its own: pages that began before would pass it by. */
function entriesOf({ formerIds }: ViewedPerson): string {
  return formerIds.join(' ');
}
