/** Dosage of STU3 -> R4: dose and rate move into `doseAndRate`, the rest is alike. FHIR R4 dosage.html. */
import type { Dosage, Timing, TimingRepeat } from '@medplum/fhirtypes';
import { codeableConcept, codeableConcepts, period, quantity, range, ratio } from './read-datatypes.ts';
import {
  asObject,
  bool,
  dateTime,
  decimal,
  filled,
  objects,
  oneOf,
  present,
  text,
  tokens,
  whole,
} from './read-json.ts';

/** The text stays exactly as the prescriber wrote it, warnings of changed doses with it. */
export function dosages(value: unknown): Dosage[] {
  return objects(value).flatMap((source) => {
    const doseAndRate = filled(
      present({
        doseRange: range(source['doseRange']),
        doseQuantity: quantity(source['doseQuantity']),
        rateRatio: ratio(source['rateRatio']),
        rateRange: range(source['rateRange']),
        rateQuantity: quantity(source['rateQuantity']),
      }),
    );
    const dosage = filled(
      present({
        sequence: whole(source['sequence']),
        text: text(source['text']),
        additionalInstruction: codeableConcepts(source['additionalInstruction']),
        patientInstruction: text(source['patientInstruction']),
        timing: timing(source['timing']),
        asNeededBoolean: bool(source['asNeededBoolean']),
        asNeededCodeableConcept: codeableConcept(source['asNeededCodeableConcept']),
        site: codeableConcept(source['site']),
        route: codeableConcept(source['route']),
        method: codeableConcept(source['method']),
        doseAndRate: doseAndRate === undefined ? undefined : [doseAndRate],
        maxDosePerPeriod: ratio(source['maxDosePerPeriod']),
        maxDosePerAdministration: quantity(source['maxDosePerAdministration']),
        maxDosePerLifetime: quantity(source['maxDosePerLifetime']),
      }),
    );
    return dosage ?? [];
  });
}

const UNITS = ['s', 'min', 'h', 'd', 'wk', 'mo', 'a'] as const;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const WHEN = [
  ...(['MORN', 'AFT', 'EVE', 'NIGHT', 'PHS', 'HS', 'WAKE', 'C', 'CM', 'CD', 'CV'] as const),
  ...(['AC', 'ACM', 'ACD', 'ACV', 'PC', 'PCM', 'PCD', 'PCV'] as const),
] as const;

export function timing(value: unknown): Timing | undefined {
  const source = asObject(value);
  if (source === undefined) return undefined;
  const event = tokens(source['event']).flatMap((one) => dateTime(one) ?? []);
  const repeat = repeatOf(asObject(source['repeat']) ?? {});
  return filled(present({ event, repeat: filled(repeat), code: codeableConcept(source['code']) }));
}

function repeatOf(source: Readonly<Record<string, unknown>>): TimingRepeat {
  return present({
    boundsDuration: quantity(source['boundsDuration']),
    boundsRange: range(source['boundsRange']),
    boundsPeriod: period(source['boundsPeriod']),
    count: whole(source['count'], 1),
    countMax: whole(source['countMax'], 1),
    duration: decimal(source['duration']),
    durationMax: decimal(source['durationMax']),
    durationUnit: oneOf(source['durationUnit'], UNITS),
    frequency: whole(source['frequency'], 1),
    frequencyMax: whole(source['frequencyMax'], 1),
    period: decimal(source['period']),
    periodMax: decimal(source['periodMax']),
    periodUnit: oneOf(source['periodUnit'], UNITS),
    dayOfWeek: tokens(source['dayOfWeek']).flatMap((day) => oneOf(day, DAYS) ?? []),
    timeOfDay: tokens(source['timeOfDay']).filter((time) => /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time)),
    when: tokens(source['when']).flatMap((when) => oneOf(when, WHEN) ?? []),
    offset: whole(source['offset']),
  });
}
