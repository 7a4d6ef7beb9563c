/**
 * A simulated day at the hospital: the messages in the order in which they reach the gateway, and what is true
 * when it is over. The same seed, people and place give the same bytes.
 */
import type { Place } from '../../gateway/place.ts';
import { changePerson, correctedName, movedPractice, newbornPerson } from './changes.ts';
import { disturb, type Disturbance, type Sending } from './disturb.ts';
import { hospitalOf, type Hospital } from './hospital.ts';
import { bornHere } from './journeys.ts';
import { messageText, type MessageEvent } from './message.ts';
import type { Person } from './person.ts';
import { planDay } from './plan.ts';
import { createRandom, type Random } from './random.ts';
import type { JourneyEvent, Trigger, VisitTruth } from './visit.ts';

export interface DayOptions {
  readonly seed: number;
  /** YYYY-MM-DD; the messages carry its local times. It must lie in the past when the messages are sent. */
  readonly day: string;
}

export interface DayMessage {
  /** When it reaches the gateway: seconds from the midnight that starts the day; negative before it. */
  readonly at: number;
  readonly text: string;
  readonly disturbance: Disturbance;
  readonly trigger: Trigger;
  readonly controlId: string;
  readonly localNumber: string;
  readonly visitNumber?: string;
}

/** What is true of a visit at the end of the day, whatever was late, lost on the way for a while, or repeated. */
export interface FinalState extends VisitTruth {
  readonly visitNumber: string;
  readonly localNumber: string;
}

export interface SimulatedDay {
  readonly day: string;
  /** Admissions from before midnight: send them first. */
  readonly opening: readonly DayMessage[];
  readonly messages: readonly DayMessage[];
  readonly visits: readonly FinalState[];
  /** Everybody whom the day touched, as they are known at its end; newborn people among them. */
  readonly people: readonly Person[];
}

export const DAY_SECONDS = 86_400;

/** @throws RangeError when the borough is too small for a day, or the place has no emergency ward. */
export function simulateDay(place: Place, people: readonly Person[], options: DayOptions): SimulatedDay {
  const random = createRandom(options.seed, `day-${options.day}`);
  const hospital = hospitalOf(place);
  const stories = [
    ...hospitalStories(random, hospital, people, options.day),
    ...newbornStories(random.fork('newborn'), hospital, people.length, options.day),
  ];
  const events = [
    ...changeSome(random.fork('changes'), place, stories).flat(),
    ...changesAtHome(random.fork('home'), place, people, stories),
  ].filter((event) => event.occurredAt < DAY_SECONDS - 120);
  const sent = asSent(random.fork('sent'), events, options.day, hospital.site);
  const before = sent.filter((event) => event.occurredAt < 0);
  const during = sent.filter((event) => event.occurredAt >= 0);
  return {
    day: options.day,
    opening: before.map((event) => asMessage({ event, at: event.sentAt, disturbance: 'none' })),
    messages: disturb(random.fork('disturb'), during, DAY_SECONDS).map(asMessage),
    visits: finalStates(sent),
    people: lastKnown(sent),
  };
}

type Story = readonly JourneyEvent[];

function hospitalStories(
  random: Random,
  hospital: Hospital,
  people: readonly Person[],
  day: string,
): Story[] {
  return planDay(random.fork('plan'), people, day).map(({ journey, person, at }, i) =>
    journey({
      random: random.fork(`journey-${i}`),
      person,
      hospital,
      visitNumber: visitNumber(day, i),
      day,
      at,
    }),
  );
}

function newbornStories(random: Random, hospital: Hospital, known: number, day: string): Story[] {
  return [0, 1, 2].map((i) => {
    const person = newbornPerson(random, day, String(1_000_001 + known + i));
    const at = random.int(3600, 80_000);
    const traveller = { random, person, hospital, visitNumber: visitNumber(day, 90_000 + i), day, at };
    return [{ trigger: 'A28', person, occurredAt: at - 300 }, ...bornHere(traveller)];
  });
}

/** One visitor in forty changes practice during the stay, one in sixty has the name put right. */
function changeSome(random: Random, place: Place, stories: readonly Story[]): Story[] {
  return stories.map((events, i) => {
    const first = events[0];
    if (first === undefined || (i % 40 !== 7 && i % 60 !== 11)) return events;
    const at = Math.max(first.occurredAt, 0) + random.int(601, 5400);
    const patch =
      i % 40 === 7 ? movedPractice(random, place, first.person) : correctedName(random, first.person);
    return changePerson(events, first.person, at, patch, i % 40 === 7 ? 'practice' : 'name');
  });
}

/** People who change practice and are not in hospital. */
function changesAtHome(
  random: Random,
  place: Place,
  people: readonly Person[],
  stories: readonly Story[],
): Story {
  const visitors = new Set(stories.map((events) => events[0]?.person.localNumber));
  const others = random.shuffle(people.filter((person) => !visitors.has(person.localNumber))).slice(0, 10);
  return others.flatMap((person) => {
    const patch = movedPractice(random, place, person);
    return changePerson([], person, random.int(8 * 3600, 18 * 3600), patch, 'practice');
  });
}

function asSent(random: Random, events: Story, day: string, site: string): MessageEvent[] {
  return events
    .toSorted((a, b) => a.occurredAt - b.occurredAt)
    .map((event, i) => {
      const recordedAt = event.occurredAt + random.int(5, 60);
      const controlId = `D${day.replaceAll('-', '')}-${String(i + 1).padStart(6, '0')}`;
      return { ...event, day, site, controlId, recordedAt, sentAt: recordedAt + random.int(1, 4) };
    });
}

function asMessage({ event, at, disturbance }: Sending): DayMessage {
  return {
    at,
    text: messageText(event),
    disturbance,
    trigger: event.trigger,
    controlId: event.controlId,
    localNumber: event.person.localNumber,
    ...(event.visit === undefined ? {} : { visitNumber: event.visit.number }),
  };
}

function finalStates(events: readonly MessageEvent[]): FinalState[] {
  const states = new Map<string, FinalState>();
  for (const { visit, after, person } of events) {
    if (visit === undefined || after === undefined) continue;
    states.set(visit.number, { visitNumber: visit.number, localNumber: person.localNumber, ...after });
  }
  return [...states.values()];
}

function lastKnown(events: readonly MessageEvent[]): Person[] {
  return [...new Map(events.map(({ person }) => [person.localNumber, person])).values()];
}

function visitNumber(day: string, index: number): string {
  return `V${day.slice(2).replaceAll('-', '')}${String(index + 1).padStart(5, '0')}`;
}
