import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { Bundle, Parameters, Subscription } from '@medplum/fhirtypes';
import { OperationOutcomeError } from '../../outcomes.ts';
import { BASE_URL, Fixture, subscriptionBody } from '../../subscriptions/testing/fixture.ts';
import { changeStatus } from '../../subscriptions/status-change.ts';
import { statusOf } from '../../subscriptions/testing/receiver.ts';
import type { FhirRequest } from '../fhir-request.ts';
import { createSubscription } from '../subscription-create.ts';
import { deleteSubscription } from '../subscription-delete.ts';
import { subscriptionEvents } from './subscription-events.ts';
import { subscriptionStatus } from './subscription-status.ts';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await Fixture.open();
});

afterEach(async () => {
  await fixture.close();
});

function request(query: string, change: Partial<FhirRequest> = {}): FhirRequest {
  return {
    method: 'GET',
    type: 'Subscription',
    query: new URLSearchParams(query),
    baseUrl: BASE_URL,
    correlationId: 'c1',
    ...change,
  };
}

async function create(content = 'id-only'): Promise<string> {
  const body = subscriptionBody({ endpoint: 'http://127.0.0.1:9/', content });
  const response = await createSubscription(request('', { method: 'POST', body }), fixture.writes);
  // The answer of a create is the resource with its id.
  return (response.body as Subscription & { id: string }).id;
}

const off = (id: string): Promise<void> =>
  fixture.store.write((tx) =>
    changeStatus(
      tx,
      { subscriptionId: id, status: 'off', error: 'gone', now: '2026-03-02T09:00:00.000Z' },
      randomUUID,
    ),
  );

async function status(asked: FhirRequest): Promise<Bundle> {
  const response = await subscriptionStatus(asked, { db: fixture.store.reader, newId: randomUUID });
  expect(response.status).toBe(200);
  // The operation answers with a Bundle, which is what the assertions go on to read.
  return response.body as Bundle;
}

async function events(asked: FhirRequest): Promise<Bundle> {
  const deps = { db: fixture.store.reader, clock: fixture.time, newId: randomUUID };
  // As above.
  return (await subscriptionEvents(asked, deps)).body as Bundle;
}

async function refusedWith(work: Promise<unknown>): Promise<number> {
  const error: unknown = await work.catch((e: unknown) => e);
  if (error instanceof OperationOutcomeError) return error.status;
  throw new Error('was not refused', { cause: error });
}

/** Ids of the subscriptions that a searchset of statuses speaks of. */
function idsOf(bundle: Bundle): (string | undefined)[] {
  return (bundle.entry ?? []).map((entry) => {
    // Each entry is a status.
    const { parameter } = entry.resource as Parameters;
    return parameter
      ?.find((p) => p.name === 'subscription')
      ?.valueReference?.reference?.split('/')
      .at(-1);
  });
}

function numbersOf(bundle: Bundle): (string | undefined)[] {
  return statusOf(bundle)
    .filter((p) => p.name === 'notification-event')
    .map((p) => p.part?.find((part) => part.name === 'event-number')?.valueString);
}

describe('$status', () => {
  it('answers an instance with its status as a searchset, ignoring both parameters', async () => {
    const id = await create();
    await create();
    await fixture.step({ kind: 'admitted' });
    const bundle = await status(request('id=other&status=off', { id }));
    expect(bundle).toMatchObject({ type: 'searchset', total: 1 });
    const [entry] = bundle.entry ?? [];
    expect(entry?.search).toEqual({ mode: 'match' });
    expect(entry?.fullUrl).toBe(`urn:uuid:${entry?.resource?.id ?? ''}`);
    expect(entry?.request).toBeUndefined();
    expect(statusOf(bundle)).toEqual([
      { name: 'subscription', valueReference: { reference: `${BASE_URL}/Subscription/${id}` } },
      { name: 'topic', valueCanonical: 'https://rother.example/fhir/SubscriptionTopic/patient-journey' },
      { name: 'status', valueCode: 'requested' },
      { name: 'type', valueCode: 'query-status' },
      { name: 'events-since-subscription-start', valueString: '1' },
    ]);
  });

  it('chooses by id or status, each of several, by GET and by POST', async () => {
    const a = await create();
    const b = await create();
    const c = await create();
    await off(c);
    const chosen = async (query: string): Promise<unknown> => idsOf(await status(request(query))).sort();
    expect(await chosen('')).toEqual([a, b, c].sort());
    expect(await chosen(`id=${a}&id=${c}`)).toEqual([a, c].sort());
    expect(await chosen(`id=${a},Subscription/${c}`)).toEqual([a, c].sort());
    expect(await chosen('status=off')).toEqual([c]);
    expect(await chosen('status=off&status=requested')).toEqual([a, b, c].sort());
    expect(await chosen(`id=${a}&id=${c}&status=off`)).toEqual([c]);
    expect(await chosen('id=unknown')).toEqual([]);
    const body = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'id', valueId: a },
        { name: 'id', valueId: b },
        { name: 'status', valueCode: 'requested' },
      ],
    };
    expect(idsOf(await status(request('', { method: 'POST', body }))).sort()).toEqual([a, b].sort());
  });

  it('tells why a subscription does not run, and does not raise the count', async () => {
    const id = await create();
    await off(id);
    const error = statusOf(await status(request('', { id }))).find((p) => p.name === 'error');
    expect(error?.valueCodeableConcept?.coding?.[0]?.code).toBe('gone');
    const again = statusOf(await status(request('', { id })));
    expect(again.find((p) => p.name === 'events-since-subscription-start')?.valueString).toBe('0');
  });

  it('is refused for the unknown, the deleted and the misspelt', async () => {
    const id = await create();
    expect(await refusedWith(status(request('', { id: 'unknown' })))).toBe(404);
    expect(await refusedWith(status(request('ids=x')))).toBe(400);
    expect(await refusedWith(status(request('status=running')))).toBe(400);
    const body = { resourceType: 'Parameters', parameter: [{ name: 'id', valueReference: {} }] };
    expect(await refusedWith(status(request('', { method: 'POST', body })))).toBe(400);
    await deleteSubscription(request('', { method: 'DELETE', id }), fixture.writes);
    expect(await refusedWith(status(request('', { id })))).toBe(410);
    expect(idsOf(await status(request('')))).toEqual([]);
  });
});

describe('$events', () => {
  it('tells the events of the range, both ends included, whatever became of them', async () => {
    const id = await create();
    for (const kind of ['arrived', 'admitted', 'transferred', 'discharged'] as const) {
      await fixture.step({ kind });
    }
    await off(id);
    const bundle = await events(request('eventsSinceNumber=2&eventsUntilNumber=3', { id }));
    expect(bundle.type).toBe('history');
    expect(numbersOf(bundle)).toEqual(['2', '3']);
    expect(statusOf(bundle)).toContainEqual({ name: 'type', valueCode: 'query-event' });
    expect(statusOf(bundle)).toContainEqual({ name: 'events-since-subscription-start', valueString: '4' });
    expect(bundle.entry?.every((e) => e.request !== undefined && e.response !== undefined)).toBe(true);
    expect(numbersOf(await events(request('', { id })))).toEqual(['1', '2', '3', '4']);
    expect(numbersOf(await events(request('eventsSinceNumber=4', { id })))).toEqual(['4']);
    expect(numbersOf(await events(request('eventsSinceNumber=5', { id })))).toEqual([]);
  });

  it('takes its parameters from a POST', async () => {
    const id = await create();
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    const parameter = [{ name: 'eventsSinceNumber', valueString: '2' }];
    const body = { resourceType: 'Parameters', parameter };
    expect(numbersOf(await events(request('', { id, method: 'POST', body })))).toEqual(['2']);
  });

  it('gives the content asked for, but never more than the subscription has', async () => {
    const full = await create('full-resource');
    const empty = await create('empty');
    await fixture.step({ kind: 'arrived' });
    await fixture.step({ kind: 'admitted' });
    const resources = (bundle: Bundle): unknown =>
      (bundle.entry ?? []).slice(1).map((e) => [e.resource?.resourceType, e.resource?.meta?.versionId]);
    expect(resources(await events(request('', { id: full })))).toEqual([
      ['Encounter', '1'],
      ['Encounter', '2'],
      ['Patient', '1'],
    ]);
    const less = await events(request('content=id-only', { id: full }));
    expect(less.entry).toHaveLength(4);
    expect(less.entry?.slice(1).every((e) => e.resource === undefined)).toBe(true);
    expect((await events(request('content=full-resource', { id: empty }))).entry).toHaveLength(1);
  });

  it('is bounded, with a link to the rest', async () => {
    const id = await create('empty');
    await fixture.steps(Array.from({ length: 130 }, (_, i) => ({ kind: 'arrived', encounterId: `e${i}` })));
    const first = await events(request('', { id }));
    expect(numbersOf(first)).toHaveLength(100);
    const next = new URL(first.link?.[0]?.url ?? '');
    const rest = await events(request(next.search, { id }));
    expect(numbersOf(rest)).toEqual(Array.from({ length: 30 }, (_, i) => String(i + 101)));
    expect(rest.link).toBeUndefined();
  });

  it('says 410 where part of the range is no longer held', async () => {
    const id = await create();
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await fixture.store.write(async (tx) => {
      await tx.deleteFrom('delivery').where('event_number', '=', 1).execute();
    });
    expect(await refusedWith(events(request('', { id })))).toBe(410);
    expect(numbersOf(await events(request('eventsSinceNumber=2', { id })))).toEqual(['2']);
  });

  it.each([
    'eventsSinceNumber=x',
    'eventsSinceNumber=-1',
    'eventsSinceNumber=3&eventsUntilNumber=2',
    'content=all',
    'since=1',
  ])('is refused for %s', async (query) => {
    const id = await create();
    expect(await refusedWith(events(request(query, { id })))).toBe(400);
  });
});
