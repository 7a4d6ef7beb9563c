/** What matching keeps: evidence and numbers of each entry, links between entries, and pairs that are left to people. Derived. */
import { sql } from 'kysely';
import type { PersonKey } from '../../../mappings/fact.ts';
import { compiledOnce } from '../../store/compiled.ts';
import type { Db, Tx } from '../../store/engine.ts';
import { uuidV5 } from '../uuid.ts';
import type { Link } from './cluster.ts';
import type { Comparison } from './compare.ts';
import type { MatchEvidence } from './evidence.ts';

/** Namesakes of one birthday that are looked at; of more, nothing could be said by name. */
const MOST_NAMESAKES = 50;

const selectEvidence = compiledOnce((db, people) =>
  db
    .selectFrom('person_evidence')
    .select('detail')
    .where('person', 'in', people as readonly string[]),
);
const selectByNumber = compiledOnce((db, numbers) =>
  db
    .selectFrom('person_number')
    .select('person')
    .distinct()
    .where('nhs_number', 'in', numbers as readonly string[]),
);
const selectNamesakes = compiledOnce((db, [birth, family]) =>
  db
    .selectFrom('person_evidence')
    .select('detail')
    .where('birth_date', '=', birth as string)
    .where('family', '=', family as string)
    .orderBy('person')
    .limit(sql.lit(MOST_NAMESAKES)),
);
const selectAnchors = compiledOnce((db, people) =>
  db
    .selectFrom('person_link')
    .select('anchor')
    .where('person', 'in', people as readonly string[]),
);
const selectLinks = compiledOnce((db, anchors) =>
  db
    .selectFrom('person_link')
    .select(['person', 'anchor', 'rule', 'detail'])
    .where('anchor', 'in', anchors as readonly string[]),
);

const selectShared = compiledOnce((db, people) => {
  // The same list twice: each parameter is used once.
  const half = people.length / 2;
  return db
    .selectFrom('match_candidate')
    .select(['person', 'other'])
    .where('rule', '=', sql.lit('M2'))
    .where((eb) =>
      eb.or([
        eb('person', 'in', people.slice(0, half) as readonly string[]),
        eb('other', 'in', people.slice(half) as readonly string[]),
      ]),
    );
});

export async function evidenceFor(tx: Db, people: readonly PersonKey[]): Promise<readonly MatchEvidence[]> {
  return people.length === 0 ? [] : (await selectEvidence(tx, people)).map(evidenceIn);
}

export async function peopleByNumbers(tx: Db, numbers: readonly string[]): Promise<readonly PersonKey[]> {
  return numbers.length === 0 ? [] : (await selectByNumber(tx, numbers)).map(({ person }) => person);
}

/** Entries of the same birthday and family name. */
export async function namesakes(
  tx: Db,
  { birthDate, family }: Pick<MatchEvidence, 'birthDate' | 'family'>,
): Promise<readonly MatchEvidence[]> {
  if (birthDate === '' || family === '') return [];
  return (await selectNamesakes(tx, [birthDate, family])).map(evidenceIn);
}

/** The links of all whom these entries are linked with, whichever of them stands for the others. */
export async function linksAround(tx: Db, people: readonly PersonKey[]): Promise<readonly Link[]> {
  if (people.length === 0) return [];
  const anchors = (await selectAnchors(tx, people)).map(({ anchor }) => anchor);
  return (await selectLinks(tx, [...new Set([...people, ...anchors])])).map(
    ({ person, anchor, rule, detail }) => ({
      person,
      anchor,
      // Only writeLinks writes these columns.
      rule: rule as Link['rule'],
      ...(JSON.parse(detail) as Pick<Link, 'reasons' | 'differences' | 'by'>),
    }),
  );
}

function evidenceIn({ detail }: { readonly detail: string }): MatchEvidence {
  // Only writeEvidence writes the column.
  return JSON.parse(detail) as MatchEvidence;
}

/** @param gone entries that are no longer anybody's own. */
export async function writeEvidence(
  tx: Tx,
  entries: readonly MatchEvidence[],
  gone: readonly PersonKey[],
): Promise<void> {
  const people = [...entries.map(({ person }) => person), ...gone];
  if (people.length === 0) return;
  await tx.deleteFrom('person_evidence').where('person', 'in', people).execute();
  await tx.deleteFrom('person_number').where('person', 'in', people).execute();
  if (entries.length === 0) return;
  await tx
    .insertInto('person_evidence')
    .values(
      entries.map((entry) => ({
        person: entry.person,
        birth_date: entry.birthDate,
        family: entry.family,
        detail: JSON.stringify(entry),
      })),
    )
    .execute();
  const numbers = entries.flatMap((entry) =>
    numbersOf(entry).map((nhs_number) => ({ nhs_number, person: entry.person })),
  );
  if (numbers.length > 0) await tx.insertInto('person_number').values(numbers).execute();
}

export function numbersOf({ nhsNumber, formerNhsNumbers }: MatchEvidence): readonly string[] {
  return [...new Set([...(nhsNumber === '' ? [] : [nhsNumber]), ...formerNhsNumbers])];
}

/** Replaces the links of these entries. */
export async function writeLinks(
  tx: Tx,
  people: readonly PersonKey[],
  links: readonly Link[],
): Promise<void> {
  if (people.length > 0) await tx.deleteFrom('person_link').where('person', 'in', people).execute();
  if (links.length === 0) return;
  await tx
    .insertInto('person_link')
    .values(
      links.map(({ person, anchor, rule, reasons, differences, by }) => ({
        person,
        anchor,
        rule,
        detail: JSON.stringify({ reasons, differences, by }),
      })),
    )
    .execute();
}

export interface Candidate extends Pick<Comparison, 'rule' | 'score' | 'reasons' | 'differences'> {
  readonly a: PersonKey;
  readonly b: PersonKey;
}

/** The same pair has the same id, whichever of the two came first. */
export function pairId(a: PersonKey, b: PersonKey): string {
  return uuidV5('MatchCandidate', [a, b].sort().join('\n'));
}

/** Of these entries, those of whom somebody else is said to have the same NHS number. */
export async function sharingNumbers(tx: Db, people: readonly PersonKey[]): Promise<readonly string[]> {
  if (people.length === 0) return [];
  return (await selectShared(tx, [...people, ...people])).flatMap(({ person, other }) => [person, other]);
}

/**
 * Replaces what is left to people about these entries.
 * @returns the entries that share an NHS number with another person now and did not, or did and no longer do.
 */
export async function writeCandidates(
  tx: Tx,
  people: readonly PersonKey[],
  candidates: readonly Candidate[],
): Promise<readonly PersonKey[]> {
  if (people.length === 0) return [];
  const before = new Set(await sharingNumbers(tx, people));
  await tx.deleteFrom('match_candidate').where('person', 'in', people).execute();
  await tx.deleteFrom('match_candidate').where('other', 'in', people).execute();
  const rows = new Map(
    candidates.map(({ a, b, rule, score, reasons, differences }) => {
      const [person = a, other = b] = [a, b].sort();
      const id = pairId(a, b);
      return [
        id,
        { id, person, other, rule, score, detail: JSON.stringify({ reasons, differences }) },
      ] as const;
    }),
  );
  if (rows.size > 0)
    await tx
      .insertInto('match_candidate')
      .values([...rows.values()])
      .execute();
  const now = new Set(await sharingNumbers(tx, people));
  return [...[...before].filter((one) => !now.has(one)), ...[...now].filter((one) => !before.has(one))];
}
