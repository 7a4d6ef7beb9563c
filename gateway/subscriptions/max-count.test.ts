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

describe('a notification of several events', () => {
  it('puts no more than max-count events into a notification, and one without it', async () => {
    const many = await scenario.create({ settings: { 'max-count': 3 }, endpoint: receiver.url('/many') });
    const single = await scenario.create({ endpoint: receiver.url('/single') });
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
    await expect.poll(() => scenario.statuses(many.id), POLL).toEqual(['sent', 'sent', 'sent', 'sent']);
    await expect.poll(() => scenario.statuses(single.id), POLL).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  it('repeats what it sent together, without what came since', async () => {
    const created = await scenario.active({ settings: { 'max-count': 5 } });
    receiver.answer = () => 500;
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await expect.poll(() => scenario.attempts(created.id), POLL).toBe(1);
    await fixture.step({ kind: 'discharged' });
    receiver.answer = () => 200;
    fixture.time.advance(2_000);
    await expect.poll(() => scenario.statuses(created.id), POLL).toEqual(['sent', 'sent', 'sent']);
    const [first, again, news] = receiver.ofType('event-notification');
    expect(first?.numbers).toEqual(['1', '2']);
    expect(again?.text).toBe(first?.text);
    expect(news?.numbers).toEqual(['3']);
    expect(news?.bundle.id).not.toBe(first?.bundle.id);
  });

  it('gives events that no longer fit into one notification an id of their own', async () => {
    const created = await scenario.active({ settings: { 'max-count': 5 } });
    receiver.answer = () => 500;
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }, { kind: 'discharged' }]);
    await expect.poll(() => scenario.attempts(created.id), POLL).toBe(1);
    receiver.answer = () => 200;
    const single = subscriptionBody({ endpoint: receiver.url(), settings: { 'max-count': 1 } });
    await scenario.put(created.id, { ...single });
    fixture.time.advance(50);
    await expect.poll(() => scenario.statuses(created.id), POLL).toEqual(['sent', 'sent', 'sent']);
    const sent = receiver.ofType('event-notification').slice(1);
    expect(sent.map((r) => r.numbers)).toEqual([['1'], ['2'], ['3']]);
    expect(new Set(sent.map((r) => r.bundle.id)).size).toBe(3);
  });
});
