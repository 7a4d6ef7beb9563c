/**
 * Who belongs to a locality: the people of its roster, page by page, and how many there are for which reason. Of restricted
 * people nothing is told, not even by a count; who is dead or was merged into another is on no roster. Design section 4.
 */
import { setImmediate } from 'node:timers/promises';
import type { Extension, Patient } from '@medplum/fhirtypes';
import {
  CARE_HOME_RESIDENCE,
  LOCALITY_ATTRIBUTION,
  LOCALITY_CODES,
  ODS_ORGANISATION,
} from '../../conformance/systems.ts';
import type { Db } from '../store/engine.ts';
import { isRestricted } from './discretion.ts';

export interface RosterPerson {
  /** `Patient/<id>`. */
  readonly patient: string;
  readonly name: string | null;
  readonly birthDate: string | null;
  /** ODS code of the registered practice. */
  readonly practice: string | null;
  /** Why they belong here: `registered-practice`, `care-home` and so on. */
  readonly reason: string;
  /** FHIR dateTime since when it is so, where that is known. */
  readonly since: string | null;
  /** False where another locality stands before this one. */
  readonly primary: boolean;
  readonly careHome: RosterHome | null;
}

export interface RosterHome {
  readonly status: string;
  /** CQC location id and name, where the evidence names a home of the place. */
  readonly id: string | null;
  readonly name: string | null;
  /** `permanent` or `short`. */
  readonly stay: string;
}

export interface RosterPage {
  readonly people: readonly RosterPerson[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: number | undefined;
}

export interface RosterCounts {
  readonly total: number;
  readonly byReason: Readonly<Record<string, number>>;
}

/**
 * In the order in which the record came to know them, so that nobody who stays is passed over or listed twice while others
 * come and go.
 * @param locality a code of the place, `unknown` or `out-of-area`.
 * @param after where the former page ended; 0 for the first.
 * @param limit at least 1.
 */
export async function rosterPage(
  db: Db,
  { locality, after, limit }: { readonly locality: string; readonly after: number; readonly limit: number },
): Promise<RosterPage> {
  const rows = await rowsAfter(db, locality, after, limit + 1);
  const page = rows.slice(0, limit);
  return {
    people: page.flatMap(({ content }) => personIn(content, locality) ?? []),
    next: rows.length > limit ? page.at(-1)?.key : undefined,
  };
}

const BATCH = 500;

/** Reads everybody of the locality, some hundreds at a time, and lets others work in between. */
export async function rosterCounts(db: Db, locality: string): Promise<RosterCounts> {
  const byReason = new Map<string, number>();
  let total = 0;
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: RosterPage = await rosterPage(db, { locality, after, limit: BATCH });
    for (const { reason } of page.people) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
    total += page.people.length;
    after = page.next;
    await setImmediate();
  }
  return { total, byReason: Object.fromEntries([...byReason].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function rowsAfter(
  db: Db,
  locality: string,
  after: number,
  limit: number,
): Promise<readonly { readonly key: number; readonly content: string }[]> {
  return db
    .selectFrom('search_token as place')
    .innerJoin('resource', 'resource.key', 'place.resource_key')
    .innerJoin('search_token as active', 'active.resource_key', 'place.resource_key')
    .innerJoin('search_token as dead', 'dead.resource_key', 'place.resource_key')
    .leftJoin('search_token as mark', (join) =>
      join
        .onRef('mark.resource_key', '=', 'place.resource_key')
        .on('mark.param', '=', 'Patient._security')
        .on('mark.value', '=', 'R'),
    )
    .select(['resource.key', 'resource.content'])
    .where('place.param', '=', 'Patient.locality')
    .where('place.value', '=', locality)
    .where('place.system', '=', LOCALITY_CODES)
    .where('place.resource_key', '>', after)
    .where('active.param', '=', 'Patient.active')
    .where('active.value', '=', 'true')
    .where('dead.param', '=', 'Patient.deceased')
    .where('dead.value', '=', 'false')
    .where('mark.resource_key', 'is', null)
    .where('resource.deleted', '=', 0)
    .orderBy('place.resource_key')
    .limit(limit)
    .execute();
}

function personIn(content: string, locality: string): RosterPerson | undefined {
  // Rows of type Patient hold Patients, written by writeResources.
  const patient = JSON.parse(content) as Patient;
  const all = (patient.extension ?? []).filter(({ url }) => url === LOCALITY_ATTRIBUTION);
  const own = all.find((one) => part(one, 'locality')?.valueCoding?.code === locality);
  // Searched by the rows, told by the content: where they should not agree, nothing is told.
  if (own === undefined || isRestricted(patient)) return undefined;
  const name = patient.name?.find(({ use }) => use !== 'old');
  const practice = patient.generalPractitioner?.find(
    ({ identifier }) => identifier?.system === ODS_ORGANISATION,
  );
  return {
    patient: `Patient/${patient.id ?? ''}`,
    name:
      name === undefined ? null : (name.text ?? [...(name.given ?? []), name.family ?? ''].join(' ').trim()),
    birthDate: patient.birthDate ?? null,
    practice: practice?.identifier?.value ?? null,
    reason: part(own, 'reason')?.valueCode ?? '',
    since: part(own, 'since')?.valueDateTime ?? null,
    primary: own === all[0],
    careHome: homeOf(patient),
  };
}

function homeOf({ extension }: Patient): RosterHome | null {
  const residence = extension?.find(({ url }) => url === CARE_HOME_RESIDENCE);
  if (residence === undefined) return null;
  const home = part(residence, 'home')?.valueCoding;
  return {
    status: part(residence, 'status')?.valueCode ?? '',
    id: home?.code ?? null,
    name: home?.display ?? null,
    stay: part(residence, 'stay')?.valueCode ?? '',
  };
}

function part({ extension }: Extension, url: string): Extension | undefined {
  return extension?.find((one) => one.url === url);
}
