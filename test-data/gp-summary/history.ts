/**
 * What a practice knows of a synthetic person: problems that fit the age, medicines that fit the problems, allergies,
 * immunisations, a few measurements. Drawn from a seed; the same person has the same history on every machine.
 */
import { ageOn, type Person } from '../borough/person.ts';
import type { Random } from '../borough/random.ts';
import { drawAllergies, type Allergies } from './allergies.ts';
import { MEDICINES, type Medicine, type MedicineKey } from './medicines.ts';
import {
  ASTHMA,
  DEMENTIA,
  DIABETES,
  FRAILTY,
  LIVES_IN_A_HOME,
  PROBLEMS,
  type ProblemKind,
} from './problems.ts';

export interface HeldProblem {
  readonly code: string;
  readonly display: string;
  readonly significance: 'major' | 'minor';
  /** YYYY-MM-DD. */
  readonly since: string;
}

export interface HeldMedicine {
  readonly medicine: Medicine;
  readonly since: string;
  readonly lastIssue: string;
}

export interface Immunisation {
  readonly code: string;
  readonly display: string;
  readonly date: string;
}

export interface Measured {
  readonly date: string;
  readonly systolic: number;
  readonly diastolic: number;
  /** Kilograms. */
  readonly weight: number;
  readonly smoking: { readonly code: string; readonly display: string };
}

export interface GpHistory {
  readonly problems: readonly HeldProblem[];
  readonly medicines: readonly HeldMedicine[];
  readonly allergies: Allergies;
  /** When allergies were last spoken of, YYYY-MM-DD. */
  readonly asked: string;
  readonly immunisations: readonly Immunisation[];
  /** Nobody has measured the young. */
  readonly measured?: Measured;
}

const SMOKING: readonly (readonly [Measured['smoking'], number])[] = [
  [{ code: '266919005', display: 'Never smoked tobacco' }, 5],
  [{ code: '8517006', display: 'Ex-smoker' }, 3],
  [{ code: '77176002', display: 'Smoker' }, 2],
];

/** @param day YYYY-MM-DD; nothing is later. */
export function drawHistory(random: Random, person: Person, day: string): GpHistory {
  const age = ageOn(person.birthDate, day);
  const drawn = PROBLEMS.filter((kind) => random.chance(likelihoodOf(kind, person, age)));
  const codes = drawn.map(({ code }) => code);
  const kinds = drawn.filter(({ code }) => code !== DIABETES.type1 || !codes.includes(DIABETES.type2));
  const allergies = drawAllergies(random, age);
  return {
    problems: [
      ...kinds.map((kind) => ({
        code: kind.code,
        display: kind.display,
        significance: kind.significance,
        since: someDayBefore(random, day, person, 20 * 365),
      })),
      ...marksOf(random, person, age, day),
    ],
    medicines: medicinesOf(random, kinds, allergies, day, person),
    allergies,
    asked: someDayBefore(random, day, person, 8 * 365),
    immunisations: immunisationsOf(random, person, age, day, kinds.length > 0),
    ...(age < 16 ? {} : { measured: measure(random, age, day) }),
  };
}

function likelihoodOf(kind: ProblemKind, { sex, careHome }: Person, age: number): number {
  if (kind.sex !== undefined && kind.sex !== sex) return 0;
  const usual = kind.likelihood.findLast(([from]) => age >= from)?.[1] ?? 0;
  return kind.code === DEMENTIA && careHome !== undefined ? Math.max(usual, 0.6) : usual;
}

/** Frailty from the age of 75, and that the person lives in a home. */
function marksOf(random: Random, person: Person, age: number, day: string): readonly HeldProblem[] {
  const left = random.next();
  let sum = 0;
  const degree = age < 75 ? undefined : FRAILTY.find(([, , share]) => left < (sum += share));
  const since = (): string => someDayBefore(random, day, person, 3 * 365);
  return [
    ...(degree === undefined
      ? []
      : [{ code: degree[0], display: degree[1], significance: 'minor' as const, since: since() }]),
    ...(person.careHome !== undefined && random.chance(0.7)
      ? [{ ...LIVES_IN_A_HOME, significance: 'minor' as const, since: since() }]
      : []),
  ];
}

function medicinesOf(
  random: Random,
  kinds: readonly ProblemKind[],
  allergies: Allergies,
  day: string,
  person: Person,
): readonly HeldMedicine[] {
  const avoided = new Set(
    allergies.kind === 'listed' ? allergies.allergies.flatMap(({ to }) => to ?? []) : [],
  );
  const keys = kinds.flatMap(({ medicines }) =>
    medicines.flatMap((choice) => (random.chance(0.9) ? [random.pick(choice)] : [])),
  );
  const distinct = new Set(keys);
  const asthma = kinds.some(({ code }) => code === ASTHMA);
  return [...distinct].flatMap((key) => {
    const medicine: Medicine = MEDICINES[key];
    if (clashes(key, distinct, asthma)) return [];
    if (medicine.not !== undefined && avoided.has(medicine.not)) return [];
    const since = someDayBefore(random, day, person, 5 * 365);
    const lastIssue = daysBefore(day, random.int(2, 40));
    return [{ medicine, since: since < lastIssue ? since : lastIssue, lastIssue }];
  });
}

/** What no prescriber would give together: anticoagulant and antiplatelets, two antiplatelets, a beta blocker in asthma. */
function clashes(key: MedicineKey, all: ReadonlySet<MedicineKey>, asthma: boolean): boolean {
  switch (key) {
    case 'aspirin':
      return all.has('apixaban') || all.has('clopidogrel');
    case 'clopidogrel':
      return all.has('apixaban');
    case 'bisoprolol':
      return asthma;
    default:
      return false;
  }
}

/** Childhood vaccines for the young, influenza each autumn for the old and the ill, pneumococcal from 65. */
function immunisationsOf(
  random: Random,
  person: Person,
  age: number,
  day: string,
  ill: boolean,
): readonly Immunisation[] {
  const given: Immunisation[] = [];
  if (age >= 2 && age < 20 && random.chance(0.9)) {
    const date = plusDays(person.birthDate, 400 + random.int(0, 60));
    given.push({ code: '38598009', display: 'Administration of measles, mumps and rubella vaccine', date });
  }
  if ((age >= 65 && random.chance(0.8)) || (age >= 16 && ill && random.chance(0.4))) {
    const date = lastAutumn(day, random.int(0, 60));
    given.push({ code: '86198006', display: 'Administration of influenza vaccine', date });
  }
  if (age >= 66 && random.chance(0.7)) {
    const date = plusDays(person.birthDate, 65 * 365 + 16 + random.int(10, 300));
    given.push({ code: '12866006', display: 'Administration of pneumococcal vaccine', date });
  }
  return given;
}

function measure(random: Random, age: number, day: string): Measured {
  return {
    date: daysBefore(day, random.int(5, 500)),
    systolic: random.int(112, 138) + Math.floor(age / 5),
    diastolic: random.int(64, 88),
    weight: random.int(52, 104),
    smoking: random.weighted(SMOKING),
  };
}

function someDayBefore(random: Random, day: string, { birthDate }: Person, most: number): string {
  const date = daysBefore(day, random.int(20, most));
  return date > birthDate ? date : birthDate;
}

/** A day from mid-September of the last autumn that is over by `day`. */
function lastAutumn(day: string, after: number): string {
  const year = Number(day.slice(0, 4)) - (day.slice(5) < '12-01' ? 1 : 0);
  return plusDays(`${year}-09-15`, after);
}

function daysBefore(day: string, days: number): string {
  return plusDays(day, -days);
}

function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
