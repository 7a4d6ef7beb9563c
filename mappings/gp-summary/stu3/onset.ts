/** `onset[x]` and `abatement[x]`, which STU3 and R4 shape alike. FHIR R4 Condition, AllergyIntolerance. */
import type { Age, Period, Range } from '@medplum/fhirtypes';
import type { ElementFates, Json } from './mapper.ts';
import { period, quantity, range } from './read-datatypes.ts';
import { dateTime, present, text } from './read-json.ts';

const UCUM = 'http://unitsofmeasure.org';

export interface Onset {
  readonly dateTime?: string;
  readonly age?: Age;
  readonly period?: Period;
  readonly range?: Range;
  readonly string?: string;
}

/** @returns the one choice that stands there; an age whose unit is not coded is words (age-1). */
export function onset(source: Json, element: 'onset' | 'abatement'): Onset {
  const age = quantity(source[`${element}Age`]);
  const coded = age?.system === UCUM && age.code !== undefined;
  return present({
    dateTime: dateTime(source[`${element}DateTime`]),
    age: coded ? age : undefined,
    period: period(source[`${element}Period`]),
    range: range(source[`${element}Range`]),
    string:
      age === undefined || coded
        ? text(source[`${element}String`])
        : `${age.value ?? ''} ${age.unit ?? ''}`.trim(),
  });
}

export function onsetFates(path: string): ElementFates {
  return Object.fromEntries(
    ['DateTime', 'Age', 'Period', 'Range', 'String'].map((choice) => [`${path}${choice}`, 'mapped' as const]),
  );
}
