/**
 * Promise 1 and 3 under fire: kill -9 at random moments while messages come in and alerts go out. What was acknowledged
 * is there, once; what was not is resent without a second effect; every alert arrives, always under the same number.
 * A killed process loses its memory and not the operating system's: losing power is another test.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { simulateDay } from '../test-data/borough/day.ts';
import { generatePeople } from '../test-data/borough/people.ts';
import { createRandom } from '../test-data/borough/random.ts';
import { readNotification } from '../test-data/demo/notification.ts';
import { loadPlace } from './place.ts';
import { Receiver } from './subscriptions/testing/receiver.ts';
import { KillableGateway } from './testing/crash/killable-gateway.ts';
import { foundIn, personalValues } from './testing/crash/personal-values.ts';
import { readDatabase, type LeftBehind } from './testing/crash/read-database.ts';
import { sendUntilAcknowledged, type OutgoingMessage } from './testing/crash/relentless-sender.ts';
import { eventsSinceStart, subscribe } from './testing/crash/subscribe.ts';

const MESSAGES = 1000;
/** A night's run has more: KILLS=1000 npx vitest run gateway/crash.test.ts */
const KILLS = Number(process.env['KILLS'] ?? 8);
const RECOVERY_MS = 5000;
const CONNECTIONS = 4;
const DAY = '2026-11-20';
const LOCALITY = 'health-village-central';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

it(
  'loses nothing, doubles nothing and keeps every number through kill -9 at random moments',
  async () => {
    const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
    process.stdout.write(`kill -9 under load: CRASH_SEED=${seed} KILLS=${KILLS}\n`);
    const messages = dayOfMessages(seed);
    const killer = createKiller(seed);
    const disturbed = await play(messages, killer);
    const undisturbed = await play(messages);

    const { left, subscribers, gateway } = disturbed;
    expect(gateway.kills).toBeGreaterThanOrEqual(KILLS + 2);
    expect(Math.max(...gateway.recoveries), 'slowest recovery, ms').toBeLessThan(RECOVERY_MS);
    expect(disturbed.resent, 'kills that met a message in flight').toBeGreaterThan(0);
    expect(left.integrity).toBe('ok');
    expect(left.journal.map(({ raw }) => Buffer.from(raw).toString()).sort()).toEqual(
      messages.map(({ text }) => text).sort(),
    );
    expect(new Set(left.journal.map(({ outcome }) => outcome))).toEqual(new Set(['committed']));
    expect(left.facts).toEqual(undisturbed.left.facts);
    expect(left.steps).toEqual(undisturbed.left.steps);
    expect(new Map(left.record)).toEqual(new Map(undisturbed.left.record));
    for (const [i, subscriber] of subscribers.entries()) {
      expectAccounted(subscriber, left);
      expect(toldTo(subscriber, left)).toEqual(toldTo(undisturbed.subscribers[i], undisturbed.left));
    }
    expect(foundIn(gateway.lines, personalValues(messages.map(({ text }) => text)))).toEqual([]);
  },
  90_000 + KILLS * 3000,
);

interface Played {
  readonly gateway: KillableGateway;
  readonly subscribers: readonly Subscriber[];
  readonly left: LeftBehind;
  readonly resent: number;
}

/** Subscribes, sends everything until it is acknowledged, waits for every alert, stops, and reads what is left. */
async function play(messages: readonly OutgoingMessage[], killer?: Killer): Promise<Played> {
  const gateway = new KillableGateway();
  cleanups.push(() => gateway.remove());
  await gateway.start();
  const subscribers = await subscribeAll(await gateway.api());
  const [{ resent }] = await Promise.all([
    sendUntilAcknowledged(messages, {
      connections: CONNECTIONS,
      port: async () => (await gateway.up()).mllpPort,
      onSent: () => killer?.onSent(),
    }),
    killer?.run(gateway),
  ]);
  // The last acknowledgement is out and alerts are still due.
  if (killer !== undefined) await gateway.killAndRestart();
  const api = await gateway.api();
  await Promise.all(subscribers.map((subscriber) => untilAllHere(subscriber, api)));
  expect(await (await gateway.up()).stop()).toBe(0);
  return { gateway, subscribers, left: readDatabase(gateway.database), resent };
}

interface Subscriber {
  readonly id: string;
  readonly receiver: Receiver;
  /** What `$status` said when everything had come. */
  numbered: number;
}

/** One that takes everybody's steps by id, and one of a locality that takes them with their resources. */
async function subscribeAll(api: string): Promise<Subscriber[]> {
  const wanted = [{ content: 'id-only' }, { content: 'full-resource', locality: LOCALITY }] as const;
  return Promise.all(
    wanted.map(async (want) => {
      const receiver = new Receiver();
      await receiver.start();
      cleanups.push(() => receiver.stop());
      return { id: await subscribe(api, { ...want, endpoint: receiver.url() }), receiver, numbered: -1 };
    }),
  );
}

async function untilAllHere(subscriber: Subscriber, api: string): Promise<void> {
  const { id, receiver } = subscriber;
  subscriber.numbered = await eventsSinceStart(api, id);
  const missing = (): number => subscriber.numbered - new Set(receiver.eventNumbers()).size;
  await expect.poll(missing, { timeout: 30_000, interval: 50 }).toBe(0);
}

/** Every number from 1 to the last came, first in order, each time with the same bundle, focus and bytes. */
function expectAccounted({ id, receiver, numbered }: Subscriber, left: LeftBehind): void {
  const ledger = left.deliveries.filter((row) => row.subscription_id === id);
  const numbers = Array.from({ length: numbered }, (_, i) => i + 1);
  expect(numbered).toBeGreaterThan(50);
  expect(ledger.map(({ event_number }) => event_number)).toEqual(numbers);
  expect(new Set(ledger.map(({ status }) => status))).toEqual(new Set(['sent']));
  const first = new Map<number, { bundle: string; focus: string | undefined; text: string }>();
  for (const { bundle, text } of receiver.ofType('event-notification')) {
    for (const { eventNumber, focus } of readNotification(bundle).events) {
      const event = { bundle: bundle.id ?? '', focus, text };
      if (first.has(eventNumber)) expect(event).toEqual(first.get(eventNumber));
      else first.set(eventNumber, event);
    }
  }
  expect([...first.keys()]).toEqual(numbers);
  for (const { event_number, bundle_id, encounter_id } of ledger) {
    const expected = { bundle: bundle_id, focus: `Encounter/${encounter_id}` };
    expect(first.get(event_number)).toMatchObject(expected);
  }
}

/** The steps that the subscriber was told of, in any order: the lanes of two runs interleave otherwise. */
function toldTo(subscriber: Subscriber | undefined, { deliveries }: LeftBehind): readonly string[] {
  const own = deliveries.filter((row) => row.subscription_id === subscriber?.id);
  return own.map(({ step }) => step).sort();
}

function dayOfMessages(seed: number): readonly OutgoingMessage[] {
  const place = loadPlace('place.json');
  const people = generatePeople(place, { people: 3000, seed, day: DAY });
  const day = simulateDay(place, people, { seed, day: DAY });
  // Exact repeats are left out, so that a second copy cannot stand in for a first one that was lost.
  const messages = [...day.opening, ...day.messages].filter(({ disturbance }) => disturbance !== 'repeat');
  expect(messages.length).toBeGreaterThanOrEqual(MESSAGES);
  return messages.slice(0, MESSAGES).map(({ text, localNumber }) => ({ text, key: Number(localNumber) }));
}

/** Kills when so many messages have been sent, a few milliseconds later; one of them dies again while it starts. */
interface Killer {
  readonly onSent: () => void;
  run(gateway: KillableGateway): Promise<void>;
}

function createKiller(seed: number): Killer {
  const random = createRandom(seed, 'kills');
  const moments = Array.from({ length: KILLS }, () => ({
    after: random.int(5, MESSAGES - 20),
    delay: random.int(0, 12),
  })).sort((a, b) => a.after - b.after);
  const duringStart = random.int(0, KILLS - 1);
  const startMs = random.int(50, 900);
  let sent = 0;
  let wake: (() => void) | undefined;
  return {
    onSent: () => {
      sent += 1;
      wake?.();
    },
    run: async (gateway) => {
      for (const [i, { after, delay }] of moments.entries()) {
        while (sent < after) await new Promise<void>((resolve) => (wake = resolve));
        await sleep(delay);
        await gateway.killAndRestart(i === duringStart ? startMs : undefined);
      }
    },
  };
}
