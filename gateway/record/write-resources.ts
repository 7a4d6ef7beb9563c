/**
 * Writes the resources that differ from what is stored: new version, the former one to history, search rows.
 * Set-based: one read, then one statement a table. FHIR R4 http.html "Version ids", "history".
 */
import type { Resource } from '@medplum/fhirtypes';
import { indexRows } from '../search/index-rows.ts';
import type { SearchRows } from '../search/search-rows.ts';
import { deleteSearchRows, insertSearchRows, type KeyedRows } from '../search/row-writes.ts';
import type { Tx } from '../store/engine.ts';
import { compiledOnce, rowsOf, type Scalar } from '../store/compiled.ts';
import type { CurrentRow, ResourceRow } from '../store/resource-row.ts';

export interface ResourceWrite {
  readonly resource: Resource & { id: string };
  /** True to mark it as deleted: a version without content. */
  readonly deleted?: boolean;
}

export interface WriteContext {
  /** ISO UTC; becomes meta.lastUpdated. */
  readonly now: string;
  readonly sourceMessageId: string | null;
}

export interface Written {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly changed: boolean;
  /** The content before, where there was one and it changed. */
  readonly former?: string;
}

/** @returns one entry a write, in the order given; `changed` is false where the stored content is the same. */
export async function writeResources(
  tx: Tx,
  writes: readonly ResourceWrite[],
  context: WriteContext,
): Promise<readonly Written[]> {
  const stored = await current(tx, writes);
  const changes: Change[] = [];
  const results = writes.map((write): Written => {
    const { resourceType: type, id } = write.resource;
    const before = stored.get(`${type}/${id}`);
    const text = serialised(write.resource);
    if (unchanged(write, text, before)) return { type, id, version: before?.version ?? 0, changed: false };
    const version = (before?.version ?? 0) + 1;
    changes.push({ write, text, before, version });
    const former = before === undefined || before.deleted === 1 ? undefined : before.content;
    return { type, id, version, changed: true, ...(former === undefined ? {} : { former }) };
  });
  if (changes.length > 0) await store(tx, changes, context);
  return results;
}

/** Ids are unique across types here; the type is compared when the row is looked up. */
const selectCurrent = compiledOnce((db, ids) =>
  db
    .selectFrom('resource')
    .select(['key', 'type', 'id', 'version', 'last_updated', 'deleted', 'content', 'source_message_id'])
    .where('id', 'in', ids as readonly string[]),
);
const insertHistory = compiledOnce((db, parameters) =>
  db.insertInto('resource_history').values(rowsOf(parameters, WIDTH).map(rowOf)),
);
const upsertCurrent = compiledOnce((db, parameters) =>
  db
    .insertInto('resource')
    .values(rowsOf(parameters, WIDTH).map(rowOf))
    .onConflict((oc) =>
      oc.columns(['id', 'type']).doUpdateSet((eb) => ({
        version: eb.ref('excluded.version'),
        last_updated: eb.ref('excluded.last_updated'),
        deleted: eb.ref('excluded.deleted'),
        content: eb.ref('excluded.content'),
        source_message_id: eb.ref('excluded.source_message_id'),
      })),
    )
    .returning(['key', 'type', 'id']),
);
const WIDTH = 7;

function columnsOf(row: ResourceRow): readonly Scalar[] {
  return [row.type, row.id, row.version, row.last_updated, row.deleted, row.content, row.source_message_id];
}

/** The inverse of columnsOf, which alone makes these lists. */
function rowOf(columns: readonly Scalar[]): ResourceRow {
  const [type, id, version, last_updated, deleted, content, source_message_id] = columns as [
    string,
    string,
    number,
    string,
    number,
    string,
    string | null,
  ];
  return { type, id, version, last_updated, deleted, content, source_message_id };
}

interface Change {
  readonly write: ResourceWrite;
  readonly text: Serialised;
  readonly before: CurrentRow | undefined;
  readonly version: number;
}

async function current(tx: Tx, writes: readonly ResourceWrite[]): Promise<Map<string, CurrentRow>> {
  if (writes.length === 0) return new Map();
  const rows = await selectCurrent(
    tx,
    writes.map((w) => w.resource.id),
  );
  return new Map(rows.map((row) => [`${row.type}/${row.id}`, row]));
}

/** Compared as text: every mapping writes its keys in one order, and meta is put in the same place. */
function unchanged(
  { deleted = false }: ResourceWrite,
  text: Serialised,
  before: CurrentRow | undefined,
): boolean {
  if (before === undefined) return deleted;
  if (deleted || before.deleted === 1) return deleted && before.deleted === 1;
  return textOf(text, before.version, before.last_updated) === before.content;
}

async function store(tx: Tx, changes: readonly Change[], context: WriteContext): Promise<void> {
  const superseded = changes.flatMap(({ before }) => before ?? []);
  if (superseded.length > 0) {
    await insertHistory(tx, superseded.flatMap(columnsOf));
  }
  const rows = await upsertCurrent(
    tx,
    changes.flatMap(({ write: { resource, deleted = false }, text, version }) =>
      columnsOf({
        type: resource.resourceType,
        id: resource.id,
        version,
        last_updated: context.now,
        deleted: deleted ? 1 : 0,
        content: deleted ? '' : textOf(text, version, context.now),
        source_message_id: context.sourceMessageId,
      }),
    ),
  );
  const keys = new Map(rows.map((row) => [`${row.type}/${row.id}`, row.key]));
  const gone: KeyedRows[] = [];
  const come: KeyedRows[] = [];
  for (const { write, before } of changes) {
    const { resource, deleted = false } = write;
    const key = keys.get(`${resource.resourceType}/${resource.id}`);
    if (key === undefined) throw new Error('a written resource has no row');
    const old =
      before === undefined || before.deleted === 1 ? NO_ROWS : indexRows(parseStored(before.content));
    const fresh = deleted ? NO_ROWS : indexRows(resource);
    gone.push({ key, rows: minus(old, fresh) });
    come.push({ key, rows: minus(fresh, old) });
  }
  await deleteSearchRows(tx, gone);
  await insertSearchRows(tx, come);
}

const NO_ROWS: SearchRows = { tokens: [], references: [], dates: [], strings: [] };

/** Rows of `a` that are not in `b`: an update touches only what it changes. */
function minus(a: SearchRows, b: SearchRows): SearchRows {
  return {
    tokens: without(a.tokens, b.tokens, (r) => `${r.param}\n${r.value}\n${r.system}`),
    references: without(a.references, b.references, (r) => `${r.param}\n${r.target}`),
    dates: without(a.dates, b.dates, (r) => `${r.param}\n${r.low}\n${r.high}`),
    strings: without(a.strings, b.strings, (r) => `${r.param}\n${r.norm}\n${r.value}`),
  };
}

function without<T>(a: readonly T[], b: readonly T[], keyOf: (row: T) => string): readonly T[] {
  if (b.length === 0 || a.length === 0) return a;
  const known = new Set(b.map(keyOf));
  return a.filter((row) => !known.has(keyOf(row)));
}

/** FHIR JSON with type, id and meta first, so that equal content is equal text; version and time are put in last. */
interface Serialised {
  readonly head: string;
  readonly tail: string;
}

function serialised(resource: Resource & { id: string }): Serialised {
  const { resourceType, id, meta, ...rest } = resource;
  const { versionId: _version, lastUpdated: _updated, ...metaRest } = meta ?? {};
  const ofMeta = JSON.stringify(metaRest).slice(1);
  const ofRest = JSON.stringify(rest).slice(1);
  return {
    head: `{"resourceType":${JSON.stringify(resourceType)},"id":${JSON.stringify(id)},"meta":{"versionId":"`,
    tail: `${ofMeta === '}' ? '' : ','}${ofMeta}${ofRest === '}' ? '' : ','}${ofRest}`,
  };
}

function textOf({ head, tail }: Serialised, version: number, lastUpdated: string): string {
  return `${head}${version}","lastUpdated":"${lastUpdated}"${tail}`;
}

function parseStored(content: string): Resource {
  // Only textOf writes this column.
  return JSON.parse(content) as Resource;
}
