/**
 * Changes of a person during the day, sent as A31 and shown by every later message about the person: another
 * practice, a name put right, and newborn people who are first announced by A28.
 */
import { drawAddress } from './addresses.ts';
import { drawName, otherFamilyName } from './names.ts';
import type { Person } from './person.ts';
import type { Random } from './random.ts';
import type { JourneyEvent } from './visit.ts';
import { drawDoctor, drawPractice } from './practices.ts';
import type { Place } from '../../gateway/place.ts';

/** The events with an A31 inserted, and the person as changed in it and in all that happened later. */
export function changePerson(
  events: readonly JourneyEvent[],
  person: Person,
  about: number,
  patch: Partial<Person>,
  correction: string,
): readonly JourneyEvent[] {
  const at = freeSecond(events, about);
  const changed = events.map((event) =>
    event.occurredAt > at ? { ...event, person: { ...event.person, ...patch } } : event,
  );
  const update: JourneyEvent = {
    trigger: 'A31',
    person: { ...person, ...patch },
    occurredAt: at,
    correction,
  };
  return [...changed, update].sort((a, b) => a.occurredAt - b.occurredAt);
}

/** Two statements about one person never happen in the same second: which came first would be anybody's guess. */
function freeSecond(events: readonly JourneyEvent[], from: number): number {
  const taken = new Set(events.map((event) => event.occurredAt));
  let at = from;
  while (taken.has(at)) at += 1;
  return at;
}

/** A practice other than the present one, with one of its doctors. */
export function movedPractice(random: Random, place: Place, person: Person): Partial<Person> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const practice = drawPractice(random, place);
    if (practice === undefined || practice.ods === person.practice?.ods) continue;
    return { practice, generalPractitioner: drawDoctor(random, practice) };
  }
  return {};
}

export function correctedName(random: Random, person: Person): Partial<Person> {
  return { family: otherFamilyName(random, person.heritage, person.family) };
}

/** A baby born on the day: no NHS number yet, no practice. */
export function newbornPerson(random: Random, day: string, localNumber: string): Person {
  const sex = random.chance(0.49) ? 'female' : 'male';
  return {
    localNumber,
    nhsNumberStatus: '08',
    ...drawName(random, 'british', sex, Number(day.slice(0, 4))),
    title: sex === 'female' ? 'Miss' : 'Master',
    heritage: 'british',
    sex,
    birthDate: day,
    address: drawAddress(random),
    language: 'EN',
    ethnicCategory: 'Z',
  };
}
