/**
 * F20: two gateways on one database, the second started by mistake. Pass: whatever either acknowledges is
 * there once, one writes at a time, the record is the one that a single gateway makes of the same messages, and the
 * numbers of alerts have no gap and no double, each always with the same notification.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { simulateDay } from '../../test-data/borough/day.ts';
import { generatePeople } from '../../test-data/borough/people.ts';
import { loadPlace } from '../place.ts';
import { Receiver } from '../subscriptions/testing/receiver.ts';
import { startGatewayChild, type GatewayChild } from '../testing/crash/gateway-child.ts';
import { readDatabase, type LeftBehind } from '../testing/crash/read-database.ts';
import { sendUntilAcknowledged, type OutgoingMessage } from '../testing/crash/relentless-sender.ts';
import { eventsSinceStart, subscribe } from '../testing/crash/subscribe.ts';

const DAY = '2026-11-20';
const MESSAGES = 400;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function dayOfMessages(): readonly OutgoingMessage[] {
  const place = loadPlace(join(import.meta.dirname, '..', '..', 'place.json'));
  const people = generatePeople(place, { people: 3000, seed: 20, day: DAY });
  const { opening, messages } = simulateDay(place, people, { seed: 20, day: DAY });
  return [...opening, ...messages]
    .slice(0, MESSAGES)
    .map(({ text, localNumber }) => ({ text, key: Number(localNumber) }));
}

/** Sends each message to the gateway that `turn` says, both at once, and reads what is left when all have stopped. */
async function play(count: number): Promise<{ left: LeftBehind; receiver: Receiver; numbered: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'rother-two-'));
  cleanups.push(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const database = join(folder, 'rother.db');
  const env = { PUBLIC_URL: 'http://rother.test' };
  const gateways: GatewayChild[] = [];
  for (let i = 0; i < count; i++) {
    const gateway = await startGatewayChild({ database, env });
    cleanups.push(() => gateway.kill());
    gateways.push(gateway);
  }
  const receiver = new Receiver();
  await receiver.start();
  cleanups.push(() => receiver.stop());
  const [first] = gateways;
  if (first === undefined) throw new Error('no gateway');
  const api = `http://127.0.0.1:${first.httpPort}/fhir`;
  const id = await subscribe(api, { content: 'id-only', endpoint: receiver.url() });
  const messages = dayOfMessages();
  // The messages of one person go to both in turn, so that their units of work meet.
  const share = (gateway: GatewayChild, nth: number): Promise<unknown> =>
    sendUntilAcknowledged(
      messages.filter((_, i) => i % count === nth),
      { connections: 3, port: () => Promise.resolve(gateway.mllpPort), onSent: () => undefined },
    );
  await Promise.all(gateways.map(share));
  const numbered = await eventsSinceStart(api, id);
  await expect.poll(() => new Set(receiver.eventNumbers()).size, { timeout: 10_000 }).toBe(numbered);
  for (const gateway of gateways) expect(await gateway.stop()).toBe(0);
  return { left: readDatabase(database), receiver, numbered };
}

it('two gateways on one database make the record that one makes, and lose and double nothing', async () => {
  const both = await play(2);
  const alone = await play(1);
  expect(both.left.integrity).toBe('ok');
  expect(both.left.journal).toHaveLength(new Set(dayOfMessages().map(({ text }) => text)).size);
  expect(new Set(both.left.journal.map(({ outcome }) => outcome))).toEqual(new Set(['committed']));
  expect(both.left.facts).toEqual(alone.left.facts);
  expect(new Map(both.left.record)).toEqual(new Map(alone.left.record));
  const numbers = both.left.deliveries.map(({ event_number }) => event_number);
  expect(numbers).toEqual(Array.from({ length: both.numbered }, (_, i) => i + 1));
  const bundles = new Map<string, Set<string | undefined>>();
  for (const { bundle, numbers: told } of both.receiver.ofType('event-notification')) {
    for (const number of told) bundles.set(number, (bundles.get(number) ?? new Set()).add(bundle.id));
  }
  expect([...bundles.values()].filter(({ size }) => size !== 1)).toEqual([]);
}, 60_000);
