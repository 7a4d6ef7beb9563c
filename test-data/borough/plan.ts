/** Who comes to the hospital on the day, by which journey, and when: more of the old, most between ten and ten. */
import { HOUR } from './journey-parts.ts';
import {
  admissionTakenBack,
  alreadyOnWard,
  attendAndAdmit,
  attendAndGoHome,
  diesOnWard,
  directAdmission,
  directAdmissionCancelled,
  dischargeTakenBack,
  elective,
  electivePostponed,
  preAdmittedOnly,
  registeredInError,
  transferTakenBack,
  type Journey,
} from './journeys.ts';
import { ageOn, type Person } from './person.ts';
import type { Random } from './random.ts';

export interface PlannedJourney {
  readonly journey: Journey;
  readonly person: Person;
  /** Seconds from midnight. */
  readonly at: number;
}

/** A kind of journey, how many of it a full day has, and when it may start (hours; negative is the day before). */
interface Kind {
  readonly journey: Journey;
  readonly count: number;
  readonly hours: readonly [number, number] | 'arrivals';
  /** Only people of at least this age. */
  readonly from?: number;
}

/** A full day: 300 attendances in A&E, of which 80 end in admission, and some 150 admissions of all kinds. */
const FULL_DAY: readonly Kind[] = [
  { journey: attendAndGoHome, count: 210, hours: 'arrivals' },
  { journey: attendAndAdmit, count: 80, hours: 'arrivals' },
  { journey: admissionTakenBack, count: 6, hours: 'arrivals' },
  { journey: registeredInError, count: 4, hours: 'arrivals' },
  { journey: elective, count: 45, hours: [5, 8] },
  { journey: electivePostponed, count: 3, hours: [5, 8] },
  { journey: preAdmittedOnly, count: 8, hours: [9, 16] },
  { journey: directAdmission, count: 22, hours: [9, 20] },
  { journey: directAdmissionCancelled, count: 5, hours: [9, 20] },
  { journey: alreadyOnWard, count: 50, hours: [-10, -1] },
  { journey: transferTakenBack, count: 6, hours: [-10, -1], from: 18 },
  { journey: dischargeTakenBack, count: 6, hours: [-10, -1] },
  { journey: diesOnWard, count: 2, hours: [-10, -1], from: 75 },
];

/** How many people arrive in each hour of the day, relative to each other. */
const ARRIVALS_BY_HOUR = [
  8, 7, 6, 5, 4, 4, 5, 7, 11, 15, 18, 19, 18, 18, 17, 17, 17, 17, 18, 17, 16, 14, 12, 10,
] as const;

/** A borough too small for the full day has a day in proportion; every kind keeps at least one journey. */
export function planDay(random: Random, people: readonly Person[], day: string): readonly PlannedJourney[] {
  const scale = Math.min(1, people.length / 1500);
  const counts = FULL_DAY.map((kind) => Math.max(1, Math.round(kind.count * scale)));
  const needed = counts.reduce((sum, count) => sum + count, 0);
  if (people.length < needed) {
    throw new RangeError(`a day needs at least ${needed} people; the borough has ${people.length}`);
  }
  const order = byLikelihood(random, people, day);
  const taken = new Set<Person>();
  const planned: PlannedJourney[] = [];
  FULL_DAY.forEach(({ journey, hours, from = 0 }, i) => {
    for (let left = counts[i] ?? 0; left > 0; left--) {
      const person = order.find((p) => !taken.has(p) && ageOn(p.birthDate, day) >= from);
      if (person === undefined) continue;
      taken.add(person);
      planned.push({ journey, person, at: startOf(random, hours) });
    }
  });
  return planned;
}

/** Everybody, the old and the residents of care homes sooner; sampling after Efraimidis and Spirakis. */
function byLikelihood(random: Random, people: readonly Person[], day: string): readonly Person[] {
  return people
    .map((person) => ({ person, key: -Math.log(1 - random.next()) / likelihood(person, day) }))
    .sort((a, b) => a.key - b.key)
    .map(({ person }) => person);
}

function likelihood(person: Person, day: string): number {
  const age = ageOn(person.birthDate, day);
  const byAge = age >= 80 ? 4 : age >= 65 ? 2 : age < 5 ? 1.6 : 1;
  return person.careHome === undefined ? byAge : byAge * 1.5;
}

function startOf(random: Random, hours: Kind['hours']): number {
  if (hours !== 'arrivals') return random.int(hours[0] * HOUR, hours[1] * HOUR);
  const hour = random.weighted(ARRIVALS_BY_HOUR.map((weight, h) => [h, weight] as const));
  return hour * HOUR + random.int(0, HOUR - 1);
}
