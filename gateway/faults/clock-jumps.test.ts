/**
 * F22: the system's clock jumps back an hour, or forward a day. Pass: a failed alert is tried again at its own pace,
 * heartbeats go on, a resend is still known as one, the record is what it would have been, and an alert that is still
 * worth telling is told once.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { POLL, SubscriptionScenario } from '../interactions/testing/subscription-scenario.ts';
import { adtText } from '../testing/adt-text.ts';
import { startGateway, startReceiver, subscriptionBody } from '../testing/running-gateway.ts';

const HOUR = 3_600_000;
const JUMPS = [
  ['back an hour', -HOUR],
  ['forward a day', 24 * HOUR],
] as const;

describe('the lanes of subscriptions, when the clock jumps', () => {
  let scenario: SubscriptionScenario;
  beforeEach(async () => {
    scenario = await SubscriptionScenario.open();
  });
  afterEach(() => scenario.close());

  /** The clock only: timers run on, as the system's monotonic ones do. */
  function jump(ms: number): void {
    const { time } = scenario.fixture;
    const now = time.now.bind(time);
    time.now = () => new Date(now().getTime() + ms);
  }

  it.each(JUMPS)('%s: a failed alert is tried again after its wait', async (_what, ms) => {
    const { fixture, receiver } = scenario;
    await scenario.active();
    receiver.answer = () => 500;
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => fixture.time.waits(), POLL).toContain(2000);
    jump(ms);
    receiver.answer = () => 200;
    fixture.time.advance(2000);
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1', '1']);
    await fixture.step({ kind: 'discharged' });
    await expect.poll(() => receiver.eventNumbers(), POLL).toEqual(['1', '1', '2']);
  });

  async function heartbeatsAfter(ms: number): Promise<number> {
    const { fixture, receiver } = scenario;
    await scenario.active({ settings: { 'heartbeat-period': 60 } });
    await expect.poll(() => fixture.time.waits(), POLL).toContain(60_000);
    jump(ms);
    fixture.time.advance(60_000);
    const heartbeats = (): number => receiver.ofType('heartbeat').length;
    await expect.poll(() => heartbeats() > 0 || fixture.time.waits().includes(60_000), POLL).toBe(true);
    fixture.time.advance(60_000);
    await expect.poll(heartbeats, { timeout: 2000, interval: 5 }).toBeGreaterThan(0);
    return heartbeats();
  }

  it('forward a day: heartbeats go on, one period late at most', async () => {
    expect(await heartbeatsAfter(24 * HOUR)).toBeGreaterThan(0);
  });

  // Known fault: subscriptions/lane-turn.ts keeps the time at which the heartbeat was due by the clock of before.
  it('back an hour: heartbeats go on, one period late at most', async () => {
    expect(await heartbeatsAfter(-HOUR)).toBeGreaterThan(0);
  });
});

describe('the whole gateway, when the clock jumps', () => {
  it.each(JUMPS)('%s: knows a resend, and keeps the order of what happened', async (_what, ms) => {
    let offset = 0;
    const clock: Clock = { now: () => new Date(Date.now() + offset) };
    const gateway = await startGateway(clock);
    const receiver = await startReceiver();
    try {
      const answer = await fetch(`${gateway.baseUrl}/Subscription`, {
        method: 'POST',
        headers: { 'content-type': 'application/fhir+json' },
        body: JSON.stringify(subscriptionBody('patient-journey', receiver.url, [], 'id-only')),
      });
      expect(answer.status).toBe(201);
      const message = (trigger: string, minutesAgo: number): string =>
        adtText({
          trigger,
          at: localTime(Date.now() - minutesAgo * 60_000),
          controlId: `${trigger}${minutesAgo}`,
          pv1: { 2: 'I', 3: '^B6^1^RFRPA' },
        });
      const admission = message('A01', 30);
      expect((await gateway.send(admission)).code).toBe('AA');
      await receiver.events(1);
      offset = ms;
      expect((await gateway.send(admission)).code).toBe('AA');
      expect((await gateway.send(message('A03', 10))).code).toBe('AA');
      const told = (await receiver.events(2)).flatMap(({ events }) => events);
      expect(told).toEqual([1, 2]);
      const { entry = [] } = await gateway.get<{ entry?: { resource: { status: string } }[] }>(
        'Encounter?class=IMP',
      );
      expect(entry.map(({ resource }) => resource.status)).toEqual(['finished']);
    } finally {
      await receiver.close();
      await gateway.stop();
    }
  });
});

/** YYYYMMDDHHMMSS with its offset, as of an instant. */
function localTime(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace(/[-T:]/g, '')}+0000`;
}
