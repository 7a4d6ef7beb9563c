/**
 * `rother generate`: a synthetic borough and a day of its hospital as files: people as A28, admissions from before
 * midnight, the day in order of arrival, and what is true at its end. The one production file that imports test-data.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simulateDay, type SimulatedDay } from '../../test-data/borough/day.ts';
import { loadMessages } from '../../test-data/borough/load.ts';
import { generatePeople } from '../../test-data/borough/people.ts';
import type { Person } from '../../test-data/borough/person.ts';
import { ConfigurationError, loadPlace } from '../place.ts';
import { CliError, type CliIo } from './io.ts';

export interface GenerateOptions {
  readonly people: number;
  readonly seed: number;
  /** Folder, made where it is not there. */
  readonly out: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Path of the place's configuration. */
  readonly config: string;
  /** Replace files that are there. */
  readonly force: boolean;
}

const FILES = ['people.hl7', 'opening.hl7', 'day.hl7', 'truth.json'] as const;

/** The same options write the same bytes. @returns 0. @throws CliError where the files are there already. */
export async function generate(options: GenerateOptions, io: CliIo): Promise<number> {
  const place = placeOf(options.config);
  const present = FILES.filter((name) => existsSync(join(options.out, name)));
  if (present.length > 0 && !options.force) {
    throw new CliError(
      `${options.out} already has ${present.join(', ')}; name another folder or add --force`,
    );
  }
  const people = generatePeople(place, options);
  const day = dayOf(place, people, options);
  const texts = (messages: readonly { readonly text: string }[]): string =>
    messages.map(({ text }) => text).join('');
  const contents: Readonly<Record<(typeof FILES)[number], string>> = {
    'people.hl7': texts(loadMessages(place, people, options.day)),
    'opening.hl7': texts(day.opening),
    'day.hl7': texts(day.messages),
    'truth.json': `${JSON.stringify(truthOf(options, people, day), null, 1)}\n`,
  };
  await mkdir(options.out, { recursive: true });
  for (const name of FILES) {
    await writeFile(join(options.out, name), contents[name]);
  }
  io.stdout.write(
    `${options.out}: ${people.length} people, ${day.opening.length} admissions before midnight, ` +
      `${day.messages.length} messages of ${options.day}, ${day.visits.length} visits in truth.json\n`,
  );
  return 0;
}

function placeOf(config: string): ReturnType<typeof loadPlace> {
  try {
    return loadPlace(config);
  } catch (error) {
    throw error instanceof ConfigurationError ? new CliError(error.message) : error;
  }
}

function dayOf(
  place: ReturnType<typeof loadPlace>,
  people: readonly Person[],
  options: GenerateOptions,
): SimulatedDay {
  try {
    return simulateDay(place, people, options);
  } catch (error) {
    throw error instanceof RangeError ? new CliError(error.message) : error;
  }
}

/** Who is where at the end, and which message came when and why. */
function truthOf(options: GenerateOptions, people: readonly Person[], day: SimulatedDay): unknown {
  const changed = new Map(day.people.map((person) => [person.localNumber, person]));
  const born = day.people.filter((person) => Number(person.localNumber) > 1_000_000 + people.length);
  return {
    seed: options.seed,
    day: day.day,
    visits: day.visits,
    messages: day.messages.map(({ at, controlId, disturbance, visitNumber }) => ({
      at,
      controlId,
      disturbance,
      ...(visitNumber === undefined ? {} : { visitNumber }),
    })),
    people: [...people, ...born].map((person) => changed.get(person.localNumber) ?? person),
  };
}
