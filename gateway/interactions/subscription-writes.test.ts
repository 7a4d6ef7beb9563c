import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Subscription } from '@medplum/fhirtypes';
import { OperationOutcomeError } from '../outcomes.ts';
import { readCurrent } from '../store/resource-row.ts';
import { BASE_URL, Fixture, subscriptionBody } from '../subscriptions/testing/fixture.ts';
import { WEBHOOK_SECRET } from '../subscriptions/validate.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { createSubscription } from './subscription-create.ts';
import { deleteSubscription } from './subscription-delete.ts';
import { updateSubscription } from './subscription-update.ts';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await Fixture.open();
});

afterEach(async () => {
  await fixture.close();
});

const body = subscriptionBody({
  endpoint: 'http://127.0.0.1:9/',
  filters: ['Encounter.patient=Patient/1'],
  header: ['Authorization: Bearer s3cret'],
});

function request(change: Partial<FhirRequest>): FhirRequest {
  const query = new URLSearchParams();
  return { method: 'POST', type: 'Subscription', query, baseUrl: BASE_URL, correlationId: 'c1', ...change };
}

const create = (sent: unknown = body): Promise<FhirResponse> =>
  createSubscription(request({ body: sent }), fixture.writes);

async function created(): Promise<{ id: string; secret: string | undefined; response: FhirResponse }> {
  const response = await create();
  // The answer of a create is the resource with its id.
  const subscription = response.body as Subscription & { id: string };
  const secret = subscription.extension?.find((e) => e.url === WEBHOOK_SECRET)?.valueString;
  return { id: subscription.id, secret, response };
}

async function stored(id: string): Promise<Subscription> {
  const row = await readCurrent(fixture.store.reader, 'Subscription', id);
  // Stored by the code under test.
  return JSON.parse(row?.content ?? '{}') as Subscription;
}

async function refusedWith(work: Promise<unknown>): Promise<number> {
  const error: unknown = await work.catch((e: unknown) => e);
  if (error instanceof OperationOutcomeError) return error.status;
  throw new Error('was not refused', { cause: error });
}

const update = (id: string, change: object, more: Partial<FhirRequest> = {}): Promise<FhirResponse> =>
  updateSubscription(
    request({ method: 'PUT', id, body: { ...body, id, ...change }, ...more }),
    fixture.writes,
  );

const remove = (id: string, more: Partial<FhirRequest> = {}): Promise<FhirResponse> =>
  deleteSubscription(request({ method: 'DELETE', id, ...more }), fixture.writes);

describe('create', () => {
  it('answers 201 with status requested, the headers as sent, and the signing secret once', async () => {
    const { id, secret, response } = await created();
    expect(response).toMatchObject({
      status: 201,
      version: 1,
      location: `${BASE_URL}/Subscription/${id}/_history/1`,
      body: {
        resourceType: 'Subscription',
        status: 'requested',
        channel: { header: ['Authorization: Bearer s3cret'] },
      },
    });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });

  it('stores what was sent, without the secret and without header values', async () => {
    const { id, secret } = await created();
    const { meta, ...rest } = await stored(id);
    expect(rest).toEqual({
      ...body,
      id,
      channel: { ...body.channel, header: ['Authorization: [redacted]'] },
    });
    expect(meta?.versionId).toBe('1');
    const everything = JSON.stringify([
      await fixture.store.reader.selectFrom('resource').selectAll().execute(),
      await fixture.store.reader.selectFrom('search_token').selectAll().execute(),
    ]);
    expect(everything).not.toContain('s3cret');
    expect(everything).not.toContain(secret);
  });

  it('is refused where as many as may be are kept, and taken when one is deleted', async () => {
    const few = { ...fixture.writes, maxSubscriptions: 2 };
    const another = (): Promise<FhirResponse> => createSubscription(request({ body }), few);
    const { id } = await created();
    await another();
    expect(await refusedWith(another())).toBe(429);
    await remove(id);
    expect((await another()).status).toBe(201);
  });

  it('keeps nothing of a refused subscription', async () => {
    expect(await refusedWith(create({ ...body, criteria: 'nonsense' }))).toBe(422);
    expect(await fixture.store.reader.selectFrom('subscription_state').selectAll().execute()).toEqual([]);
    expect(await fixture.store.reader.selectFrom('resource').selectAll().execute()).toEqual([]);
  });
});

describe('update', () => {
  it('replaces, keeps the id, the count and the secret, and verifies again', async () => {
    const { id } = await created();
    await fixture.step({ kind: 'admitted', patientId: '1' });
    const before = await fixture.store.reader
      .selectFrom('subscription_state')
      .selectAll()
      .executeTakeFirstOrThrow();
    const response = await update(id, { status: 'active', reason: 'Another reason' });
    expect(response).toMatchObject({ status: 200, version: 2 });
    expect(await stored(id)).toMatchObject({ status: 'requested', reason: 'Another reason' });
    const after = await fixture.store.reader
      .selectFrom('subscription_state')
      .selectAll()
      .executeTakeFirstOrThrow();
    expect(after).toMatchObject({ secret: before.secret, last_event_number: 1, status: 'requested' });
  });

  it('accepts what the create answered, and shows neither secret nor header values', async () => {
    const { id, secret, response } = await created();
    // The answer of a create is a resource.
    const echoed = response.body as Subscription;
    const answer = await updateSubscription(request({ method: 'PUT', id, body: echoed }), fixture.writes);
    expect(JSON.stringify(answer.body)).not.toContain('s3cret');
    expect(JSON.stringify(answer.body)).not.toContain(secret);
    const state = await fixture.store.reader
      .selectFrom('subscription_state')
      .select(['headers', 'secret'])
      .executeTakeFirstOrThrow();
    expect(state).toEqual({ headers: '["Authorization: Bearer s3cret"]', secret });
  });

  it('is refused where If-Match names another version, and changes nothing', async () => {
    const { id } = await created();
    expect(await refusedWith(update(id, { reason: 'x' }, { ifMatch: 'W/"2"' }))).toBe(412);
    expect((await stored(id)).reason).toBe(body.reason);
    expect((await update(id, { reason: 'x' }, { ifMatch: 'W/"1"' })).version).toBe(2);
  });

  it('is refused for ids that are not ours, deleted ones, and bodies of another id', async () => {
    const { id } = await created();
    expect(await refusedWith(update('unknown', {}))).toBe(405);
    expect(await refusedWith(update(id, { id: 'other' }))).toBe(400);
    await remove(id);
    expect(await refusedWith(update(id, {}))).toBe(410);
  });

  it('is refused where a redacted header has no value to keep', async () => {
    const { id } = await created();
    const channel = { ...body.channel, header: ['X-Other: [redacted]'] };
    expect(await refusedWith(update(id, { channel }))).toBe(422);
  });

  describe('to an endpoint of another origin', () => {
    const redacted = ['Authorization: [redacted]'];
    const to = (endpoint: string, header: readonly string[]) => ({
      channel: { ...body.channel, endpoint, header },
    });
    const secrets = () =>
      fixture.store.reader
        .selectFrom('subscription_state')
        .select(['headers', 'secret', 'endpoint'])
        .executeTakeFirstOrThrow();

    it.each(['http://127.0.0.1:10/', 'https://127.0.0.1:9/', 'https://8.8.8.8/'])(
      'asks for the headers again, and keeps everything as it was: %s',
      async (endpoint) => {
        const { id } = await created();
        const before = await secrets();
        expect(await refusedWith(update(id, to(endpoint, redacted)))).toBe(422);
        expect(await secrets()).toEqual(before);
        expect((await stored(id)).channel.endpoint).toBe('http://127.0.0.1:9/');
      },
    );

    it('makes a new signing secret, told once, in the answer', async () => {
      const { id, secret } = await created();
      const { body: answer } = await update(id, to('http://127.0.0.1:10/', ['Authorization: Bearer other']));
      // The answer of such an update is the resource.
      const told = (answer as Subscription).extension?.find((e) => e.url === WEBHOOK_SECRET)?.valueString;
      expect(told).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      expect(told).not.toBe(secret);
      expect(await secrets()).toMatchObject({ secret: told, headers: '["Authorization: Bearer other"]' });
      expect(JSON.stringify(await stored(id))).not.toContain(told);
    });

    it('is not what another path of the same origin is: header values and secret stay', async () => {
      const { id, secret } = await created();
      await update(id, to('http://127.0.0.1:9/another?path', redacted));
      expect(await secrets()).toEqual({
        headers: '["Authorization: Bearer s3cret"]',
        secret,
        endpoint: 'http://127.0.0.1:9/another?path',
      });
    });
  });

  it('matches by the new filters from then on', async () => {
    const { id } = await created();
    await update(id, { _criteria: subscriptionBody({ endpoint: 'x', filters: ['patient=2'] })._criteria });
    await fixture.step({ kind: 'admitted', patientId: '1' });
    await fixture.step({ kind: 'admitted', patientId: '2', encounterId: 'e2' });
    const state = await fixture.store.reader
      .selectFrom('subscription_state')
      .select('last_event_number')
      .executeTakeFirstOrThrow();
    expect(state.last_event_number).toBe(1);
  });
});

describe('delete', () => {
  it('answers 204, also again, and forgets the secrets but not the ledger', async () => {
    const { id } = await created();
    await fixture.step({ kind: 'admitted', patientId: '1' });
    expect(await remove(id)).toEqual({ status: 204 });
    expect(await remove(id)).toEqual({ status: 204 });
    expect((await readCurrent(fixture.store.reader, 'Subscription', id))?.deleted).toBe(1);
    expect(await fixture.store.reader.selectFrom('subscription_state').selectAll().execute()).toEqual([]);
    const ledger = await fixture.store.reader.selectFrom('delivery').selectAll().execute();
    expect(ledger).toMatchObject([{ subscription_id: id, status: 'cancelled', last_error: 'deleted' }]);
  });

  it('is refused for what never was, and where If-Match names another version', async () => {
    const { id } = await created();
    expect(await refusedWith(remove('unknown'))).toBe(404);
    expect(await refusedWith(remove(id, { ifMatch: 'W/"7"' }))).toBe(412);
  });
});
