/** The synthetic borough: as many people as asked for, the same for the same seed, place and day. */
import type { Place } from '../../gateway/place.ts';
import { drawAddress, drawLandline, drawMobile, type Address } from './addresses.ts';
import { drawName, HERITAGES, type Heritage, type Sex } from './names.ts';
import { nhsNumbers } from './nhs-number.ts';
import type { Person } from './person.ts';
import { birthDateOf, careHomeLikelihood, drawAgeAndSex, type AgeAndSex } from './population.ts';
import { drawDoctor, drawPractice } from './practices.ts';
import { createRandom, type Random } from './random.ts';

export interface BoroughOptions {
  readonly people: number;
  readonly seed: number;
  /** YYYY-MM-DD: ages and newborns are as of this day. */
  readonly day: string;
}

const LANGUAGE: Readonly<Record<Heritage, string>> = {
  british: 'EN',
  pakistani: 'UR',
  indian: 'PA',
  polish: 'PL',
  slovak: 'SK',
  romanian: 'RO',
  african: 'EN',
};

const ETHNIC: Readonly<Record<Heritage, string>> = {
  british: 'A',
  pakistani: 'J',
  indian: 'H',
  polish: 'C',
  slovak: 'C',
  romanian: 'C',
  african: 'N',
};

/** Distinct people; NHS numbers from the 999 range, local numbers from 1000001 upwards. */
export function generatePeople(place: Place, options: BoroughOptions): readonly Person[] {
  const numbers = nhsNumbers(createRandom(options.seed, 'nhs-number').int(0, 999_999));
  return Array.from({ length: options.people }, (_, index) => {
    const random = createRandom(options.seed, `person-${index}`);
    return drawPerson(random, place, options.day, index, numbers.next().value);
  });
}

function drawPerson(random: Random, place: Place, day: string, index: number, nhsNumber: string): Person {
  const newborn = index % 500 === 250;
  const who = newborn ? newbornOf(random, day) : drawAgeAndSex(random, day);
  const heritage = random.weighted(HERITAGES);
  const home = random.chance(careHomeLikelihood(who.age)) ? drawHome(random, place) : undefined;
  const practice = newborn ? undefined : drawPractice(random, place, home?.locality);
  const person: Person = {
    localNumber: String(1_000_001 + index),
    nhsNumberStatus: newborn ? '08' : '01',
    ...drawName(random, heritage, who.sex, Number(who.birthDate.slice(0, 4))),
    title: titleOf(random, who.sex, who.age),
    heritage,
    sex: who.sex,
    birthDate: who.birthDate,
    address: home?.address ?? drawAddress(random),
    ...telephones(random, who.age),
    language: random.chance(0.6) ? 'EN' : LANGUAGE[heritage],
    ethnicCategory: random.chance(0.04) ? 'Z' : ETHNIC[heritage],
    ...(practice === undefined ? {} : { practice, generalPractitioner: drawDoctor(random, practice) }),
    ...(home === undefined ? {} : { careHome: home.id }),
  };
  return newborn ? person : withNumber(random, person, nhsNumber);
}

/** Nearly everybody is traced; 1.5 % have a number that was not, and 0.7 % have none. */
function withNumber(random: Random, person: Person, nhsNumber: string): Person {
  const chance = random.next();
  if (chance < 0.007) return { ...person, nhsNumberStatus: '07' };
  return { ...person, nhsNumber, nhsNumberStatus: chance < 0.022 ? '02' : '01' };
}

function newbornOf(random: Random, day: string): AgeAndSex {
  return {
    age: 0,
    sex: random.chance(0.49) ? 'female' : 'male',
    birthDate: birthDateOf(0, random.int(1, 20), day),
  };
}

function drawHome(
  random: Random,
  place: Place,
): { id: string; locality: string; address: Address } | undefined {
  if (place.careHomes.length === 0) return undefined;
  const home = random.pick(place.careHomes);
  const address = { lines: [home.name], town: 'Rotherham', postcode: home.postcode };
  return { id: home.id, locality: home.locality, address };
}

function titleOf(random: Random, sex: Sex, age: number): string {
  if (sex === 'male') return age < 16 ? 'Master' : 'Mr';
  if (age < 18) return 'Miss';
  return random.weighted([
    ['Mrs', age > 40 ? 7 : 3],
    ['Ms', 2],
    ['Miss', age > 40 ? 1 : 4],
  ]);
}

function telephones(random: Random, age: number): { landline?: string; mobile?: string } {
  return {
    ...(random.chance(age > 65 ? 0.8 : 0.2) ? { landline: drawLandline(random) } : {}),
    ...(age > 11 && random.chance(age > 75 ? 0.4 : 0.9) ? { mobile: drawMobile(random) } : {}),
  };
}
