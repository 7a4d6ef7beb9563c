import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Group } from '@medplum/fhirtypes';
import { OperationOutcomeError } from '../outcomes.ts';
import { writeResources } from '../record/write-resources.ts';
import { readCurrent } from '../store/resource-row.ts';
import { BASE_URL, Fixture } from '../subscriptions/testing/fixture.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { createGroup } from './group-create.ts';
import { deleteGroup } from './group-delete.ts';
import { updateGroup } from './group-update.ts';
import { searchType } from './search-type.ts';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await Fixture.open();
  await people('p1', 'p2', 'p3');
});

afterEach(async () => {
  await fixture.close();
});

async function people(...ids: string[]): Promise<void> {
  const writes = ids.map((id) => ({ resource: { resourceType: 'Patient' as const, id } }));
  for (let i = 0; i < writes.length; i += 1000) {
    await fixture.store.write((tx) =>
      writeResources(tx, writes.slice(i, i + 1000), {
        now: '2026-03-02T08:00:00.000Z',
        sourceMessageId: null,
      }),
    );
  }
}

const members = (...ids: string[]) => ids.map((id) => ({ entity: { reference: `Patient/${id}` } }));
const body = {
  resourceType: 'Group',
  type: 'person',
  actual: true,
  name: 'Team North',
  member: members('p1'),
};

function request(change: Partial<FhirRequest>): FhirRequest {
  const query = new URLSearchParams();
  return { method: 'POST', type: 'Group', query, baseUrl: BASE_URL, correlationId: 'c1', ...change };
}

const create = (change: object = {}, more = {}): Promise<FhirResponse> =>
  createGroup(request({ body: { ...body, ...change } }), { ...fixture.writes, ...more });

async function created(change: object = {}): Promise<string> {
  const response = await create(change);
  // The answer of a create is the resource with its id.
  return (response.body as { id: string }).id;
}

const update = (id: string, change: object, more: Partial<FhirRequest> = {}): Promise<FhirResponse> =>
  updateGroup(request({ method: 'PUT', id, body: { ...body, id, ...change }, ...more }), fixture.writes);

const remove = (id: string, more: Partial<FhirRequest> = {}): Promise<FhirResponse> =>
  deleteGroup(request({ method: 'DELETE', id, ...more }), fixture.writes);

async function stored(id: string): Promise<Group> {
  const row = await readCurrent(fixture.store.reader, 'Group', id);
  // Stored by the code under test.
  return JSON.parse(row?.content ?? '{}') as Group;
}

/** Status and texts of the refusal. */
async function refused(work: Promise<unknown>): Promise<readonly [number, ...(string | undefined)[]]> {
  const error: unknown = await work.catch((e: unknown) => e);
  if (!(error instanceof OperationOutcomeError)) throw new Error('was not refused', { cause: error });
  return [error.status, ...error.outcome.issue.map(({ diagnostics }) => diagnostics)];
}

describe('create', () => {
  it('stores what was sent, and answers 201 with it', async () => {
    const response = await create({
      identifier: [{ system: 'urn:team', value: 'north' }],
      active: true,
      quantity: 2,
      managingEntity: { reference: 'Organization/o1' },
      member: [...members('p1'), { entity: { reference: 'Patient/p2' }, period: { start: '2026-01-01' } }],
    });
    // The answer of a create is the resource with its id.
    const { id } = response.body as { id: string };
    expect(response).toMatchObject({
      status: 201,
      version: 1,
      location: `${BASE_URL}/Group/${id}/_history/1`,
      body: { name: 'Team North', meta: { versionId: '1' } },
    });
    expect(await stored(id)).toEqual(response.body);
  });

  it('finds Groups by who is in them', async () => {
    const north = await created({ member: members('p1', 'p2') });
    await created({ member: members('p3') });
    const query = new URLSearchParams({ member: 'Patient/p2' });
    const answer = await searchType(request({ method: 'GET', query }), {
      db: fixture.store.reader,
      clock: fixture.time,
    });
    // A search answers with the text of a Bundle.
    const bundle = JSON.parse(answer.body as string) as {
      total: number;
      entry: { resource: { id: string } }[];
    };
    expect(bundle.entry.map(({ resource }) => resource.id)).toEqual([north]);
  });

  it('takes an absolute reference to a Patient here for the relative one that it is', async () => {
    const id = await created({ member: [{ entity: { reference: `${BASE_URL}/Patient/p1` } }] });
    expect((await stored(id)).member).toEqual(members('p1'));
  });

  it('may be of nobody yet', async () => {
    const id = await created({ member: undefined });
    expect(await stored(id)).not.toHaveProperty('member');
  });

  it('is refused where a member is no Patient here, naming which', async () => {
    await fixture.store.write((tx) =>
      writeResources(tx, [{ resource: { resourceType: 'Patient', id: 'p3' }, deleted: true }], {
        now: '2026-03-02T08:30:00.000Z',
        sourceMessageId: null,
      }),
    );
    expect(await refused(create({ member: members('p1', 'nobody', 'p2', 'p3') }))).toEqual([
      422,
      'Group.member[1].entity.reference: there is no such Patient',
      'Group.member[3].entity.reference: there is no such Patient',
    ]);
    expect(
      await fixture.store.reader.selectFrom('resource').select('id').where('type', '=', 'Group').execute(),
    ).toEqual([]);
  });

  it.each([
    [
      'a practitioner',
      { member: [{ entity: { reference: 'Practitioner/p1' } }] },
      'Group.member[0].entity.reference',
    ],
    [
      'a version',
      { member: [{ entity: { reference: 'Patient/p1/_history/1' } }] },
      'Group.member[0].entity.reference',
    ],
    [
      'another server',
      { member: [{ entity: { reference: 'https://x.example/Patient/p1' } }] },
      'Group.member[0]',
    ],
    [
      'an identifier alone',
      { member: [{ entity: { identifier: { value: '9990000018' } } }] },
      'Group.member[0].entity',
    ],
    [
      'a type that is none',
      { member: [{ entity: { reference: 'Patient/p1', type: 'Group' } }] },
      'Group.member[0]',
    ],
    [
      'a period that is none',
      { member: [{ ...members('p1')[0], period: { start: 'now' } }] },
      'Group.member[0].period',
    ],
    ['a period without ends', { member: [{ ...members('p1')[0], period: {} }] }, 'Group.member[0].period'],
    ['devices', { type: 'device' }, 'Group.type'],
    ['a definition', { actual: false }, 'Group.actual'],
    ['characteristics', { characteristic: [] }, 'characteristic'],
    ['a long name', { name: 'x'.repeat(201) }, 'Group.name'],
    ['no name', { name: '' }, 'Group.name'],
    ['a wrong count', { quantity: 2 }, 'Group.quantity'],
    ['an unknown element', { nonsense: 1 }, 'nonsense'],
    ['too many', { member: Array.from({ length: 20_001 }, () => members('p1')[0]) }, 'Group.member'],
  ])('is refused with %s', async (_, change, text) => {
    const [status, ...texts] = await refused(create(change));
    expect(status).toBe(422);
    expect(texts.join()).toContain(text);
    expect(texts.join()).not.toContain('9990000018');
  });

  it('is refused for what is no Group, with query parameters, and where as many as may be are kept', async () => {
    expect((await refused(create({ resourceType: 'List' })))[0]).toBe(400);
    expect((await refused(createGroup(request({ body: null }), fixture.writes)))[0]).toBe(400);
    const query = new URLSearchParams({ x: '1' });
    expect((await refused(createGroup(request({ body, query }), fixture.writes)))[0]).toBe(400);
    const id = await created();
    await created();
    expect((await refused(create({}, { maxGroups: 2 })))[0]).toBe(429);
    await remove(id);
    expect((await create({}, { maxGroups: 2 })).status).toBe(201);
  });

  it('takes as many members as it says', async () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => `m${i}`);
    await people(...ids);
    const id = await created({ member: members(...ids) });
    expect((await stored(id)).member).toHaveLength(20_000);
  });
});

describe('update', () => {
  it('replaces the members, keeps the id, and makes a version only where something changed', async () => {
    const id = await created();
    expect(await update(id, { member: members('p2', 'p3') })).toMatchObject({ status: 200, version: 2 });
    expect((await stored(id)).member).toEqual(members('p2', 'p3'));
    expect(await update(id, { member: members('p2', 'p3') })).toMatchObject({ status: 200, version: 2 });
  });

  it('is refused where If-Match names another version, and changes nothing', async () => {
    const id = await created();
    await update(id, { name: 'Renamed' }, { ifMatch: 'W/"1"' });
    expect((await refused(update(id, { name: 'Lost' }, { ifMatch: 'W/"1"' })))[0]).toBe(412);
    expect((await stored(id)).name).toBe('Renamed');
  });

  it('is refused for unknown members, ids that are not ours, deleted ones, and bodies of another id', async () => {
    const id = await created();
    expect(await refused(update(id, { member: members('nobody') }))).toEqual([
      422,
      'Group.member[0].entity.reference: there is no such Patient',
    ]);
    expect((await refused(update('unknown', {})))[0]).toBe(405);
    expect((await refused(update(id, { id: 'other' })))[0]).toBe(400);
    await remove(id);
    expect((await refused(update(id, {})))[0]).toBe(410);
  });
});

describe('delete', () => {
  it('answers 204, also again, and leaves no trace in the index', async () => {
    const id = await created();
    expect(await remove(id)).toEqual({ status: 204 });
    expect(await remove(id)).toEqual({ status: 204 });
    expect((await readCurrent(fixture.store.reader, 'Group', id))?.deleted).toBe(1);
    const rows = await fixture.store.reader
      .selectFrom('search_reference')
      .select('target')
      .where('param', '=', 'Group.member')
      .execute();
    expect(rows).toEqual([]);
  });

  it('is refused for what never was, and where If-Match names another version', async () => {
    const id = await created();
    expect((await refused(remove('unknown')))[0]).toBe(404);
    expect((await refused(remove(id, { ifMatch: 'W/"7"' })))[0]).toBe(412);
  });
});
