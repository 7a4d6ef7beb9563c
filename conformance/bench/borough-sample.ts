/** People of a borough's database, drawn by chance: of whom reads are measured. */
import type { Patient } from '@medplum/fhirtypes';
import { LOCALITY_ATTRIBUTION, NHS_NUMBER } from '../../conformance/systems.ts';
import type { Db } from '../../gateway/store/engine.ts';
import { readCurrent } from '../../gateway/store/resource-row.ts';
import { readSqlite } from '../../gateway/store/sqlite.ts';
import type { Random } from '../../test-data/borough/random.ts';

export interface Drawn {
  readonly id: string;
  readonly nhsNumber: string;
  readonly family: string;
  readonly given: string;
  /** Code. */
  readonly locality: string;
}

const NEXT = 30;

/** Ids are hashes: who stands next to a point drawn by chance is drawn by chance. */
export async function drawPeople(
  database: string,
  count: number,
  random: Random,
): Promise<{ readonly anybody: readonly Drawn[]; readonly withSummary: readonly Drawn[] }> {
  const store = readSqlite(database);
  const draw = async (next: (db: Db, from: string) => Promise<string | undefined>): Promise<Drawn[]> => {
    const drawn: Drawn[] = [];
    for (let tries = 0; drawn.length < count && tries < count * 10; tries++) {
      const from = random.int(0, 0xffff_ffff).toString(16).padStart(8, '0');
      const content = await next(store.reader, from);
      const person = content === undefined ? undefined : drawnOf(content);
      if (person !== undefined) drawn.push(person);
    }
    if (drawn.length < count) throw new Error('the database has too few people to draw from');
    return drawn;
  };
  try {
    return { anybody: await draw(anybodyFrom), withSummary: await draw(withSummaryFrom) };
  } finally {
    await store.close();
  }
}

/** Some of the next ids are a Patient's: named with the type, the database would walk all Patients each time. */
async function anybodyFrom(db: Db, from: string): Promise<string | undefined> {
  const next = await db
    .selectFrom('resource')
    .select(['type', 'id'])
    .where('id', '>=', from)
    .orderBy('id')
    .limit(NEXT)
    .execute();
  const patient = next.find(({ type }) => type === 'Patient');
  const row = patient === undefined ? undefined : await readCurrent(db, 'Patient', patient.id);
  return row === undefined || row.deleted === 1 ? undefined : row.content;
}

async function withSummaryFrom(db: Db, from: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('search_reference')
    .select('target')
    .where('param', '=', 'List.patient')
    .where('target', '>=', `Patient/${from}`)
    .orderBy('target')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return (await readCurrent(db, 'Patient', row.target.slice('Patient/'.length)))?.content;
}

/** Undefined for somebody who lacks what is searched by. */
function drawnOf(content: string): Drawn | undefined {
  // Rows of type Patient hold Patients.
  const { id, identifier = [], name = [], extension = [] } = JSON.parse(content) as Patient;
  const nhsNumber = identifier.find(({ system }) => system === NHS_NUMBER)?.value;
  const locality = extension
    .find(({ url }) => url === LOCALITY_ATTRIBUTION)
    ?.extension?.find(({ url }) => url === 'locality')?.valueCoding?.code;
  const family = name[0]?.family;
  const given = name[0]?.given?.[0];
  if (id === undefined || nhsNumber === undefined || locality === undefined) return undefined;
  if (family === undefined || given === undefined) return undefined;
  return { id, nhsNumber, locality, family, given };
}
