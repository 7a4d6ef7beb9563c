/**
 * Casts a borough from a mould: copies of its people under ids, numbers, names and birth dates of their own, written through
 * the record's own writer with its search rows, many in one transaction.
 */
import type { Patient, Resource } from '@medplum/fhirtypes';
import { sql } from 'kysely';
import { uuidV5 } from '../../gateway/record/uuid.ts';
import { writeResources, type ResourceWrite } from '../../gateway/record/write-resources.ts';
import { bulkInsert, type Values } from '../../gateway/store/bulk.ts';
import { openSqlite } from '../../gateway/store/sqlite.ts';
import { drawName, HERITAGES } from '../../test-data/borough/names.ts';
import { nhsNumbers } from '../../test-data/borough/nhs-number.ts';
import { birthDateOf, drawAgeAndSex } from '../../test-data/borough/population.ts';
import { createRandom, type Random } from '../../test-data/borough/random.ts';
import { ROW_TABLES, templatesOf, type Template, type Text } from './borough-templates.ts';

/** Shares of people: who is in hospital now (600 of 268,000), has a GP summary in the record, is a client of the council. */
export const SHARES = { inHospital: 0.0022, summary: 0.04, client: 0.033 } as const;

const DAY = '2026-06-30';
const NOW = `${DAY}T12:00:00.000Z`;
const SEED = 268;
/** Resources a unit of work, and units a transaction. */
const UNIT = 200;
const UNITS = 32;

const INSERTS = ROW_TABLES.map(({ table, columns }) => ({
  table,
  insert: bulkInsert(table, columns as never),
}));

export interface CastBounds {
  readonly people: number;
  /** Then it ends with as many as there are. */
  readonly limitMs: number;
  readonly say: (text: string) => void;
}

/** Adds people to the mould's database file. @returns how many were added. */
export async function castBorough(file: string, { people, limitMs, say }: CastBounds): Promise<number> {
  const engine = await openSqlite(file, () => NOW);
  try {
    const cast = createCast(await templatesOf(engine.reader));
    const started = performance.now();
    let made = 0;
    let resources: ResourceWrite[] = [];
    let rows: CastRow[] = [];
    const flush = async (): Promise<void> => {
      const units: Promise<unknown>[] = [];
      const size = `pragma cache_size = -1048576`;
      units.push(engine.write((tx) => sql.raw(size).execute(tx)));
      for (let i = 0; i < resources.length; i += UNIT) {
        const unit = resources.slice(i, i + UNIT);
        units.push(engine.write((tx) => writeResources(tx, unit, { now: NOW, sourceMessageId: null })));
      }
      for (const { table, insert } of INSERTS) {
        const own = rows.filter((row) => row.table === table).map(({ values }) => values);
        units.push(engine.write((tx) => insert(tx, own)));
      }
      await Promise.all(units);
      resources = [];
      rows = [];
    };
    while (made < people && performance.now() - started < limitMs) {
      const copy = cast(made);
      resources.push(...copy.resources);
      rows.push(...copy.rows);
      made += 1;
      if (resources.length < UNIT * UNITS) continue;
      await flush();
      say(`${made} of ${people} people, ${((performance.now() - started) / 1000).toFixed(0)} s`);
    }
    await flush();
    return made;
  } finally {
    await engine.close();
  }
}

interface CastRow {
  readonly table: (typeof ROW_TABLES)[number]['table'];
  readonly values: Values;
}

interface Copy {
  readonly resources: readonly ResourceWrite[];
  readonly rows: readonly CastRow[];
}

function createCast(templates: readonly Template[]): (index: number) => Copy {
  const numbers = nhsNumbers(SEED);
  const taken = new Set(templates.map(({ nhsNumber }) => nhsNumber));
  const has = (template: Template, type: string): boolean => template.resources.some((r) => r.type === type);
  const inHospital = templates.filter(({ resources }) => resources.some(({ open }) => open));
  const kinds = Map.groupBy(
    templates,
    (template) => `${has(template, 'List')} ${has(template, 'EpisodeOfCare')}`,
  );
  const unused = (): string => {
    let { value } = numbers.next();
    while (taken.has(value)) ({ value } = numbers.next());
    return value;
  };
  return (index) => {
    const random = createRandom(SEED, `copy-${index}`);
    const open = random.chance(SHARES.inHospital);
    const kind = `${random.chance(SHARES.summary)} ${random.chance(SHARES.client)}`;
    const template = random.pick(open ? inHospital : (kinds.get(kind) ?? templates));
    return copyOf(template, { random, open, index, nhsNumber: unused() });
  };
}

interface Own {
  readonly random: Random;
  readonly open: boolean;
  readonly index: number;
  readonly nhsNumber: string;
}

function copyOf(template: Template, { random, open, index, nhsNumber }: Own): Copy {
  const values = new Map<string, string>([[template.localNumber, String(20_000_000 + index)]]);
  if (template.nhsNumber !== undefined) values.set(template.nhsNumber, nhsNumber);
  const valueOf = (own: string): string => {
    let value = values.get(own);
    if (value === undefined) {
      value = own.length === 36 ? uuidV5('copy', `${index} ${own}`) : `${own}.${index}`;
      values.set(own, value);
    }
    return value;
  };
  const join = (text: Text): string => text.map((part, i) => (i % 2 === 0 ? part : valueOf(part))).join('');
  const resources = template.resources.flatMap((one): ResourceWrite[] => {
    if (one.open && !open) return [];
    // Split from a stored resource, which has an id.
    const resource = JSON.parse(join(one.text)) as Resource & { id: string };
    return [{ resource: resource.resourceType === 'Patient' ? renamed(resource, random) : resource }];
  });
  const rows = template.rows.map(({ table, cells }) => ({
    table,
    values: cells.map((cell) => (typeof cell === 'object' && cell !== null ? join(cell) : cell)),
  }));
  return { resources, rows };
}

/** Another name and birth date, of which matching knows nothing: it is reads that are measured. */
function renamed(patient: Patient & { id: string }, random: Random): Patient & { id: string } {
  const { age, sex } = drawAgeAndSex(random, DAY);
  const birthDate = birthDateOf(age, random.int(0, 364), DAY);
  const { family, given } = drawName(random, random.weighted(HERITAGES), sex, Number(birthDate.slice(0, 4)));
  const [first, ...others] = patient.name ?? [];
  return { ...patient, birthDate, gender: sex, name: [{ ...first, family, given: [given] }, ...others] };
}
