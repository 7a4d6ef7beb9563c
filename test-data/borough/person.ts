/** A synthetic person as plain data: what the hospital's patient administration system would hold. */
import type { Address } from './addresses.ts';
import type { Heritage, Sex } from './names.ts';

export interface Practice {
  readonly ods: string;
  readonly name: string;
}

export interface Person {
  /** The hospital's number, authority RFR. */
  readonly localNumber: string;
  readonly nhsNumber?: string;
  /** UK Core NHS number verification status: 01 verified, 02 not traced, 07 not needed, 08 baby under six weeks. */
  readonly nhsNumberStatus: '01' | '02' | '07' | '08';
  readonly family: string;
  readonly given: string;
  readonly middle?: string;
  readonly title: string;
  readonly heritage: Heritage;
  readonly sex: Sex;
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly address: Address;
  readonly landline?: string;
  readonly mobile?: string;
  /** ISO 639-1, upper case as ITK writes it. */
  readonly language: string;
  /** NHS ethnic category, HL7 table 0189 of ITK. */
  readonly ethnicCategory: string;
  readonly practice?: Practice;
  readonly generalPractitioner?: { readonly code: string; readonly family: string; readonly given: string };
  /** Id of the care home in the place's configuration. */
  readonly careHome?: string;
  /** Local wall-clock time, YYYYMMDDHHMMSS. */
  readonly diedAt?: string;
}

/** Whole years at a day (YYYY-MM-DD). */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
