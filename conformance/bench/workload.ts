/** What every bench sends: days of a synthetic borough's hospital, exact repeats left out, so that each message is work. */
import { join } from 'node:path';
import { loadPlace, type Place } from '../../gateway/place.ts';
import { simulateDay } from '../../test-data/borough/day.ts';
import { loadMessages } from '../../test-data/borough/load.ts';
import { generatePeople } from '../../test-data/borough/people.ts';

export interface BenchMessage {
  readonly controlId: string;
  readonly bytes: Uint8Array;
}

export interface Workload {
  readonly place: Place;
  /** Every person of the borough by A28: sent first, not measured. */
  readonly people: readonly BenchMessage[];
  /** The next so many messages of the days, in their order. @throws RangeError where they are used up. */
  next(count: number): readonly BenchMessage[];
}

const PEOPLE = 5000;
const SEED = 20_260_101;
const DAY_MS = 86_400_000;
export const PLACE_FILE = join(import.meta.dirname, '..', '..', 'place.json');

/** @param messages how many `next` can give in all. @param now the days are those before it. */
export function makeWorkload(messages: number, now: Date): Workload {
  const place = loadPlace(PLACE_FILE);
  const days: BenchMessage[] = [];
  const dayOf = (ago: number): string => new Date(now.getTime() - ago * DAY_MS).toISOString().slice(0, 10);
  const first = Math.ceil(messages / 900) + 2;
  const people = generatePeople(place, { people: PEOPLE, seed: SEED, day: dayOf(first) });
  const known = new Set(people.map(({ localNumber }) => localNumber));
  for (let ago = first - 1; ago > 0 && days.length < messages; ago--) {
    const { opening, messages: sent } = simulateDay(place, people, { seed: SEED + ago, day: dayOf(ago) });
    for (const { controlId, text, localNumber, disturbance } of [...opening, ...sent]) {
      // Those born on different days of different seeds share their numbers.
      if (disturbance === 'repeat' || !known.has(localNumber)) continue;
      days.push({ controlId, bytes: Buffer.from(text) });
    }
  }
  let at = 0;
  return {
    place,
    people: loadMessages(place, people, dayOf(first)).map(({ controlId, text }) => ({
      controlId,
      bytes: Buffer.from(text),
    })),
    next: (count) => {
      if (at + count > days.length) throw new RangeError('the workload was made for fewer messages');
      at += count;
      return days.slice(at - count, at);
    },
  };
}
