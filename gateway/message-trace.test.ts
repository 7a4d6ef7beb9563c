/** Promise 5 over the whole path: from a resource back to the bytes, and from a message forward to the alert that it caused. */
import type { Bundle, Encounter } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FeedHealth } from './intake/feed-health.ts';
import type { MessageList } from './intake/trace/list-messages.ts';
import type { MessageTrace } from './intake/trace/trace-message.ts';
import { adtText } from './testing/adt-text.ts';
import {
  startGateway,
  startReceiver,
  subscriptionBody,
  type Receiver,
  type RunningGateway,
} from './testing/running-gateway.ts';

let gateway: RunningGateway;
let receiver: Receiver;

beforeAll(async () => {
  [gateway, receiver] = await Promise.all([startGateway(), startReceiver()]);
});
afterAll(async () => {
  await gateway.stop();
  await receiver.close();
});

/** Beside /fhir; what is answered there is what the test asks for. */
async function get<T>(path: string): Promise<T> {
  const response = await fetch(new URL(path, gateway.baseUrl));
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

it('leads from a transfer to its alert, and from the Encounter back to the message', async () => {
  const subscribed = await fetch(`${gateway.baseUrl}/Subscription`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(subscriptionBody('transfer', receiver.url, [])),
  });
  expect(subscribed.status).toBe(201);
  const admitted = {
    trigger: 'A01',
    at: '20261120090000',
    controlId: 'T1',
    pv1: { 2: 'I', 3: '^A1^^RFRPA' },
  };
  const moved = { trigger: 'A02', at: '20261120100000', controlId: 'T2', pv1: { 2: 'I', 3: '^B6^^RFRPA' } };
  for (const message of [admitted, moved]) {
    expect((await gateway.send(adtText(message))).code).toBe('AA');
  }
  await receiver.events(1);

  const { messages } = await get<MessageList>('/messages?control-id=T2');
  expect(messages).toMatchObject([{ controlId: 'T2', trigger: 'A02', outcome: 'committed' }]);
  const id = messages[0]?.id ?? '';
  const trace = await get<MessageTrace>(`/messages/${id}`);
  expect(trace).toMatchObject({ factsFrom: 'journal', acks: [{ code: 'AA' }], text: adtText(moved) });
  expect(trace.facts.map(({ kind }) => kind)).toContain('transfer');
  const changed = trace.resources.find(({ type, version }) => type === 'Encounter' && version === 2);
  expect(JSON.stringify(changed?.diff)).toContain('/location/');
  expect(trace.steps).toMatchObject([{ kind: 'transferred', encounterId: changed?.id }]);
  expect(trace.alerts).toMatchObject([{ stepSeq: trace.steps[0]?.seq, eventNumber: 1 }]);

  const { entry } = await gateway.get<Bundle>('Encounter?status=in-progress');
  const sources = entry?.map(({ resource }) => (resource as Encounter).meta?.source);
  expect(sources).toContain(`urn:uuid:${id}`);
}, 30_000);

it('shows the feed as heard, over the connection that is open', async () => {
  const feed = await get<FeedHealth>('/feeds/rfr-adt');
  expect(feed).toMatchObject({
    silent: false,
    silentForMinutes: 0,
    connectedPeers: [{ address: '127.0.0.1', connections: 1, sending: true }],
    outcomes: { committed: 2 },
    quarantineSize: 0,
  });
  expect(feed.ackLatencyMs?.p99).toBeGreaterThan(0);
});
