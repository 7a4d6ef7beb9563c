/** What the record keeps of each set that a source states: the state of its fold, and which resources stand of it. Derived. */
import type { PersonKey, SetForm, SetKey } from '../../../mappings/fact.ts';
import type { PlaceEvidence } from '../../../mappings/source-set.ts';
import { compiledOnce } from '../../store/compiled.ts';
import type { Db, Tx } from '../../store/engine.ts';

export interface SetRow {
  readonly set: SetKey;
  readonly person: PersonKey;
  readonly form: SetForm;
  /** Of the last fact folded in. */
  readonly stamp: string;
  /** JSON of the fold's state. */
  readonly state: string;
  readonly evidence: readonly PlaceEvidence[];
}

const COLUMNS = ['set_key', 'person', 'form', 'stamp', 'state', 'evidence'] as const;
const selectByKey = compiledOnce((db, keys) =>
  db
    .selectFrom('source_set')
    .select(COLUMNS)
    .where('set_key', 'in', keys as readonly string[]),
);
const selectByPerson = compiledOnce((db, people) =>
  db
    .selectFrom('source_set')
    .select(COLUMNS)
    .where('person', 'in', people as readonly string[])
    .orderBy('set_key'),
);
const selectEvidence = compiledOnce((db, [none, ...people]) =>
  db
    .selectFrom('source_set')
    .select('evidence')
    .where('evidence', '<>', none as string)
    .where('person', 'in', people as readonly string[])
    .orderBy('set_key'),
);
const upsert = compiledOnce((db, [set_key, person, form, stamp, state, evidence]) =>
  db
    .insertInto('source_set')
    .values({
      set_key: set_key as string,
      person: person as string,
      form: form as string,
      stamp: stamp as string,
      state: state as string,
      evidence: evidence as string,
    })
    .onConflict((oc) =>
      oc.column('set_key').doUpdateSet((eb) => ({
        person: eb.ref('excluded.person'),
        stamp: eb.ref('excluded.stamp'),
        state: eb.ref('excluded.state'),
        evidence: eb.ref('excluded.evidence'),
      })),
    ),
);

/** Keys a statement: a person's set may be one of thousands that a file brings. */
const CHUNK = 200;

type Raw = Awaited<ReturnType<typeof selectByKey>>[number];

function rowOf({ set_key, form, evidence, ...raw }: Raw): SetRow {
  // Only writeSet writes these columns.
  return { ...raw, set: set_key, form: form as SetForm, evidence: JSON.parse(evidence) as PlaceEvidence[] };
}

export async function setsByKey(tx: Db, keys: readonly SetKey[]): Promise<readonly SetRow[]> {
  const rows: SetRow[] = [];
  for (let i = 0; i < keys.length; i += CHUNK)
    rows.push(...(await selectByKey(tx, keys.slice(i, i + CHUNK))).map(rowOf));
  return rows;
}

export async function setsOf(tx: Db, people: readonly PersonKey[]): Promise<readonly SetRow[]> {
  return people.length === 0 ? [] : (await selectByPerson(tx, people)).map(rowOf);
}

/** What sources say of where these entries' person lives and who has the case. */
export async function evidenceOf(tx: Db, people: readonly PersonKey[]): Promise<readonly PlaceEvidence[]> {
  const rows = await selectEvidence(tx, ['[]', ...people]);
  // As above.
  return rows.flatMap(({ evidence }) => JSON.parse(evidence) as PlaceEvidence[]);
}

export async function writeSet(tx: Tx, row: SetRow): Promise<void> {
  await upsert(tx, [row.set, row.person, row.form, row.stamp, row.state, JSON.stringify(row.evidence)]);
}

export async function deleteSet(tx: Tx, set: SetKey): Promise<void> {
  await tx.deleteFrom('source_set').where('set_key', '=', set).execute();
}

export interface SetResource {
  readonly type: string;
  readonly id: string;
}

const selectResources = compiledOnce((db, [set]) =>
  db
    .selectFrom('set_resource')
    .select(['type', 'id'])
    .where('set_key', '=', set as string),
);

const selectStating = compiledOnce((db, [set, ...ids]) =>
  db
    .selectFrom('set_resource')
    .select(['type', 'id', 'set_key'])
    .where('set_key', '<>', set as string)
    .where('id', 'in', ids as readonly string[]),
);

export function resourcesOfSet(tx: Tx, set: SetKey): Promise<readonly SetResource[]> {
  return selectResources(tx, [set]);
}

/** Brings the list of a set's resources into line. */
export async function noteResources(
  tx: Tx,
  set: SetKey,
  come: readonly SetResource[],
  gone: readonly SetResource[],
): Promise<void> {
  for (const { type, id } of gone)
    await tx
      .deleteFrom('set_resource')
      .where('set_key', '=', set)
      .where('type', '=', type)
      .where('id', '=', id)
      .execute();
  for (let i = 0; i < come.length; i += CHUNK)
    await tx
      .insertInto('set_resource')
      .values(come.slice(i, i + CHUNK).map(({ type, id }) => ({ set_key: set, type, id })))
      .execute();
}

/** The other sets that state any of these resources as well. */
export async function setsStating(
  tx: Tx,
  set: SetKey,
  resources: readonly SetResource[],
): Promise<readonly SetKey[]> {
  const found = new Set<SetKey>();
  const names = new Set(resources.map(({ type, id }) => `${type}/${id}`));
  for (let i = 0; i < resources.length; i += CHUNK) {
    const ids = resources.slice(i, i + CHUNK).map(({ id }) => id);
    for (const { type, id, set_key } of await selectStating(tx, [set, ...ids]))
      if (names.has(`${type}/${id}`)) found.add(set_key);
  }
  return [...found];
}

/** Sets whose resources refer to these Patients. */
export async function setsReferringTo(tx: Tx, patients: readonly string[]): Promise<readonly SetKey[]> {
  const keys = new Set<SetKey>();
  for (let i = 0; i < patients.length; i += CHUNK) {
    const rows = await tx
      .selectFrom('search_reference as r')
      .innerJoin('resource', 'resource.key', 'r.resource_key')
      .innerJoin('set_resource as s', (join) =>
        join.onRef('s.id', '=', 'resource.id').onRef('s.type', '=', 'resource.type'),
      )
      .select('s.set_key')
      .distinct()
      .where(
        'r.target',
        'in',
        patients.slice(i, i + CHUNK).map((id) => `Patient/${id}`),
      )
      .execute();
    for (const { set_key } of rows) keys.add(set_key);
  }
  return [...keys];
}
