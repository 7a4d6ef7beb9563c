import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebhookReceiver, type ReceivedEvent } from './receiver.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;
const authorization = 'Bearer demo';

let receiver: WebhookReceiver;
let base: string;
let events: ReceivedEvent[];
let fetches: [number, number][];

function bundle(type: string, ...numbers: number[]): string {
  return JSON.stringify({
    resourceType: 'Bundle',
    id: randomUUID(),
    type: 'history',
    entry: [
      {
        resource: {
          resourceType: 'Parameters',
          parameter: [
            {
              name: 'subscription',
              valueReference: { reference: 'https://gateway.test/fhir/Subscription/sub-1' },
            },
            { name: 'status', valueCode: 'active' },
            { name: 'type', valueCode: type },
            ...numbers.map((n) => ({
              name: 'notification-event',
              part: [
                { name: 'event-number', valueString: String(n) },
                { name: 'focus', valueReference: { reference: `Encounter/e${n}` } },
              ],
            })),
          ],
        },
      },
      ...numbers.map((n) => ({
        fullUrl: `https://gateway.test/fhir/Encounter/e${n}`,
        resource: { resourceType: 'Encounter', id: `e${n}` },
      })),
    ],
  });
}

interface Changes {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signed?: string;
}

async function post(body: string, changes: Changes = {}): Promise<number> {
  const id = randomUUID();
  const now = new Date();
  const answer = await fetch(`${base}${changes.path ?? '/alerts/central'}`, {
    method: 'POST',
    body,
    headers: {
      authorization,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, now, changes.signed ?? body),
      ...changes.headers,
    },
  });
  return answer.status;
}

beforeEach(async () => {
  events = [];
  fetches = [];
  receiver = new WebhookReceiver({
    authorization,
    onEvent: (received) => events.push(received),
    fetchEvents: (_, from, to) => {
      fetches.push([from, to]);
      const numbers = Array.from({ length: to - from + 1 }, (_unused, i) => from + i);
      return Promise.resolve(JSON.parse(bundle('query-event', ...numbers)));
    },
    now: () => 1,
  });
  base = await receiver.start();
  receiver.expect('central');
});

afterEach(async () => {
  await receiver.stop();
});

const trusted = (): void => {
  receiver.trust('central', { subscriptionId: 'sub-1', secret });
};

describe('WebhookReceiver', () => {
  it('takes a signed notification once and answers its repeat with success', async () => {
    trusted();
    const body = bundle('event-notification', 1);
    expect(await post(body)).toBe(204);
    expect(await post(body)).toBe(204);
    expect(events.map((e) => [e.event.eventNumber, e.fetched])).toEqual([[1, false]]);
    expect(events[0]?.notification.resources.get('Encounter/e1')?.id).toBe('e1');
    expect(receiver.tally('central').duplicates).toBe(1);
  });

  it('lets a handshake wait for the secret that the answer to the create brings', async () => {
    const early = post(bundle('handshake'));
    trusted();
    expect(await early).toBe(204);
    expect(receiver.handshakes('central')).toBe(1);
    expect(events).toEqual([]);
  });

  it('fetches what a gap left out, once, and marks it as fetched', async () => {
    trusted();
    await post(bundle('event-notification', 1));
    await post(bundle('event-notification', 4));
    await receiver.settled();
    expect(fetches).toEqual([[2, 3]]);
    expect(events.map((e) => [e.event.eventNumber, e.fetched])).toEqual([
      [1, false],
      [4, false],
      [2, true],
      [3, true],
    ]);
    expect(receiver.tally('central').missing()).toEqual([]);
    expect(receiver.tally('central').duplicates).toBe(0);
  });

  it('catches up to the number that the gateway has reached', async () => {
    trusted();
    await post(bundle('event-notification', 1));
    await receiver.catchUp('central', 3);
    expect(receiver.tally('central').missing(3)).toEqual([]);
  });

  it.each<[string, number, Changes]>([
    ['a wrong signature', 400, { signed: 'another body' }],
    ['an old timestamp', 400, { headers: { 'webhook-timestamp': '1700000000' } }],
    ['a wrong Authorization header', 401, { headers: { authorization: 'Bearer other' } }],
    ['an unknown path', 404, { path: '/alerts/elsewhere' }],
  ])('refuses %s', async (_, status, changes) => {
    trusted();
    expect(await post(bundle('event-notification', 1), changes)).toBe(status);
    expect(events).toEqual([]);
    expect(receiver.refused).toBe(1);
  });

  it('refuses a notification of another subscription, and what is no notification', async () => {
    receiver.trust('central', { subscriptionId: 'sub-2', secret });
    expect(await post(bundle('event-notification', 1))).toBe(403);
    expect(await post('{"resourceType":"Patient"}')).toBe(400);
    expect(events).toEqual([]);
  });
});
