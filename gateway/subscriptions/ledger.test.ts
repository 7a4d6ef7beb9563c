import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import { TOPIC } from '../../conformance/systems.ts';
import { readFilter } from './filters.ts';
import { insertState } from './state.ts';
import { changeStatus } from './status-change.ts';
import { markChanged } from './subscription-index.ts';
import { subscriptionResource } from './subscription-resource.ts';
import { Fixture, subscriptionBody } from './testing/fixture.ts';
import { validateSubscription } from './validate.ts';
import { writeResources } from '../record/write-resources.ts';

let fixture: Fixture;

// The lanes stand still here: only what is accounted for is looked at.
beforeEach(async () => {
  fixture = await Fixture.open();
});

afterEach(async () => {
  await fixture.close();
});

async function subscribe(topic: string, filters: string[] = [], fail = false): Promise<string> {
  const id = randomUUID();
  const body = subscriptionBody({ topic, filters, endpoint: 'http://127.0.0.1:9/' });
  const valid = await validateSubscription(body, {
    ...fixture.writes,
    baseUrl: 'https://rother.example/fhir',
    now: fixture.time.now(),
    purpose: 'create',
  });
  const now = fixture.time.now().toISOString();
  await fixture.store.write(async (tx) => {
    const resource = subscriptionResource(id, valid, 'requested');
    await writeResources(tx, [{ resource }], { now, sourceMessageId: null });
    await insertState(tx, id, valid, 'whsec_AAAA', now);
    await markChanged(tx, randomUUID);
    if (fail) throw new Error('rolled back on purpose');
  });
  return id;
}

async function accountOf(id: string): Promise<{ number: number; kind: string }[]> {
  const rows = await fixture.store.reader
    .selectFrom('delivery')
    .innerJoin('step', 'step.seq', 'delivery.step_seq')
    .select(['delivery.event_number as number', 'step.kind'])
    .where('subscription_id', '=', id)
    .orderBy('event_number')
    .execute();
  return rows;
}

describe('the account of alerts', () => {
  it('numbers each subscription by itself from 1, without a gap, in the order of the steps', async () => {
    const all = await subscribe('patient-journey');
    const some = await subscribe('discharge');
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await fixture.steps([{ kind: 'transferred' }, { kind: 'discharged' }]);
    expect(await accountOf(all)).toEqual([
      { number: 1, kind: 'arrived' },
      { number: 2, kind: 'admitted' },
      { number: 3, kind: 'transferred' },
      { number: 4, kind: 'discharged' },
    ]);
    expect(await accountOf(some)).toEqual([{ number: 1, kind: 'discharged' }]);
  });

  it('leaves no number behind where the unit of work is rolled back', async () => {
    const id = await subscribe('patient-journey');
    await expect(fixture.step({ kind: 'arrived' }, true)).rejects.toThrow('on purpose');
    await fixture.step({ kind: 'admitted' });
    expect(await accountOf(id)).toEqual([{ number: 1, kind: 'admitted' }]);
  });

  it('keeps numbers gap-free when many units of work arrive together and some of them fail', async () => {
    const id = await subscribe('patient-journey');
    const units = Array.from({ length: 40 }, (_, i) =>
      fixture.step({ kind: 'arrived', encounterId: `e${i}` }, i % 3 === 0),
    );
    const results = await Promise.allSettled(units);
    const committed = results.filter((r) => r.status === 'fulfilled').length;
    expect(committed).toBe(26);
    const numbers = (await accountOf(id)).map((row) => row.number);
    expect(numbers).toEqual(Array.from({ length: committed }, (_, i) => i + 1));
  });

  it('gives every delivery a notification id of its own and the expiry of its kind', async () => {
    await subscribe('patient-journey');
    await subscribe('patient-journey');
    await fixture.step({ kind: 'arrived' });
    const rows = await fixture.store.reader.selectFrom('delivery').selectAll().execute();
    expect(new Set(rows.map((row) => row.bundle_id)).size).toBe(2);
    expect(rows[0]).toMatchObject({ status: 'pending', expires_at: '2026-03-03T09:00:00.000Z', attempts: 0 });
  });

  it('counts also while requested and in error, and never while off', async () => {
    const id = await subscribe('patient-journey');
    const change = (status: 'error' | 'off') =>
      fixture.store.write((tx) =>
        changeStatus(
          tx,
          { subscriptionId: id, status, error: 'timeout', now: '2026-03-02T09:00:00.000Z' },
          randomUUID,
        ),
      );
    await fixture.step({ kind: 'arrived' });
    await change('error');
    await fixture.step({ kind: 'admitted' });
    await change('off');
    await fixture.step({ kind: 'discharged' });
    expect((await accountOf(id)).map((row) => row.kind)).toEqual(['arrived', 'admitted']);
  });

  it('does not remember a subscription whose creation was rolled back', async () => {
    const id = await subscribe('patient-journey');
    await fixture.step({ kind: 'arrived' });
    await expect(subscribe('patient-journey', [], true)).rejects.toThrow('on purpose');
    await fixture.step({ kind: 'admitted' });
    expect(await accountOf(id)).toHaveLength(2);
    const all = await fixture.store.reader.selectFrom('delivery').select('subscription_id').execute();
    expect(new Set(all.map((row) => row.subscription_id))).toEqual(new Set([id]));
  });

  it('sees a subscription that was created after others were cached', async () => {
    await subscribe('patient-journey');
    await fixture.step({ kind: 'arrived' });
    const late = await subscribe('patient-journey');
    await fixture.step({ kind: 'admitted' });
    expect(await accountOf(late)).toEqual([{ number: 1, kind: 'admitted' }]);
  });

  it('has no cap on subscriptions', async () => {
    const ids = await Promise.all(Array.from({ length: 1_200 }, () => subscribe('patient-journey')));
    await fixture.step({ kind: 'arrived' });
    const rows = await fixture.store.reader.selectFrom('delivery').select('subscription_id').execute();
    expect(new Set(rows.map((row) => row.subscription_id))).toEqual(new Set(ids));
  });
});

describe('a retraction', () => {
  it('goes to whoever was told of what it takes back, whatever the topic and the filters now', async () => {
    const told = await subscribe('admission', ['locality=wath']);
    const untold = await subscribe('admission', ['locality=maltby']);
    const cancellations = await subscribe('cancellation');
    await fixture.step({ kind: 'admitted', localities: ['wath'] });
    // The person has since been attributed elsewhere: the filter no longer holds, the news was told all the same.
    await fixture.step({ kind: 'cancelled', retracts: 'admitted', localities: ['maltby'] });
    expect((await accountOf(told)).map((row) => row.kind)).toEqual(['admitted', 'cancelled']);
    expect(await accountOf(untold)).toEqual([]);
    expect((await accountOf(cancellations)).map((row) => row.kind)).toEqual(['cancelled']);
  });

  it('is told once where topic and history both call for it', async () => {
    const id = await subscribe('patient-journey');
    await fixture.step({ kind: 'admitted' });
    await fixture.step({ kind: 'cancelled', retracts: 'admitted' });
    expect((await accountOf(id)).map((row) => row.kind)).toEqual(['admitted', 'cancelled']);
  });

  it('of an admission goes to whoever was told anything of that stay, and of no other', async () => {
    const discharges = await subscribe('discharge');
    const admissions = await subscribe('admission');
    await fixture.step({ kind: 'discharged' });
    await fixture.step({ kind: 'admitted', encounterId: 'e2' });
    await fixture.step({ kind: 'cancelled', retracts: 'admitted' });
    expect((await accountOf(discharges)).map((row) => row.kind)).toEqual(['discharged', 'cancelled']);
    expect((await accountOf(admissions)).map((row) => row.kind)).toEqual(['admitted']);
  });

  it('of a transfer goes only to those who were told of a transfer', async () => {
    const admissions = await subscribe('admission');
    const transfers = await subscribe('transfer');
    await fixture.steps([{ kind: 'admitted' }, { kind: 'transferred' }]);
    await fixture.step({ kind: 'cancelled', retracts: 'transferred' });
    expect(await accountOf(admissions)).toHaveLength(1);
    expect((await accountOf(transfers)).map((row) => row.kind)).toEqual(['transferred', 'cancelled']);
  });

  it('follows what it takes back also within one unit of work', async () => {
    const id = await subscribe('admission');
    await fixture.steps([{ kind: 'admitted' }, { kind: 'cancelled', retracts: 'admitted' }]);
    expect((await accountOf(id)).map((row) => row.kind)).toEqual(['admitted', 'cancelled']);
  });
});

it('reads back the filters that it stored', async () => {
  const id = await subscribe('admission', ['Encounter?class=IMP,EMER']);
  const row = await fixture.store.reader
    .selectFrom('subscription_state')
    .select('filters')
    .where('subscription_id', '=', id)
    .executeTakeFirstOrThrow();
  const { filters } = readFilter('class=EMER,IMP', `${TOPIC}admission`, { baseUrl: '' });
  expect(JSON.parse(row.filters)).toEqual(filters);
});
