/**
 * Create, update and delete of entries: CareTeam, CarePlan, Consent, Flag, Task, Communication, Goal. FHIR R4 http.html
 * 3.1.0.8, 3.1.0.4, 3.1.0.7. An update says by If-Match which version it goes on from: two teams that write one plan must
 * not lose each other's words. What a feed made is the feed's, and is not written here.
 */
import type { Clock } from '../clock.ts';
import { refusal } from '../outcomes.ts';
import { writeResources } from '../record/write-resources.ts';
import type { Engine, Tx } from '../store/engine.ts';
import { readCurrent, type CurrentRow } from '../store/resource-row.ts';
import { readEntry } from './entry-body.ts';
import { ENTRY_KINDS, type Entry, type EntryKind, type EntryType } from './entry-kinds.ts';
import { idsOfPerson, requireReferences, requireRoom } from './entry-person.ts';
import type { FhirRequest, FhirResponse, Interaction } from './fhir-request.ts';
import { requireNoParameters } from './requested-resource.ts';
import { requireMatch } from './subscription-update.ts';

export interface EntryWriteDependencies {
  readonly store: Engine;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** As the route table wants them: what is never deleted has in the place of `delete` one that says so. */
interface EntryInteractions {
  readonly create: Interaction;
  readonly update: Interaction;
  readonly delete?: Interaction;
  readonly refusedDelete?: Interaction;
}

/** The writes of every kind of entry, by type. */
export function entryWrites(deps: EntryWriteDependencies): Readonly<Record<EntryType, EntryInteractions>> {
  return {
    CareTeam: interactions(ENTRY_KINDS.CareTeam, deps),
    CarePlan: interactions(ENTRY_KINDS.CarePlan, deps),
    Consent: interactions(ENTRY_KINDS.Consent, deps),
    Flag: interactions(ENTRY_KINDS.Flag, deps),
    Task: interactions(ENTRY_KINDS.Task, deps),
    Communication: interactions(ENTRY_KINDS.Communication, deps),
    Goal: interactions(ENTRY_KINDS.Goal, deps),
  };
}

function interactions<T extends EntryType>(
  kind: EntryKind<T>,
  deps: EntryWriteDependencies,
): EntryInteractions {
  return {
    create: (request) => createEntry(kind, request, deps),
    update: (request) => updateEntry(kind, request, deps),
    ...(kind.neverDeleted === undefined
      ? { delete: (request) => deleteEntry(kind, request, deps) }
      : { refusedDelete: refuseDelete(kind.neverDeleted) }),
  };
}

/**
 * Answers 201 with the entry.
 * @throws OperationOutcomeError 422 with every fault, such as a person or a goal who is not here; 409 where the person has
 * one already of which there is one; 429 where the person has too many.
 */
async function createEntry<T extends EntryType>(
  kind: EntryKind<T>,
  request: FhirRequest,
  { store, clock, newId }: EntryWriteDependencies,
): Promise<FhirResponse> {
  requireNoParameters(request);
  const { type } = kind;
  const { baseUrl, body } = request;
  const { entry, personId, references } = readEntry(kind, body, newId(), baseUrl);
  const now = clock.now().toISOString();
  const row = await store.write(async (tx) => {
    await requireReferences(tx, references);
    await requireRoom(tx, kind, await idsOfPerson(tx, personId), entry);
    return write(tx, entry, now);
  });
  const location = `${baseUrl}/${type}/${entry.id}/_history/${row.version}`;
  return { status: 201, version: row.version, lastUpdated: row.last_updated, location, body: row.content };
}

/**
 * The same content makes no new version.
 * @throws OperationOutcomeError 400 without If-Match, and where the body's id is not the path's; 405 for an id that we did
 * not give; 410 for a deleted one; 412 where If-Match names another version; 403 for what a feed made; 409 where it would
 * take a place that another has; 422 with every fault, and where it would become another person's.
 */
async function updateEntry<T extends EntryType>(
  kind: EntryKind<T>,
  request: FhirRequest,
  { store, clock }: EntryWriteDependencies,
): Promise<FhirResponse> {
  requireNoParameters(request);
  const { type } = kind;
  const { baseUrl, body, id = '', ifMatch } = request;
  const { entry: sent, personId, references, sentId } = readEntry(kind, body, id, baseUrl);
  if (sentId !== id) throw refusal('invalid', `${type}.id: is not the id in the path`);
  if (ifMatch === undefined) {
    throw refusal('invalid', `If-Match: send the ETag of the ${type} that this update goes on from`);
  }
  const now = clock.now().toISOString();
  const row = await store.write(async (tx) => {
    const current = await requireEntry(tx, type, id, 'methodNotAllowed');
    requireMatch(request, current);
    // Rows without a source message are written here alone.
    const former = JSON.parse(current.content) as Entry<T>;
    const people = await idsOfPerson(tx, personId);
    if (!people.includes(personOf(kind, former))) {
      throw refusal(
        'unprocessable',
        `${type}.${kind.person}: is another person; make a new ${type} for them`,
      );
    }
    const entry = kind.keep?.(sent, former) ?? sent;
    await requireReferences(tx, references);
    await requireRoom(tx, kind, people, entry, former);
    return write(tx, entry, now);
  });
  return { status: 200, version: row.version, lastUpdated: row.last_updated, body: row.content };
}

/**
 * 204, also where it is deleted already; its history stays.
 * @throws OperationOutcomeError 404 where there never was one of that id; 412 where If-Match names another version; 403 for
 * what a feed made.
 */
async function deleteEntry<T extends EntryType>(
  kind: EntryKind<T>,
  request: FhirRequest,
  { store, clock }: EntryWriteDependencies,
): Promise<FhirResponse> {
  requireNoParameters(request);
  const { type } = kind;
  const { id = '' } = request;
  const now = clock.now().toISOString();
  await store.write(async (tx) => {
    if ((await readCurrent(tx, type, id))?.deleted === 1) return;
    const current = await requireEntry(tx, type, id, 'notFound');
    requireMatch(request, current);
    // Of what is deleted only type and id are read.
    const resource = JSON.parse(current.content) as Entry<T>;
    await writeResources(tx, [{ resource, deleted: true }], { now, sourceMessageId: null });
  });
  return { status: 204 };
}

function refuseDelete(reason: string): Interaction {
  return () => Promise.reject(refusal('methodNotAllowed', reason));
}

async function requireEntry(
  tx: Tx,
  type: EntryType,
  id: string,
  missing: 'methodNotAllowed' | 'notFound',
): Promise<CurrentRow> {
  const row = await readCurrent(tx, type, id);
  if (row === undefined) {
    throw refusal(missing, `There is no ${type} with this id; ids are given by the server at create`);
  }
  if (row.deleted !== 0) throw refusal('gone', `This ${type} is deleted`);
  if (row.source_message_id !== null) {
    throw refusal('forbidden', `This ${type} is what a feed states: it changes with the feed alone`);
  }
  return row;
}

async function write(tx: Tx, entry: Entry, now: string): Promise<CurrentRow> {
  await writeResources(tx, [{ resource: entry }], { now, sourceMessageId: null });
  const row = await readCurrent(tx, entry.resourceType, entry.id);
  if (row === undefined) throw new Error('a written entry has no row');
  return row;
}

function personOf<T extends EntryType>(kind: EntryKind<T>, entry: Entry<T>): string {
  // Every kind has its person as a literal reference: readEntry asks for it.
  const about = (entry as unknown as Partial<Record<string, { readonly reference?: string }>>)[kind.person];
  return (about?.reference ?? '').slice('Patient/'.length);
}
