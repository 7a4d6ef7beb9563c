/** The pairs of entries that were found to be one person, of one Patient: what was joined, why, and how to name it to undo it. */
import type { Patient } from '@medplum/fhirtypes';
import { NHS_NUMBER } from '../../../conformance/systems.ts';
import type { PersonKey } from '../../../mappings/fact.ts';
import { resourceIds } from '../../../mappings/resource-ids.ts';
import type { Db } from '../../store/engine.ts';
import { readCurrent } from '../../store/resource-row.ts';
import { survivorsOf } from '../alias-rows.ts';
import type { PersonSource } from '../combine-person.ts';
import { uuidV5 } from '../uuid.ts';
import type { MatchEvidence } from './evidence.ts';
import { evidenceFor, linksAround, pairId, peopleByNumbers } from './match-rows.ts';
import type { ListedMatch, ListedPerson, Pair } from './work-list.ts';

export interface JoinedMatch extends Omit<ListedMatch, 'score'> {
  /** The statement by which it came to be so. */
  readonly messageId: string;
}

/**
 * @param patient id of a Patient, also one that another stands for. @returns nothing for somebody who was joined with nobody.
 * What is told of each of the two is what their own source says, in the form in which it is compared.
 */
export async function joinedTo(
  db: Db,
  patient: string,
  sourceOf: (person: PersonKey) => PersonSource,
): Promise<readonly { readonly match: JoinedMatch; readonly pair: Pair }[]> {
  const ids = resourceIds(uuidV5);
  const id = (await survivorsOf(db, [patient])).get(patient) ?? patient;
  const row = await readCurrent(db, 'Patient', id);
  if (row === undefined || row.deleted === 1) return [];
  // Rows of type Patient hold Patients, written by writeResources.
  const { identifier = [] } = JSON.parse(row.content) as Patient;
  const numbers = identifier.flatMap(({ system, value }) =>
    system === NHS_NUMBER && value !== undefined ? value : [],
  );
  const keys = identifier.map(({ system = '', value = '' }) => `${system}|${value}`);
  const around = await linksAround(db, [...new Set([...keys, ...(await peopleByNumbers(db, numbers))])]);
  const links = around.filter(({ anchor }) => ids.patient(anchor) === id);
  const people = links.flatMap(({ person, anchor }) => [person, anchor]);
  const known = new Map((await evidenceFor(db, [...new Set(people)])).map((one) => [one.person, one]));
  const of = (person: PersonKey): ListedPerson =>
    listedPerson(ids.patient(person), known.get(person), sourceOf(person));
  return links.map(({ person, anchor, rule, reasons, differences, by }) => ({
    match: {
      id: pairId(person, anchor),
      rule,
      reasons,
      differences,
      messageId: by.sourceMessageId,
      people: [of(anchor), of(person)],
    },
    pair: { person: anchor, other: person },
  }));
}

function listedPerson(id: string, evidence: MatchEvidence | undefined, source: PersonSource): ListedPerson {
  const or = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);
  return {
    patient: `Patient/${id}`,
    source,
    name: or([evidence?.given ?? '', evidence?.family ?? ''].join(' ').trim()),
    birthDate: or(evidence?.birthDate),
    gender: or(evidence?.gender),
    postcode: or(evidence?.postcode),
    nhsNumber: or(evidence?.nhsNumber),
    nhsNumberStatus: or(evidence?.nhsStatus),
  };
}
