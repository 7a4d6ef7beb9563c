/** Ages and sexes of an English metropolitan borough: shares of five-year bands, and of women in each. */
import type { Sex } from './names.ts';
import type { Random } from './random.ts';

interface Band {
  readonly from: number;
  readonly share: number;
  readonly women: number;
}

/** Rounded shares in per cent after the census of 2021; the last band is open and drawn thinner with age. */
const BANDS: readonly Band[] = [
  { from: 0, share: 5.6, women: 0.49 },
  { from: 5, share: 6.0, women: 0.49 },
  { from: 10, share: 6.2, women: 0.49 },
  { from: 15, share: 5.6, women: 0.49 },
  { from: 20, share: 5.4, women: 0.49 },
  { from: 25, share: 6.2, women: 0.5 },
  { from: 30, share: 6.6, women: 0.51 },
  { from: 35, share: 6.3, women: 0.51 },
  { from: 40, share: 6.0, women: 0.51 },
  { from: 45, share: 6.1, women: 0.51 },
  { from: 50, share: 7.1, women: 0.51 },
  { from: 55, share: 7.1, women: 0.51 },
  { from: 60, share: 6.1, women: 0.51 },
  { from: 65, share: 5.4, women: 0.51 },
  { from: 70, share: 5.2, women: 0.52 },
  { from: 75, share: 4.0, women: 0.53 },
  { from: 80, share: 2.6, women: 0.57 },
  { from: 85, share: 1.5, women: 0.62 },
  { from: 90, share: 0.9, women: 0.7 },
];

/** Likelihood of living in a care home, by age; about one person in a hundred of the whole. */
export function careHomeLikelihood(age: number): number {
  if (age >= 90) return 0.32;
  if (age >= 85) return 0.2;
  if (age >= 80) return 0.09;
  if (age >= 70) return 0.013;
  return age >= 18 ? 0.0005 : 0;
}

export interface AgeAndSex {
  readonly age: number;
  readonly sex: Sex;
  /** YYYY-MM-DD, so that the age is right on the day asked for. */
  readonly birthDate: string;
}

/** @param day YYYY-MM-DD, the day on which the age holds. */
export function drawAgeAndSex(random: Random, day: string): AgeAndSex {
  const band = random.weighted(BANDS.map((b) => [b, b.share] as const));
  const age = band.from < 90 ? band.from + random.int(0, 4) : 90 + Math.floor(14 * random.next() ** 2.5);
  const sex: Sex = random.chance(band.women) ? 'female' : 'male';
  return { age, sex, birthDate: birthDateOf(age, random.int(0, 364), day) };
}

/** The day `daysSinceBirthday` days before `day`, `age` years earlier; 29 February becomes 1 March. */
export function birthDateOf(age: number, daysSinceBirthday: number, day: string): string {
  const birthday = new Date(Date.parse(`${day}T00:00:00Z`) - daysSinceBirthday * 86_400_000);
  birthday.setUTCFullYear(birthday.getUTCFullYear() - age);
  return birthday.toISOString().slice(0, 10);
}
