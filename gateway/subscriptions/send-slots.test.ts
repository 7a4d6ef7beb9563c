import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSubscription } from '../interactions/subscription-create.ts';
import { POLL, type Created } from '../interactions/testing/subscription-scenario.ts';
import type { Notification, SendOutcome } from './channel.ts';
import { poolOf } from './send-slots.ts';
import { BASE_URL, Fixture, subscriptionBody, type SubscriptionInput } from './testing/fixture.ts';

let fixture: Fixture;
let sends: { readonly url: string; readonly type: string; readonly timeoutMs: number }[];
/** Sends to these never end by themselves. */
let hangs: (url: string) => boolean;

beforeEach(async () => {
  sends = [];
  hangs = () => false;
  fixture = await Fixture.open({ send, close: () => Promise.resolve() });
  await fixture.dispatcher.start();
});

afterEach(async () => {
  const stopped = fixture.dispatcher.stop();
  fixture.time.advance(60_000);
  await stopped;
  await fixture.close();
});

function send({ url, body, timeoutMs, signal }: Notification): Promise<SendOutcome> {
  const type = /"valueCode":"(handshake|heartbeat|event-notification)"/.exec(body)?.[1] ?? '';
  sends.push({ url, type, timeoutMs });
  if (!hangs(url)) return Promise.resolve({ kind: 'delivered', httpStatus: 200 });
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve({ kind: 'stopped' });
    });
  });
}

async function subscribe(input: SubscriptionInput): Promise<string> {
  const query = new URLSearchParams();
  const request = { type: 'Subscription', query, baseUrl: BASE_URL, correlationId: 'c1' };
  const sent = { ...request, method: 'POST', body: subscriptionBody(input) } as const;
  // The answer of a create is the resource with its id.
  return ((await createSubscription(sent, fixture.writes)).body as Created).id;
}

async function active(input: SubscriptionInput): Promise<string> {
  const id = await subscribe(input);
  fixture.time.advance(50);
  await expect.poll(() => statusOf(id), POLL).toBe('active');
  return id;
}

async function statusOf(id: string): Promise<string | undefined> {
  const rows = fixture.store.reader.selectFrom('subscription_state').select('status');
  return (await rows.where('subscription_id', '=', id).executeTakeFirst())?.status;
}

const sentTo = (host: string, type: string) => sends.filter((s) => s.url.includes(host) && s.type === type);

describe('a send', () => {
  it('is not delayed by sixty endpoints whose handshakes hang', async () => {
    await active({ endpoint: 'https://8.8.8.8/good' });
    hangs = (url) => url.includes('9.9.9.');
    for (let n = 1; n <= 60; n++) await subscribe({ endpoint: `https://9.9.9.${n}/`, content: 'empty' });
    fixture.time.advance(50);
    await expect.poll(() => sentTo('9.9.9.', 'handshake').length, POLL).toBeGreaterThanOrEqual(8);
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => sentTo('8.8.8.8', 'event-notification'), POLL).toHaveLength(1);
    expect(sentTo('9.9.9.', 'handshake')).toHaveLength(8);
  });

  it('is one of four at most to its origin, and others go on', async () => {
    for (let n = 1; n <= 6; n++) await active({ endpoint: `https://9.9.9.9/${n}` });
    await active({ endpoint: 'https://8.8.8.8/good' });
    hangs = (url) => url.includes('9.9.9.9');
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => sentTo('8.8.8.8', 'event-notification'), POLL).toHaveLength(1);
    await fixture.step({ kind: 'discharged' });
    await expect.poll(() => sentTo('8.8.8.8', 'event-notification'), POLL).toHaveLength(2);
    expect(sentTo('9.9.9.9', 'event-notification')).toHaveLength(4);
  });

  it('without an event waits ten seconds at most, and one with an event as long as was asked for', async () => {
    await active({ endpoint: 'https://8.8.8.8/', settings: { timeout: 60, 'heartbeat-period': 30 } });
    await expect.poll(() => fixture.time.waits(), POLL).toContain(30_000);
    fixture.time.advance(30_000);
    await expect.poll(() => sentTo('8.8.8.8', 'heartbeat'), POLL).toHaveLength(1);
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => sentTo('8.8.8.8', 'event-notification'), POLL).toHaveLength(1);
    expect(sends.map(({ type, timeoutMs }) => [type, timeoutMs])).toEqual([
      ['handshake', 10_000],
      ['heartbeat', 10_000],
      ['event-notification', 60_000],
    ]);
  });
});

it.each([
  ['healthy', 0, null],
  ['healthy', 0, 'timeout'],
  ['healthy', 2, 'refused'],
  ['failing', 3, 'refused'],
  ['failing', 1, 'timeout'],
])('is of the %s pool after %i failures, the last of them %s', (pool, failures, error) => {
  expect(poolOf({ consecutive_failures: failures, last_error: error })).toBe(pool);
});
