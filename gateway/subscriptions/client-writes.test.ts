import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { POLL, SubscriptionScenario } from '../interactions/testing/subscription-scenario.ts';
import { subscriptionBody } from './testing/fixture.ts';

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

describe('what a client does', () => {
  it('PUT after error: a new handshake, then what waited, numbers going on', async () => {
    receiver.answer = () => 500;
    const created = await scenario.create({ header: ['Authorization: Bearer one'] });
    await fixture.step({ kind: 'arrived' });
    fixture.time.advance(50);
    await expect.poll(() => scenario.status(created.id), POLL).toBe('error');
    receiver.answer = () => 200;
    const stored = await scenario.resource(created.id);
    expect(stored.channel.header).toEqual(['Authorization: [redacted]']);
    await scenario.put(created.id, { ...stored, status: 'active' });
    expect(await scenario.status(created.id)).toBe('requested');
    fixture.time.advance(50);
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1']);
    expect(receiver.ofType('handshake')).toHaveLength(2);
    expect(receiver.received.at(-1)?.headers.authorization).toBe('Bearer one');
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1', '2']);
  });

  it('PUT after failed deliveries: what waits is due at once, and the schedule begins anew', async () => {
    const created = await scenario.active();
    receiver.answer = () => 500;
    await fixture.step({ kind: 'admitted' });
    await scenario.failAgain(created.id, 1, 2_000);
    await scenario.failAgain(created.id, 2, 10_000);
    await expect.poll(() => scenario.status(created.id), POLL).toBe('error');
    receiver.answer = ({ type }) => (type === 'handshake' ? 200 : 500);
    const stored = await scenario.resource(created.id);
    await scenario.put(created.id, { ...stored, status: 'requested' });
    fixture.time.advance(50);
    await expect.poll(() => scenario.attempts(created.id), POLL).toBe(4);
    await expect.poll(() => fixture.time.waits(), POLL).toContain(2_000);
    expect(await scenario.status(created.id)).toBe('active');
  });

  it('PUT while a handshake is under way: only what the PUT asks for is verified', async () => {
    receiver.answer = ({ path }) => (path === '/old' ? 'hang' : 500);
    const created = await scenario.create({ endpoint: receiver.url('/old'), settings: { timeout: 60 } });
    fixture.time.advance(50);
    await expect.poll(() => receiver.ofType('handshake', '/old'), POLL).toHaveLength(1);
    const moved = subscriptionBody({ endpoint: receiver.url('/new') });
    await scenario.put(created.id, { ...moved });
    receiver.finishHanging(200);
    await expect.poll(() => scenario.status(created.id), POLL).toBe('error');
    expect(receiver.ofType('handshake').map((r) => r.path)).toEqual(['/old', '/new']);
  });

  it('PUT off: what is queued is never sent, and nothing is counted', async () => {
    const created = await scenario.active();
    receiver.answer = () => 500;
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await expect.poll(() => scenario.attempts(created.id), POLL).toBe(1);
    const stored = await scenario.resource(created.id);
    await scenario.put(created.id, { ...stored, status: 'off' });
    receiver.answer = () => 200;
    fixture.time.advance(3_600_000);
    await fixture.step({ kind: 'discharged' });
    expect(await scenario.statuses(created.id)).toEqual(['cancelled', 'cancelled']);
    await scenario.put(created.id, { ...stored, status: 'requested' });
    fixture.time.advance(50);
    await expect.poll(() => scenario.status(created.id), POLL).toBe('active');
    await fixture.step({ kind: 'arrived', encounterId: 'e2' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1', '3']);
  });

  it('DELETE: what is queued is never sent', async () => {
    const created = await scenario.active();
    receiver.answer = () => 500;
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await expect.poll(() => scenario.attempts(created.id), POLL).toBe(1);
    await scenario.delete(created.id);
    receiver.answer = () => 200;
    fixture.time.advance(3_600_000);
    await fixture.step({ kind: 'discharged' });
    expect(await scenario.statuses(created.id)).toEqual(['cancelled', 'cancelled']);
    expect(receiver.eventNumbers()).toEqual(['1']);
  });
});
