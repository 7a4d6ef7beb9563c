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

describe('the handshake', () => {
  it('follows the answer, says requested, carries no event and makes the subscription active', async () => {
    const created = await scenario.create();
    expect(created.status).toBe('requested');
    expect(receiver.received).toEqual([]);
    fixture.time.advance(50);
    await expect.poll(() => scenario.status(created.id), POLL).toBe('active');
    expect(receiver.received).toMatchObject([{ type: 'handshake', status: 'requested', numbers: [] }]);
    expect((await scenario.resource(created.id)).status).toBe('active');
  });

  it.each([
    ['answers 500', 500 as const, 'http-status'],
    ['cuts the connection', 'reset' as const, 'reset'],
    ['redirects', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'redirect'],
  ])('makes it error where the endpoint %s, and sends it no event', async (_, answer, code) => {
    receiver.answer = () => answer;
    const created = await scenario.create();
    fixture.time.advance(50);
    await expect.poll(() => scenario.status(created.id), POLL).toBe('error');
    expect(await scenario.resource(created.id)).toMatchObject({
      status: 'error',
      error: `handshake:${code}`,
    });
    receiver.answer = () => 200;
    await scenario.active({ endpoint: receiver.url('/other') });
    await fixture.step({ kind: 'admitted' });
    fixture.time.advance(60_000);
    // The other's event has come, so this one's lane has had its turn as well.
    await expect.poll(() => receiver.eventNumbers('/other'), POLL).toEqual(['1']);
    expect(await scenario.deliveries(created.id)).toEqual([{ number: 1, status: 'pending', attempts: 0 }]);
    expect(receiver.eventNumbers('/hook')).toEqual([]);
  });

  it('gives up on an endpoint that does not answer within the timeout asked for', async () => {
    receiver.answer = () => 'hang';
    const created = await scenario.create({ settings: { timeout: 1 } });
    fixture.time.advance(50);
    await expect.poll(() => scenario.status(created.id), POLL).toBe('error');
    expect((await scenario.resource(created.id)).error).toBe('handshake:timeout');
  });

  it('delivers what was counted before it, in order', async () => {
    const created = await scenario.create();
    await fixture.step({ kind: 'arrived' });
    await fixture.step({ kind: 'admitted' });
    fixture.time.advance(50);
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1', '2']);
    expect(receiver.received[0]?.type).toBe('handshake');
    await expect.poll(() => scenario.statuses(created.id), POLL).toEqual(['sent', 'sent']);
  });
});
