import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bundle } from '@medplum/fhirtypes';
import { TOPIC } from '../../conformance/systems.ts';
import { subscriptionEvents } from '../interactions/operations/subscription-events.ts';
import { POLL, SubscriptionScenario } from '../interactions/testing/subscription-scenario.ts';
import { openSqlite } from '../store/sqlite.ts';
import { BASE_URL, subscriptionBody, type SubscriptionInput } from './testing/fixture.ts';
import { statusOf } from './testing/receiver.ts';

let scenario: SubscriptionScenario;
let fixture: SubscriptionScenario['fixture'];
let receiver: SubscriptionScenario['receiver'];

beforeEach(async () => {
  scenario = await SubscriptionScenario.open();
  ({ fixture, receiver } = scenario);
});

afterEach(async () => {
  await scenario.close();
});

/** A subscription with event 1 still pending, then changed. */
async function changedWhilePending(
  before: Partial<SubscriptionInput>,
  after: Partial<SubscriptionInput>,
): Promise<string> {
  const { id } = await scenario.create(before);
  await fixture.step({ kind: 'arrived', ward: 'B6' });
  await scenario.put(id, subscriptionBody({ endpoint: receiver.url(), ...after }));
  fixture.time.advance(50);
  await expect.poll(() => scenario.statuses(id), POLL).toEqual(['sent']);
  return id;
}

async function events(id: string): Promise<Bundle> {
  const deps = { db: fixture.store.reader, clock: fixture.time, newId: () => 'b1' };
  const asked = { method: 'GET', type: 'Subscription', id, query: new URLSearchParams() } as const;
  const response = await subscriptionEvents({ ...asked, baseUrl: BASE_URL, correlationId: 'c1' }, deps);
  // The operation answers with a Bundle.
  return response.body as Bundle;
}

const topicOf = (bundle: Bundle | undefined) =>
  statusOf(bundle ?? { resourceType: 'Bundle', type: 'history' }).find(({ name }) => name === 'topic')
    ?.valueCanonical;
const resourcesOf = (bundle: Bundle | undefined) =>
  bundle?.entry?.slice(1).map(({ resource }) => resource?.resourceType);
const sent = () => receiver.ofType('event-notification').at(-1)?.bundle;

describe('an alert that was numbered before a PUT', () => {
  it('is told under the topic that it was matched under', async () => {
    const id = await changedWhilePending({}, { topic: 'admission' });
    expect(topicOf(sent())).toBe(`${TOPIC}patient-journey`);
    expect(topicOf(await events(id))).toBe(`${TOPIC}patient-journey`);
  });

  it.each([
    ['empty', 'full-resource'],
    ['full-resource', 'empty'],
  ])('is told at the lower level of both: %s, then %s', async (before, after) => {
    const id = await changedWhilePending({ content: before }, { content: after });
    for (const bundle of [sent(), await events(id)]) {
      expect(bundle?.entry).toHaveLength(1);
      expect(JSON.stringify(bundle)).not.toMatch(/focus|B6|SubscriptionTopic/);
    }
  });

  it('stays at ids where ids were asked for, and others of the same $events have their resources', async () => {
    const id = await changedWhilePending({ content: 'id-only' }, { content: 'full-resource' });
    expect(resourcesOf(sent())).toEqual([undefined, undefined]);
    await fixture.step({ kind: 'admitted', encounterId: 'e2', patientId: 'p2' });
    const all = await events(id);
    expect(resourcesOf(all)).toEqual([undefined, 'Encounter', undefined, 'Patient']);
    expect(topicOf(all)).toBe(`${TOPIC}patient-journey`);
  });

  it('shares neither a notification nor a stated topic with events of another topic', async () => {
    const { id } = await scenario.create({ settings: { 'max-count': 5 } });
    await fixture.step({ kind: 'admitted' });
    const changed = { endpoint: receiver.url(), topic: 'discharge', settings: { 'max-count': 5 } };
    await scenario.put(id, subscriptionBody(changed));
    await fixture.step({ kind: 'discharged' });
    fixture.time.advance(50);
    await expect.poll(() => scenario.statuses(id), POLL).toEqual(['sent', 'sent']);
    const told = receiver
      .ofType('event-notification')
      .map(({ numbers, bundle }) => [numbers, topicOf(bundle)]);
    expect(told).toEqual([
      [['1'], `${TOPIC}patient-journey`],
      [['2'], `${TOPIC}discharge`],
    ]);
    expect(topicOf(await events(id))).toBeUndefined();
  });
});

it('gives what was numbered by an earlier release the present terms of its subscription', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rother-terms-'));
  const path = join(folder, 'old.db');
  const now = (): string => '2026-03-02T09:00:00.000Z';
  try {
    await (await openSqlite(path, now)).close();
    const old = new DatabaseSync(path);
    old.exec(`delete from schema_migration where name = '0002-delivery-terms';
      alter table delivery drop column topic; alter table delivery drop column payload;
      insert into subscription_state values
        ('s1','active','urn:t','[]','e','[]','id-only','m',null,null,null,null,'s',1,0,null,null,'c');
      insert into delivery values ('s1',1,1,'b','pending','c','d','x',0,null,null),
        ('deleted',1,1,'b','cancelled','c','d','x',0,null,null);`);
    old.close();
    const store = await openSqlite(path, now);
    const rows = await store.reader
      .selectFrom('delivery')
      .select(['topic', 'payload'])
      .orderBy('subscription_id')
      .execute();
    await store.close();
    expect(rows).toEqual([
      { topic: '', payload: 'empty' },
      { topic: 'urn:t', payload: 'id-only' },
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
