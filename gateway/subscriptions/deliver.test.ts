import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { POLL, SubscriptionScenario } from '../interactions/testing/subscription-scenario.ts';
import { WEBHOOK_SECRET } from './validate.ts';

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

describe('delivery', () => {
  it('sends the headers whole, in the payload type, signed over id, time and body', async () => {
    const created = await scenario.active({ header: ['Authorization: Bearer a:b://c', 'X-Team: Wath'] });
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => receiver.ofType('event-notification'), POLL).toHaveLength(1);
    const [event] = receiver.ofType('event-notification');
    expect(event?.headers).toMatchObject({
      authorization: 'Bearer a:b://c',
      'x-team': 'Wath',
      'content-type': 'application/fhir+json',
    });
    const secret = created.extension?.find((e) => e.url === WEBHOOK_SECRET)?.valueString ?? '';
    const { id, timestamp, signature } = {
      id: String(event?.headers['webhook-id']),
      timestamp: String(event?.headers['webhook-timestamp']),
      signature: String(event?.headers['webhook-signature']),
    };
    const sign = new Webhook(secret).sign(id, new Date(Number(timestamp) * 1000), event?.text ?? '');
    expect(signature).toBe(sign);
    expect(event?.bundle.id).toBe(id);
  });

  it('repeats the same bytes under the same id until the receiver answers 2xx, then goes on in order', async () => {
    const created = await scenario.active();
    receiver.answer = () => 500;
    await fixture.step({ kind: 'arrived' });
    await fixture.step({ kind: 'admitted' });
    await scenario.failAgain(created.id, 1, 2_000);
    await scenario.failAgain(created.id, 2, 10_000);
    await expect.poll(() => scenario.attempts(created.id), POLL).toBe(3);
    receiver.answer = () => 200;
    fixture.time.advance(30_000);
    await expect.poll(() => scenario.statuses(created.id), POLL).toEqual(['sent', 'sent']);
    expect(receiver.eventNumbers()).toEqual(['1', '1', '1', '1', '2']);
    const [first, ...rest] = receiver.ofType('event-notification').slice(0, 4);
    for (const again of rest) expect(again.text).toBe(first?.text);
    const attempts = await fixture.store.reader
      .selectFrom('delivery_attempt')
      .select(['event_number', 'attempt', 'http_status', 'outcome'])
      .orderBy('event_number')
      .orderBy('attempt')
      .execute();
    expect(attempts.map((a) => [a.event_number, a.attempt, a.http_status, a.outcome])).toEqual([
      [1, 1, 500, 'http-status'],
      [1, 2, 500, 'http-status'],
      [1, 3, 500, 'http-status'],
      [1, 4, 200, 'ok'],
      [2, 1, 200, 'ok'],
    ]);
  });

  it('shows error after three failures in a row, keeps counting and trying, and is active again after a success', async () => {
    const created = await scenario.active();
    receiver.answer = () => 503;
    await fixture.step({ kind: 'admitted' });
    await scenario.failAgain(created.id, 1, 2_000);
    expect(await scenario.status(created.id)).toBe('active');
    await scenario.failAgain(created.id, 2, 10_000);
    await expect.poll(() => scenario.status(created.id), POLL).toBe('error');
    expect(await scenario.resource(created.id)).toMatchObject({ status: 'error', error: 'http-status' });
    await fixture.step({ kind: 'discharged' });
    expect(await scenario.deliveries(created.id)).toHaveLength(2);
    receiver.answer = () => 200;
    fixture.time.advance(30_000);
    await expect.poll(() => scenario.statuses(created.id), POLL).toEqual(['sent', 'sent']);
    expect(await scenario.status(created.id)).toBe('active');
    expect((await scenario.resource(created.id)).error).toBeUndefined();
  });

  it('waits as long as Retry-After asks', async () => {
    const created = await scenario.active();
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '120' } });
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => scenario.attempts(created.id), POLL).toBe(1);
    receiver.answer = () => 200;
    fixture.time.advance(119_000);
    expect(fixture.time.waits()).toContain(1_000);
    expect(receiver.eventNumbers()).toEqual(['1']);
    fixture.time.advance(1_000);
    await expect.poll(() => scenario.statuses(created.id), POLL).toEqual(['sent']);
  });

  it('switches off on 410 and cancels what is queued', async () => {
    const created = await scenario.active();
    receiver.answer = () => 410;
    await fixture.steps([{ kind: 'arrived' }, { kind: 'admitted' }]);
    await expect.poll(() => scenario.status(created.id), POLL).toBe('off');
    expect(await scenario.statuses(created.id)).toEqual(['cancelled', 'cancelled']);
    expect((await scenario.resource(created.id)).status).toBe('off');
    await fixture.step({ kind: 'discharged' });
    expect(await scenario.deliveries(created.id)).toHaveLength(2);
  });

  it('gives up at the clinical expiry and goes on with what is still worth telling', async () => {
    const created = await scenario.active();
    receiver.answer = () => 500;
    await fixture.step({ kind: 'arrived' });
    await fixture.step({ kind: 'admitted' });
    await expect.poll(() => scenario.attempts(created.id), POLL).toBe(1);
    receiver.answer = () => 200;
    const day = 24 * 3_600_000;
    // A clock that moves while the timer waits: the lane finds the arrival stale when it looks again.
    fixture.time.advance(day);
    await expect.poll(() => scenario.statuses(created.id), POLL).toEqual(['expired', 'sent']);
    expect(receiver.eventNumbers()).toEqual(['1', '2']);
  });
});

it('logs no header, secret, endpoint or person', async () => {
  const created = await scenario.active({
    header: ['Authorization: Bearer s3cret'],
    content: 'full-resource',
  });
  await fixture.step({ kind: 'admitted', patient: { name: [{ family: 'Testperson' }] } });
  await expect.poll(() => scenario.statuses(created.id), POLL).toEqual(['sent']);
  receiver.answer = () => 500;
  await fixture.step({ kind: 'discharged' });
  await expect.poll(async () => (await scenario.deliveries(created.id))[1]?.attempts, POLL).toBe(1);
  const log = fixture.lines.join('');
  expect(log).toContain('alert.sent');
  expect(log).toContain('alert.failed');
  expect(log).not.toMatch(/s3cret|whsec_|127\.0\.0\.1|Testperson|9990000018/);
});
