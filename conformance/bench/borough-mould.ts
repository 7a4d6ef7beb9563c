/**
 * A few hundred people of the synthetic borough with their hospital visits, GP summaries and social care, taken in by the
 * gateway itself: what it makes of them is the mould from which a database of a whole borough is cast.
 */
import { copyFileSync } from 'node:fs';
import { simulateDay } from '../../test-data/borough/day.ts';
import { loadMessages } from '../../test-data/borough/load.ts';
import { generatePeople } from '../../test-data/borough/people.ts';
import type { Person } from '../../test-data/borough/person.ts';
import { isRegistered, practiceAnswer } from '../../test-data/gp-summary/practice-answer.ts';
import { caseEvents } from '../../test-data/social-care/case-events.ts';
import { cldReturn } from '../../test-data/social-care/cld-return.ts';
import { loadPlace } from '../../gateway/place.ts';
import { postCaseEvents, postGpSummary, postReturn } from './post-feeds.ts';
import { sendClosed } from './send-closed.ts';
import { startGateway, type BenchContext } from './stage.ts';
import { PLACE_FILE, type BenchMessage } from './workload.ts';

export interface MouldSize {
  readonly people: number;
  /** Of hospital messages. */
  readonly days: number;
}

/** Everything is as of this day, so that the same code makes the same mould on whatever day it runs. */
const LAST_DAY = Date.parse('2026-06-30T00:00:00Z');
const DAY_MS = 86_400_000;
const SEED = 20_260_630;
/** Every so many people has a GP summary, and is a client of the council. */
const SUMMARY_EVERY = 2;
const CLIENT_EVERY = 3;

/** Writes the database file of the mould to `file`. */
export async function makeMould(context: BenchContext, size: MouldSize, file: string): Promise<void> {
  const place = loadPlace(PLACE_FILE);
  const first = dayBefore(size.days);
  const people = generatePeople(place, { people: size.people, seed: SEED, day: first });
  const { gateway, database } = await startGateway(context);
  const bytesOf = ({ controlId, text }: { controlId: string; text: string }): BenchMessage => ({
    controlId,
    bytes: Buffer.from(text),
  });
  context.say(`the mould: ${size.people} people, ${size.days} days at the hospital`);
  await sendClosed(loadMessages(place, people, first).map(bytesOf), gateway.mllpPort, 8);
  const known = new Set(people.map(({ localNumber }) => localNumber));
  for (let ago = size.days; ago > 0; ago--) {
    const { opening, messages } = simulateDay(place, people, { seed: SEED + ago, day: dayBefore(ago) });
    const sent = [...opening, ...messages].filter(
      ({ disturbance, localNumber }) => disturbance !== 'repeat' && known.has(localNumber),
    );
    await sendClosed(sent.map(bytesOf), gateway.mllpPort, 8);
  }
  const day = dayBefore(0);
  context.say('the mould: GP summaries and social care');
  for (const person of people.filter((_, i) => i % SUMMARY_EVERY === 0)) {
    if (!isRegistered(person)) continue;
    await postGpSummary(gateway, JSON.stringify(practiceAnswer(person, { seed: SEED, day }).submission));
  }
  const clients = people.filter((_, i) => i % CLIENT_EVERY === 0).map(clientOf);
  const [council] = place.councils;
  if (council === undefined) throw new Error('the place has no council');
  const period = { start: '2025-07-01', end: '2026-06-30' };
  const returned = clients.map(({ address: { postcode }, ...client }) => ({
    ...client,
    postcode,
  }));
  await postReturn(gateway, cldReturn(returned, { seed: SEED, council: council.code, period }));
  const events = caseEvents(clients, { source: council.id, day, seed: SEED });
  await postCaseEvents(gateway, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  // Once it has stopped, the file holds all of it.
  await gateway.stop();
  copyFileSync(database, file);
}

function dayBefore(days: number): string {
  return new Date(LAST_DAY - days * DAY_MS).toISOString().slice(0, 10);
}

function clientOf({ address, sex, practice, localNumber, nhsNumber, family, given, birthDate }: Person) {
  return {
    councilId: `M${localNumber}`,
    ...(nhsNumber === undefined ? {} : { nhsNumber, nhsNumberStatus: '01' }),
    family,
    given,
    birthDate,
    gender: sex,
    address: { lines: address.lines, postcode: address.postcode },
    ...(practice === undefined ? {} : { practice: practice.ods }),
  };
}
