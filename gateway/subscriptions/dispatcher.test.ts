import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { POLL, SubscriptionScenario } from '../interactions/testing/subscription-scenario.ts';

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

describe('the lanes', () => {
  it('does not let one hanging endpoint delay the others', async () => {
    await scenario.active({ endpoint: receiver.url('/slow') });
    await scenario.active({ endpoint: receiver.url('/quick') });
    receiver.answer = ({ path }) => (path === '/slow' ? 'hang' : 200);
    await fixture.step({ kind: 'arrived' });
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.eventNumbers('/quick'), POLL).toEqual(['1', '2']);
    expect(receiver.eventNumbers('/slow')).toEqual(['1']);
    await receiver.stop();
  });

  it('misses no wake while many units of work commit and lanes come and go', async () => {
    const ids = [
      await scenario.active({ endpoint: receiver.url('/a') }),
      await scenario.active({ endpoint: receiver.url('/b') }),
    ];
    const count = 150;
    for (let i = 0; i < count; i += 3) {
      const units = [i, i + 1, i + 2].map((n) => fixture.step({ kind: 'arrived', encounterId: `e${n}` }));
      await Promise.all(units);
    }
    // No time passes here, so no sweep helps.
    const expected = Array.from({ length: count }, (_, i) => String(i + 1));
    await expect.poll(() => receiver.eventNumbers('/a'), POLL).toEqual(expected);
    await expect.poll(() => receiver.eventNumbers('/b'), POLL).toEqual(expected);
    for (const { id } of ids) {
      await expect.poll(async () => new Set(await scenario.statuses(id)), POLL).toEqual(new Set(['sent']));
    }
  });

  it('sends heartbeats at their period, without events and without counting them', async () => {
    const created = await scenario.active({ settings: { 'heartbeat-period': 60 } });
    await expect.poll(() => fixture.time.waits(), POLL).toContain(60_000);
    fixture.time.advance(60_000);
    await expect.poll(() => receiver.ofType('heartbeat'), POLL).toHaveLength(1);
    expect(receiver.ofType('heartbeat')).toMatchObject([{ status: 'active', numbers: [] }]);
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1']);
    await expect.poll(() => scenario.statuses(created.id), POLL).toEqual(['sent']);
  });

  it('sends no heartbeat to those who did not ask', async () => {
    await scenario.active();
    fixture.time.advance(3_600_000);
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1']);
    expect(receiver.ofType('heartbeat')).toEqual([]);
  });

  it('ends at `end`: off, nothing counted, nothing sent', async () => {
    const created = await scenario.active({
      end: '2026-03-02T10:00:00Z',
      settings: { 'heartbeat-period': 60 },
    });
    await expect.poll(() => fixture.time.waits(), POLL).toContain(60_000);
    fixture.time.advance(3_600_000);
    await expect.poll(() => scenario.status(created.id), POLL).toBe('off');
    await fixture.step({ kind: 'admitted' });
    expect(await scenario.deliveries(created.id)).toEqual([]);
  });
});

describe('stopping', () => {
  it('gives what is under way a while, then cuts it off without calling it a failure', async () => {
    const created = await scenario.active();
    receiver.answer = () => 'hang';
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1']);
    const stopped = fixture.dispatcher.stop();
    fixture.time.advance(10_000);
    await stopped;
    expect(await scenario.deliveries(created.id)).toEqual([
      { number: 1, status: 'pending', attempts: 0 },
      { number: 2, status: 'pending', attempts: 0 },
    ]);
    expect(fixture.time.waits()).toEqual([]);
  });

  it('records what is answered meanwhile, and begins nothing new', async () => {
    const created = await scenario.active();
    receiver.answer = () => 'hang';
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1']);
    const stopped = fixture.dispatcher.stop();
    receiver.finishHanging(200);
    await stopped;
    expect(await scenario.statuses(created.id)).toEqual(['sent', 'pending']);
    expect(receiver.eventNumbers()).toEqual(['1']);
  });
});

describe('across a restart', () => {
  it('sends what was committed and not sent, with its number', async () => {
    const created = await scenario.active();
    receiver.answer = () => 500;
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await expect.poll(() => scenario.attempts(created.id), POLL).toBe(1);
    receiver.answer = () => 200;
    fixture.time.advance(1_000);
    await fixture.restart();
    await expect.poll(() => fixture.time.waits(), POLL).toContain(1_000);
    fixture.time.advance(1_000);
    await expect.poll(() => scenario.statuses(created.id), POLL).toEqual(['sent', 'sent']);
    expect(receiver.eventNumbers()).toEqual(['1', '1', '2']);
    await fixture.step({ kind: 'discharged' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1', '1', '2', '3']);
  });

  it('repeats the id and number of what was answered 2xx but not recorded', async () => {
    const created = await scenario.active({ settings: { 'max-count': 5 } });
    fixture.crashing = true;
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1']);
    await fixture.step({ kind: 'discharged' });
    expect(await scenario.statuses(created.id)).toEqual(['pending', 'pending']);
    await fixture.restart();
    await expect.poll(() => scenario.statuses(created.id), POLL).toEqual(['sent', 'sent']);
    const ids = receiver.ofType('event-notification').map((r) => [r.headers['webhook-id'], r.numbers[0]]);
    expect(ids.every(([id, number]) => id === ids[0]?.[0] && number === '1')).toBe(true);
    expect(ids).toHaveLength(2);
  });

  it('does the handshake that a crash left out', async () => {
    const created = await scenario.create();
    await fixture.restart();
    await expect.poll(() => scenario.status(created.id), POLL).toBe('active');
  });
});
