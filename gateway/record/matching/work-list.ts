/** Pairs that may be one person and are left to people: as somebody who is to decide needs to see them. */
import type { Patient } from '@medplum/fhirtypes';
import { NHS_NUMBER } from '../../../conformance/systems.ts';
import { verificationStatus } from '../../../mappings/adt/segments/pid-identifiers.ts';
import type { PersonKey } from '../../../mappings/fact.ts';
import { resourceIds } from '../../../mappings/resource-ids.ts';
import type { Db } from '../../store/engine.ts';
import { readCurrents } from '../../store/resource-row.ts';
import { survivorsOf } from '../alias-rows.ts';
import type { PersonSource } from '../combine-person.ts';
import { uuidV5 } from '../uuid.ts';
import type { MatchRule } from './compare.ts';

/** One of the two, with what must be compared and no more. */
export interface ListedPerson {
  /** `Patient/<id>` of the person for whom the entry stands. */
  readonly patient: string;
  /** Who knows them by this entry. */
  readonly source: PersonSource;
  readonly name: string | null;
  readonly birthDate: string | null;
  readonly gender: string | null;
  readonly postcode: string | null;
  readonly nhsNumber: string | null;
  /** `01` to `08`. */
  readonly nhsNumberStatus: string | null;
}

export interface ListedMatch {
  readonly id: string;
  readonly rule: MatchRule;
  /** 0 to 100. */
  readonly score: number;
  readonly reasons: readonly string[];
  readonly differences: readonly string[];
  readonly people: readonly [ListedPerson, ListedPerson];
}

export interface ListQuery {
  readonly rule?: string | undefined;
  readonly minScore?: number | undefined;
  readonly limit: number;
  /** Where the former page ended. */
  readonly after?: { readonly score: number; readonly id: string } | undefined;
}

type SourceOf = (person: PersonKey) => PersonSource;

/** The likeliest first. */
export async function listMatches(
  db: Db,
  { rule, minScore = 0, limit, after }: ListQuery,
  sourceOf: SourceOf,
): Promise<readonly ListedMatch[]> {
  let query = db.selectFrom('match_candidate').selectAll().where('score', '>=', minScore);
  if (rule !== undefined) query = query.where('rule', '=', rule);
  if (after !== undefined)
    query = query.where((eb) =>
      eb.or([
        eb('score', '<', after.score),
        eb.and([eb('score', '=', after.score), eb('id', '>', after.id)]),
      ]),
    );
  const rows = await query.orderBy('score', 'desc').orderBy('id').limit(limit).execute();
  return listed(db, rows, sourceOf);
}

export interface Pair {
  readonly person: PersonKey;
  readonly other: PersonKey;
}

/** One pair by its id; undefined where it is not on the list (any more). */
export async function matchById(
  db: Db,
  id: string,
  sourceOf: SourceOf,
): Promise<{ readonly match: ListedMatch; readonly pair: Pair } | undefined> {
  const row = await db.selectFrom('match_candidate').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  const [match] = await listed(db, [row], sourceOf);
  return match === undefined ? undefined : { match, pair: row };
}

interface Row extends Pair {
  readonly id: string;
  readonly rule: string;
  readonly score: number;
  readonly detail: string;
}

async function listed(db: Db, rows: readonly Row[], sourceOf: SourceOf): Promise<readonly ListedMatch[]> {
  const ids = resourceIds(uuidV5);
  const keys = [...new Set(rows.flatMap(({ person, other }) => [person, other]))];
  const own = new Map(keys.map((key) => [key, ids.patient(key)]));
  const survivors = await survivorsOf(db, [...own.values()]);
  const idOf = (key: PersonKey): string => {
    const id = own.get(key) ?? '';
    return survivors.get(id) ?? id;
  };
  const current = await readCurrents(db, 'Patient', [...new Set(keys.map(idOf))]);
  // Rows of type Patient hold Patients, written by writeResources.
  const patients = new Map(
    current.flatMap((row) =>
      row.deleted === 1 ? [] : [[row.id, JSON.parse(row.content) as Patient] as const],
    ),
  );
  const of = (key: PersonKey): ListedPerson =>
    listedPerson(idOf(key), patients.get(idOf(key)), sourceOf(key));
  return rows.map(({ id, rule, score, detail, person, other }) => ({
    id,
    // Only writeCandidates writes these columns.
    rule: rule as MatchRule,
    score,
    ...(JSON.parse(detail) as Pick<ListedMatch, 'reasons' | 'differences'>),
    people: [of(person), of(other)],
  }));
}

function listedPerson(id: string, patient: Patient | undefined, source: PersonSource): ListedPerson {
  const name = patient?.name?.find(({ use }) => use !== 'old');
  const nhs = patient?.identifier?.find(({ system }) => system === NHS_NUMBER);
  return {
    patient: `Patient/${id}`,
    source,
    name:
      name === undefined ? null : (name.text ?? [...(name.given ?? []), name.family ?? ''].join(' ').trim()),
    birthDate: patient?.birthDate ?? null,
    gender: patient?.gender ?? null,
    postcode: patient?.address?.find(({ postalCode }) => postalCode !== undefined)?.postalCode ?? null,
    nhsNumber: nhs?.value ?? null,
    nhsNumberStatus: nhs === undefined ? null : (verificationStatus(nhs) ?? null),
  };
}
