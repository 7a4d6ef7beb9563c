/** Everything that the demo makes up before it starts: place, people, day, shared record, and which localities watch. */
import { loadPlace, type Place } from '../../gateway/place.ts';
import { simulateDay, type SimulatedDay } from '../borough/day.ts';
import { loadMessages, type LoadMessage } from '../borough/load.ts';
import { generatePeople } from '../borough/people.ts';
import type { Person } from '../borough/person.ts';
import { makeSharedRecord, type SharedRecord } from './shared-record.ts';

export interface DemoBorough {
  readonly place: Place;
  readonly people: readonly Person[];
  readonly load: readonly LoadMessage[];
  readonly day: SimulatedDay;
  /** What practices and council say before the day. */
  readonly shared: SharedRecord;
  /** The two localities whose teams subscribe. */
  readonly watching: readonly { readonly code: string; readonly name: string }[];
}

/** The pilot's locality and the largest one; in another place the first two. */
const PREFERRED = ['health-village-central', 'rother-valley-south'];

export function makeBorough(
  configuration: string,
  wanted: { readonly people: number; readonly seed: number; readonly day: string },
): DemoBorough {
  const place = loadPlace(configuration);
  const people = generatePeople(place, wanted);
  const preferred = place.localities.filter(({ code }) => PREFERRED.includes(code));
  const day = simulateDay(place, people, wanted);
  return {
    place,
    people,
    load: loadMessages(place, people, wanted.day),
    day,
    shared: makeSharedRecord(place, people, day, wanted),
    watching: preferred.length === 2 ? preferred : place.localities.slice(0, 2),
  };
}

/** The localities to which each person could be attributed during the day: by practice before and after, and by care home. */
export function possibleLocalities(borough: DemoBorough): ReadonlyMap<string, ReadonlySet<string>> {
  const practice = new Map(borough.place.practices.map(({ ods, locality }) => [ods, locality]));
  const home = new Map(borough.place.careHomes.map(({ id, locality }) => [id, locality]));
  const possible = new Map<string, Set<string>>();
  for (const person of [...borough.people, ...borough.day.people]) {
    const codes = possible.get(person.localNumber) ?? new Set();
    for (const code of [practice.get(person.practice?.ods ?? ''), home.get(person.careHome ?? '')]) {
      if (code !== undefined) codes.add(code);
    }
    possible.set(person.localNumber, codes);
  }
  return possible;
}
