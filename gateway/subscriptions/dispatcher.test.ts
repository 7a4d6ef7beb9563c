import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type { Subscription } from '@medplum/fhirtypes';
import { createSubscription } from '../interactions/subscription-create.ts';
import { deleteSubscription } from '../interactions/subscription-delete.ts';
import { updateSubscription } from '../interactions/subscription-update.ts';
import type { FhirRequest } from '../interactions/fhir-request.ts';
import { BASE_URL, Fixture, subscriptionBody, type SubscriptionInput } from './testing/fixture.ts';
import { Receiver } from './testing/receiver.ts';
import { WEBHOOK_SECRET } from './validate.ts';

const POLL = { timeout: 5000, interval: 5 };

let fixture: Fixture;
let receiver: Receiver;

beforeEach(async () => {
  fixture = await Fixture.open();
  receiver = new Receiver();
  await receiver.start();
  await fixture.dispatcher.start();
});

afterEach(async () => {
  receiver.answer = () => 200;
  await receiver.stop();
  await fixture.close();
});

function request(body: unknown, id?: string): FhirRequest {
  return {
    method: id === undefined ? 'POST' : 'PUT',
    type: 'Subscription',
    ...(id === undefined ? {} : { id }),
    query: new URLSearchParams(),
    body,
    baseUrl: BASE_URL,
    correlationId: 'c1',
  };
}

async function create(input: Partial<SubscriptionInput> = {}): Promise<Subscription & { id: string }> {
  const body = subscriptionBody({ endpoint: receiver.url(), ...input });
  const response = await createSubscription(request(body), fixture.writes);
  // The answer of a create is the resource with its id.
  return response.body as Subscription & { id: string };
}

/** Creates and waits until the handshake has made it active. */
async function active(input: Partial<SubscriptionInput> = {}): Promise<Subscription & { id: string }> {
  const created = await create(input);
  fixture.time.advance(50);
  await expect.poll(() => statusOf(created.id), POLL).toBe('active');
  return created;
}

async function statusOf(id: string): Promise<string | undefined> {
  const row = await fixture.store.reader
    .selectFrom('subscription_state')
    .select('status')
    .where('subscription_id', '=', id)
    .executeTakeFirst();
  return row?.status;
}

async function resourceOf(id: string): Promise<Subscription> {
  const row = await fixture.store.reader
    .selectFrom('resource')
    .select('content')
    .where('type', '=', 'Subscription')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  // Stored by the code under test.
  return JSON.parse(row.content) as Subscription;
}

async function deliveries(id: string): Promise<{ number: number; status: string; attempts: number }[]> {
  const rows = await fixture.store.reader
    .selectFrom('delivery')
    .select(['event_number', 'status', 'attempts'])
    .where('subscription_id', '=', id)
    .orderBy('event_number')
    .execute();
  return rows.map((row) => ({ number: row.event_number, status: row.status, attempts: row.attempts }));
}

const statuses = async (id: string): Promise<string[]> => (await deliveries(id)).map((d) => d.status);
const attemptsOf = async (id: string): Promise<number> => (await deliveries(id))[0]?.attempts ?? -1;

/** Lets the head of line fail once more: waits for the failure to be recorded, then moves to its next try. */
async function failAgain(id: string, attempts: number, wait: number): Promise<void> {
  await expect.poll(() => attemptsOf(id), POLL).toBe(attempts);
  fixture.time.advance(wait);
}

describe('the handshake', () => {
  it('follows the answer, says requested, carries no event and makes the subscription active', async () => {
    const created = await create();
    expect(created.status).toBe('requested');
    expect(receiver.received).toEqual([]);
    fixture.time.advance(50);
    await expect.poll(() => statusOf(created.id), POLL).toBe('active');
    expect(receiver.received).toMatchObject([{ type: 'handshake', status: 'requested', numbers: [] }]);
    expect((await resourceOf(created.id)).status).toBe('active');
  });

  it.each([
    ['answers 500', 500 as const, 'http-status'],
    ['cuts the connection', 'reset' as const, 'reset'],
    ['redirects', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'redirect'],
  ])('makes it error where the endpoint %s, and sends it no event', async (_, answer, code) => {
    receiver.answer = () => answer;
    const created = await create();
    fixture.time.advance(50);
    await expect.poll(() => statusOf(created.id), POLL).toBe('error');
    expect(await resourceOf(created.id)).toMatchObject({ status: 'error', error: `handshake:${code}` });
    await fixture.step({ kind: 'admitted' });
    fixture.time.advance(60_000);
    await expect.poll(() => deliveries(created.id), POLL).toHaveLength(1);
    expect(receiver.ofType('event-notification')).toEqual([]);
  });

  it('gives up on an endpoint that does not answer within the timeout asked for', async () => {
    receiver.answer = () => 'hang';
    const created = await create({ settings: { timeout: 1 } });
    fixture.time.advance(50);
    await expect.poll(() => statusOf(created.id), POLL).toBe('error');
    expect((await resourceOf(created.id)).error).toBe('handshake:timeout');
  });

  it('delivers what was counted before it, in order', async () => {
    const created = await create();
    await fixture.step({ kind: 'arrived' });
    await fixture.step({ kind: 'admitted' });
    fixture.time.advance(50);
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1', '2']);
    expect(receiver.received[0]?.type).toBe('handshake');
    await expect.poll(() => statuses(created.id), POLL).toEqual(['sent', 'sent']);
  });
});

describe('delivery', () => {
  it('sends the headers whole, in the payload type, signed over id, time and body', async () => {
    const created = await active({ header: ['Authorization: Bearer a:b://c', 'X-Team: Wath'] });
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.ofType('event-notification'), POLL).toHaveLength(1);
    const [event] = receiver.ofType('event-notification');
    expect(event?.headers).toMatchObject({
      authorization: 'Bearer a:b://c',
      'x-team': 'Wath',
      'content-type': 'application/fhir+json',
    });
    const secret = created.extension?.find((e) => e.url === WEBHOOK_SECRET)?.valueString ?? '';
    const { id, timestamp, signature } = {
      id: String(event?.headers['webhook-id']),
      timestamp: String(event?.headers['webhook-timestamp']),
      signature: String(event?.headers['webhook-signature']),
    };
    const sign = new Webhook(secret).sign(id, new Date(Number(timestamp) * 1000), event?.text ?? '');
    expect(signature).toBe(sign);
    expect(event?.bundle.id).toBe(id);
  });

  it('repeats the same bytes under the same id until the receiver answers 2xx, then goes on in order', async () => {
    const created = await active();
    receiver.answer = () => 500;
    await fixture.step({ kind: 'arrived' });
    await fixture.step({ kind: 'admitted' });
    await failAgain(created.id, 1, 2_000);
    await failAgain(created.id, 2, 10_000);
    await expect.poll(() => attemptsOf(created.id), POLL).toBe(3);
    receiver.answer = () => 200;
    fixture.time.advance(30_000);
    await expect.poll(() => statuses(created.id), POLL).toEqual(['sent', 'sent']);
    expect(receiver.eventNumbers()).toEqual(['1', '1', '1', '1', '2']);
    const [first, ...rest] = receiver.ofType('event-notification').slice(0, 4);
    for (const again of rest) expect(again.text).toBe(first?.text);
    const attempts = await fixture.store.reader
      .selectFrom('delivery_attempt')
      .select(['event_number', 'attempt', 'http_status', 'outcome'])
      .orderBy('event_number')
      .orderBy('attempt')
      .execute();
    expect(attempts.map((a) => [a.event_number, a.attempt, a.http_status, a.outcome])).toEqual([
      [1, 1, 500, 'http-status'],
      [1, 2, 500, 'http-status'],
      [1, 3, 500, 'http-status'],
      [1, 4, 200, 'ok'],
      [2, 1, 200, 'ok'],
    ]);
  });

  it('shows error after three failures in a row, keeps counting and trying, and is active again after a success', async () => {
    const created = await active();
    receiver.answer = () => 503;
    await fixture.step({ kind: 'admitted' });
    await failAgain(created.id, 1, 2_000);
    expect(await statusOf(created.id)).toBe('active');
    await failAgain(created.id, 2, 10_000);
    await expect.poll(() => statusOf(created.id), POLL).toBe('error');
    expect(await resourceOf(created.id)).toMatchObject({ status: 'error', error: 'http-status' });
    await fixture.step({ kind: 'discharged' });
    expect(await deliveries(created.id)).toHaveLength(2);
    receiver.answer = () => 200;
    fixture.time.advance(30_000);
    await expect.poll(() => statuses(created.id), POLL).toEqual(['sent', 'sent']);
    expect(await statusOf(created.id)).toBe('active');
    expect((await resourceOf(created.id)).error).toBeUndefined();
  });

  it('waits as long as Retry-After asks', async () => {
    const created = await active();
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '120' } });
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => attemptsOf(created.id), POLL).toBe(1);
    receiver.answer = () => 200;
    fixture.time.advance(119_000);
    expect(fixture.time.waits()).toContain(1_000);
    expect(receiver.eventNumbers()).toEqual(['1']);
    fixture.time.advance(1_000);
    await expect.poll(() => statuses(created.id), POLL).toEqual(['sent']);
  });

  it('switches off on 410 and cancels what is queued', async () => {
    const created = await active();
    receiver.answer = () => 410;
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await expect.poll(() => statusOf(created.id), POLL).toBe('off');
    expect(await statuses(created.id)).toEqual(['cancelled', 'cancelled']);
    expect((await resourceOf(created.id)).status).toBe('off');
    await fixture.step({ kind: 'discharged' });
    expect(await deliveries(created.id)).toHaveLength(2);
  });

  it('gives up at the clinical expiry and goes on with what is still worth telling', async () => {
    const created = await active();
    receiver.answer = () => 500;
    await fixture.step({ kind: 'arrived' });
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => attemptsOf(created.id), POLL).toBe(1);
    receiver.answer = () => 200;
    const day = 24 * 3_600_000;
    // A clock that moves while the timer waits: the lane finds the arrival stale when it looks again.
    fixture.time.advance(day);
    await expect.poll(() => statuses(created.id), POLL).toEqual(['expired', 'sent']);
    expect(receiver.eventNumbers()).toEqual(['1', '2']);
  });

  it('does not let one hanging endpoint delay the others', async () => {
    await active({ endpoint: receiver.url('/slow') });
    await active({ endpoint: receiver.url('/quick') });
    receiver.answer = ({ path }) => (path === '/slow' ? 'hang' : 200);
    await fixture.step({ kind: 'arrived' });
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.eventNumbers('/quick'), POLL).toEqual(['1', '2']);
    expect(receiver.eventNumbers('/slow')).toEqual(['1']);
    await receiver.stop();
  });

  it('puts no more than max-count events into a notification, and one without it', async () => {
    const many = await create({ settings: { 'max-count': 3 }, endpoint: receiver.url('/many') });
    const single = await create({ endpoint: receiver.url('/single') });
    await fixture.steps([
      { kind: 'arrived' },
      { kind: 'admitted' },
      { kind: 'transferred' },
      { kind: 'discharged' },
    ]);
    fixture.time.advance(50);
    await expect.poll(() => receiver.eventNumbers('/many'), POLL).toEqual(['1', '2', '3', '4']);
    await expect.poll(() => receiver.eventNumbers('/single'), POLL).toEqual(['1', '2', '3', '4']);
    expect(receiver.ofType('event-notification', '/many').map((r) => r.numbers.length)).toEqual([3, 1]);
    expect(receiver.ofType('event-notification', '/single').map((r) => r.numbers.length)).toEqual([
      1, 1, 1, 1,
    ]);
    await expect.poll(() => statuses(many.id), POLL).toEqual(['sent', 'sent', 'sent', 'sent']);
    await expect.poll(() => statuses(single.id), POLL).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  it('sends heartbeats at their period, without events and without counting them', async () => {
    const created = await active({ settings: { 'heartbeat-period': 60 } });
    await expect.poll(() => fixture.time.waits(), POLL).toContain(60_000);
    fixture.time.advance(60_000);
    await expect.poll(() => receiver.ofType('heartbeat'), POLL).toHaveLength(1);
    expect(receiver.ofType('heartbeat')).toMatchObject([{ status: 'active', numbers: [] }]);
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1']);
    await expect.poll(() => statuses(created.id), POLL).toEqual(['sent']);
  });

  it('sends no heartbeat to those who did not ask', async () => {
    await active();
    fixture.time.advance(3_600_000);
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1']);
    expect(receiver.ofType('heartbeat')).toEqual([]);
  });

  it('ends at `end`: off, nothing counted, nothing sent', async () => {
    const created = await active({ end: '2026-03-02T10:00:00Z', settings: { 'heartbeat-period': 60 } });
    await expect.poll(() => fixture.time.waits(), POLL).toContain(60_000);
    fixture.time.advance(3_600_000);
    await expect.poll(() => statusOf(created.id), POLL).toBe('off');
    await fixture.step({ kind: 'admitted' });
    expect(await deliveries(created.id)).toEqual([]);
  });
});

describe('across a restart', () => {
  it('sends what was committed and not sent, with its number', async () => {
    const created = await active();
    receiver.answer = () => 500;
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await expect.poll(() => attemptsOf(created.id), POLL).toBe(1);
    receiver.answer = () => 200;
    fixture.time.advance(1_000);
    await fixture.restart();
    await expect.poll(() => fixture.time.waits(), POLL).toContain(1_000);
    fixture.time.advance(1_000);
    await expect.poll(() => statuses(created.id), POLL).toEqual(['sent', 'sent']);
    expect(receiver.eventNumbers()).toEqual(['1', '1', '2']);
    await fixture.step({ kind: 'discharged' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1', '1', '2', '3']);
  });

  it('repeats the id and number of what was answered 2xx but not recorded', async () => {
    const created = await active({ settings: { 'max-count': 5 } });
    fixture.crashing = true;
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1']);
    await fixture.step({ kind: 'discharged' });
    expect(await statuses(created.id)).toEqual(['pending', 'pending']);
    await fixture.restart();
    await expect.poll(() => statuses(created.id), POLL).toEqual(['sent', 'sent']);
    const ids = receiver.ofType('event-notification').map((r) => [r.headers['webhook-id'], r.numbers[0]]);
    expect(ids.every(([id, number]) => id === ids[0]?.[0] && number === '1')).toBe(true);
    expect(ids).toHaveLength(2);
  });

  it('does the handshake that a crash left out', async () => {
    const created = await create();
    await fixture.restart();
    await expect.poll(() => statusOf(created.id), POLL).toBe('active');
  });
});

describe('what a client does', () => {
  it('PUT after error: a new handshake, then what waited, numbers going on', async () => {
    receiver.answer = () => 500;
    const created = await create({ header: ['Authorization: Bearer one'] });
    await fixture.step({ kind: 'arrived' });
    fixture.time.advance(50);
    await expect.poll(() => statusOf(created.id), POLL).toBe('error');
    receiver.answer = () => 200;
    const stored = await resourceOf(created.id);
    expect(stored.channel.header).toEqual(['Authorization: [redacted]']);
    await updateSubscription(request({ ...stored, status: 'active' }, created.id), fixture.writes);
    expect(await statusOf(created.id)).toBe('requested');
    fixture.time.advance(50);
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1']);
    expect(receiver.ofType('handshake')).toHaveLength(2);
    expect(receiver.received.at(-1)?.headers.authorization).toBe('Bearer one');
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1', '2']);
  });

  it('PUT off: what is queued is never sent, and nothing is counted', async () => {
    const created = await active();
    receiver.answer = () => 500;
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await expect.poll(() => attemptsOf(created.id), POLL).toBe(1);
    const stored = await resourceOf(created.id);
    await updateSubscription(request({ ...stored, status: 'off' }, created.id), fixture.writes);
    receiver.answer = () => 200;
    fixture.time.advance(3_600_000);
    await fixture.step({ kind: 'discharged' });
    expect(await statuses(created.id)).toEqual(['cancelled', 'cancelled']);
    await updateSubscription(request({ ...stored, status: 'requested' }, created.id), fixture.writes);
    fixture.time.advance(50);
    await expect.poll(() => statusOf(created.id), POLL).toBe('active');
    await fixture.step({ kind: 'arrived', encounterId: 'e2' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1', '3']);
  });

  it('DELETE: what is queued is never sent', async () => {
    const created = await active();
    receiver.answer = () => 500;
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await expect.poll(() => attemptsOf(created.id), POLL).toBe(1);
    await deleteSubscription(request(undefined, created.id), fixture.writes);
    receiver.answer = () => 200;
    fixture.time.advance(3_600_000);
    await fixture.step({ kind: 'discharged' });
    expect(await statuses(created.id)).toEqual(['cancelled', 'cancelled']);
    expect(receiver.eventNumbers()).toEqual(['1']);
  });
});

it('logs no header, secret, endpoint or person', async () => {
  const created = await active({ header: ['Authorization: Bearer s3cret'], content: 'full-resource' });
  await fixture.step({ kind: 'admitted', patient: { name: [{ family: 'Testperson' }] } });
  await expect.poll(() => statuses(created.id), POLL).toEqual(['sent']);
  receiver.answer = () => 500;
  await fixture.step({ kind: 'discharged' });
  await expect.poll(async () => (await deliveries(created.id))[1]?.attempts, POLL).toBe(1);
  const log = fixture.lines.join('');
  expect(log).toContain('alert.sent');
  expect(log).toContain('alert.failed');
  expect(log).not.toMatch(/s3cret|whsec_|127\.0\.0\.1|Testperson|9990000018/);
});
