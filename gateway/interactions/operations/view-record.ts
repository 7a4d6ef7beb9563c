/** The rows about a person -> the record that the pure views read (mappings/views). What a reader may not see is to be left out here. */
import { sql } from 'kysely';
import type { Patient, Resource } from '@medplum/fhirtypes';
import { personRecord, type PersonRecord } from '../../../mappings/views/person-record.ts';
import { refusal } from '../../outcomes.ts';
import type { Db } from '../../store/engine.ts';
import { referredDirectory } from './view-directory.ts';
import type { ViewedPerson } from './view-person.ts';
import { ownRows, PERSONS_TYPES, type OwnRow } from './view-rows.ts';

/** What a document is made of: beyond it, a person's record is read by $everything, page by page. */
const MOST = 10_000;
/** In a year, and all that are open or planned. */
const MOST_VISITS = 1_000;
const OPEN = ['planned', 'arrived', 'triaged', 'in-progress', 'onleave'];

/**
 * @param visitsSince ISO UTC: visits that took place since then, open and planned ones; undefined for none at all.
 * @throws OperationOutcomeError 413 for a record that is too large for a document.
 */
export async function viewRecord(
  db: Db,
  person: ViewedPerson,
  visitsSince: string | undefined,
): Promise<PersonRecord> {
  const types = PERSONS_TYPES.filter((type) => type !== 'Encounter');
  const rows = await ownRows(db, person, { types, limit: MOST + 1 });
  if (rows.length > MOST) {
    throw refusal(
      'tooLarge',
      'The record is too large for a document; read it with Patient/[id]/$everything',
    );
  }
  const visits = visitsSince === undefined ? [] : await visitRows(db, person, visitsSince);
  const own = [...rows, ...visits];
  const directory = await referredDirectory(db, [person.row, ...own]);
  return personRecord(
    // The row was read as one of type Patient, by its id.
    resourceOf(person.row) as Patient & { readonly id: string },
    [...own, ...directory].map(resourceOf),
    person.formerIds,
  );
}

/** Open and planned ones first, so that a limit never cuts them off; then the latest. */
function visitRows(db: Db, person: ViewedPerson, since: string): Promise<readonly OwnRow[]> {
  const open = sql`exists (select 1 from search_token as s where s.param = 'Encounter.status'
    and s.value in (${sql.join(OPEN)}) and s.resource_key = r.key)`;
  const recent = sql`exists (select 1 from search_date as d where d.resource_key = r.key
    and d.param = 'Encounter.date' and d.high >= ${since})`;
  return ownRows(db, person, {
    types: ['Encounter'],
    limit: MOST_VISITS,
    where: [sql`(${open} or ${recent})`],
    order: sql`case when ${open} then 0 else 1 end, r.last_updated desc`,
  });
}

function resourceOf({ content }: Pick<OwnRow, 'content'>): Resource {
  // Content was written by this gateway as the JSON of a resource.
  return JSON.parse(content) as Resource;
}
