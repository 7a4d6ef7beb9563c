/**
 * The people of a mould as templates: each with their resources and rows, split where something is theirs alone (ids, NHS
 * number, local and visit numbers), so that a copy of them with other values is a matter of joining text.
 */
import type { Patient } from '@medplum/fhirtypes';
import { NHS_NUMBER } from '../../conformance/systems.ts';
import type { Db } from '../../gateway/store/engine.ts';

/** Text in turns: what all copies share, and what each has for itself, by the template's own value. */
export type Text = readonly string[];

export interface TemplateResource {
  readonly type: string;
  readonly open: boolean;
  readonly text: Text;
}

export interface TemplateRow {
  readonly table: (typeof ROW_TABLES)[number]['table'];
  readonly cells: readonly (Text | number | null)[];
}

export interface Template {
  readonly nhsNumber: string | undefined;
  readonly localNumber: string;
  readonly resources: readonly TemplateResource[];
  readonly rows: readonly TemplateRow[];
}

/** Derived tables that have rows of a person, beside resources: what serves reads of the record. Facts are left out. */
export const ROW_TABLES = [
  { table: 'person_evidence', columns: ['person', 'birth_date', 'family', 'detail'] },
  { table: 'person_number', columns: ['nhs_number', 'person'] },
  { table: 'person_link', columns: ['person', 'anchor', 'rule', 'detail'] },
  { table: 'source_set', columns: ['set_key', 'person', 'form', 'stamp', 'state', 'evidence'] },
  {
    table: 'visit',
    columns: ['visit', 'person', 'starts', 'open', 'encounters', 'settings', 'journey', 'death'],
  },
] as const;

const LOCAL_NUMBER = /\|(1\d{6})$/;
const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
const VISIT_NUMBER = 'V\\d{11}';

/** Every person of the mould whom the hospital knows. */
export async function templatesOf(db: Db): Promise<readonly Template[]> {
  const resources = await db
    .selectFrom('resource')
    .select(['type', 'id', 'content'])
    .where('deleted', '=', 0)
    .execute();
  const byPatient = Map.groupBy(resources, ({ type, id, content }) =>
    type === 'Patient' ? id : (/"Patient\/([^"/]+)"/.exec(content)?.[1] ?? ''),
  );
  const rows = await rowsByPerson(db);
  const templates: Template[] = [];
  for (const { type, content } of resources) {
    if (type !== 'Patient') continue;
    // Rows of type Patient hold Patients.
    const { id = '', identifier = [] } = JSON.parse(content) as Patient;
    const localNumber = identifier.find(({ value }) => /^1\d{6}$/.test(value ?? ''))?.value;
    if (localNumber === undefined) continue;
    const nhsNumber = identifier.find(({ system }) => system === NHS_NUMBER)?.value;
    const own = byPatient.get(id) ?? [];
    const split = splitter(new Set(own.map((one) => one.id)), [localNumber, nhsNumber]);
    templates.push({
      localNumber,
      nhsNumber,
      resources: own.map((one) => ({
        type: one.type,
        open: one.type === 'Encounter' && !/"status":"(?:finished|cancelled)"/.test(one.content),
        text: split(one.content),
      })),
      rows: (rows.get(localNumber) ?? []).map(({ table, cells }) => ({
        table,
        cells: cells.map((cell) => (typeof cell === 'string' ? split(cell) : cell)),
      })),
    });
  }
  return templates;
}

interface Row {
  readonly table: TemplateRow['table'];
  readonly cells: readonly (string | number | null)[];
}

/** By the hospital's number of the person whose they are, directly or by a match. */
async function rowsByPerson(db: Db): Promise<ReadonlyMap<string, readonly Row[]>> {
  const links = await db.selectFrom('person_link').select(['person', 'anchor']).execute();
  const anchors = new Map(links.map(({ person, anchor }) => [person, anchor]));
  const all: (Row & { readonly person: string })[] = [];
  for (const { table, columns } of ROW_TABLES) {
    for (const row of await db.selectFrom(table).selectAll().execute()) {
      // The columns are those of the table; their types are text, number or null.
      const cells = row as unknown as Readonly<Record<string, string | number | null>>;
      all.push({ table, person: row.person, cells: columns.map((column) => cells[column] ?? null) });
    }
  }
  return Map.groupBy(all, ({ person }) => LOCAL_NUMBER.exec(anchors.get(person) ?? person)?.[1] ?? '');
}

/** Splits a text at ids of the person's own, their numbers, and visit numbers: those stand at the odd places. */
function splitter(
  ids: ReadonlySet<string>,
  numbers: readonly (string | undefined)[],
): (text: string) => Text {
  const personal = numbers.filter((number) => number !== undefined);
  const pattern = new RegExp(`(${[UUID, VISIT_NUMBER, ...personal].join('|')})`);
  return (text) => {
    const parts: string[] = [''];
    for (const [i, part] of text.split(pattern).entries()) {
      const shared = i % 2 === 0 || (part.length === 36 && !ids.has(part));
      // An id of something shared is text like any other.
      if (shared === (parts.length % 2 === 1)) parts.push((parts.pop() ?? '') + part);
      else parts.push(part);
    }
    return parts;
  };
}
