/** `value[x]` of observations and their components, with units as they may be said. FHIR R4 Observation; UCUM. */
import type { CodeableConcept, Period, Quantity, Range, Ratio } from '@medplum/fhirtypes';
import type { ElementFates, Json } from './mapper.ts';
import { codeableConcept, period, quantity, range, ratio } from './read-datatypes.ts';
import { bool, dateTime, present, text, token } from './read-json.ts';

const UCUM = 'http://unitsofmeasure.org';
/** Units that are spelled as UCUM spells them and mean nothing else: only these are given their code. */
const SAFE_UNITS: ReadonlySet<string> = new Set([
  ...['kg', 'g', 'cm', 'm', 'mm[Hg]', '%', '/min', 'kg/m2'],
  ...['fL', 'pg', 'g/L', 'g/dL', '10*9/L', '10*12/L', 'mmol/L', 'umol/L', 'mL/min'],
]);

export interface ObservedValue {
  readonly valueQuantity?: Quantity;
  readonly valueCodeableConcept?: CodeableConcept;
  readonly valueString?: string;
  readonly valueBoolean?: boolean;
  readonly valueRange?: Range;
  readonly valueRatio?: Ratio;
  readonly valueTime?: string;
  readonly valueDateTime?: string;
  readonly valuePeriod?: Period;
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?$/;

/** @returns the value that stands there, under its R4 name; empty where there is none. */
export function observedValue(source: Json): ObservedValue {
  const time = token(source['valueTime']);
  return present({
    valueQuantity: measured(source['valueQuantity']),
    valueCodeableConcept: codeableConcept(source['valueCodeableConcept']),
    valueString: text(source['valueString']),
    valueBoolean: bool(source['valueBoolean']),
    valueRange: measuredRange(source['valueRange']),
    valueRatio: ratio(source['valueRatio']),
    valueTime: time !== undefined && TIME.test(time) ? time : undefined,
    valueDateTime: dateTime(source['valueDateTime']),
    valuePeriod: period(source['valuePeriod']),
  });
}

/** A quantity whose unit, where that is safe, is coded. */
export function measured(value: unknown): Quantity | undefined {
  const read = quantity(value);
  if (read?.unit === undefined || read.code !== undefined || !SAFE_UNITS.has(read.unit)) return read;
  return { ...read, system: UCUM, code: read.unit };
}

function measuredRange(value: unknown): Range | undefined {
  const read = range(value);
  return read === undefined ? undefined : present({ low: measured(read.low), high: measured(read.high) });
}

export function valueFates(path: string): ElementFates {
  const choices = [
    'Quantity',
    'CodeableConcept',
    'String',
    'Boolean',
    'Range',
    'Ratio',
    'Time',
    'DateTime',
    'Period',
  ];
  return {
    ...Object.fromEntries(choices.map((choice) => [`${path}.value${choice}`, 'mapped' as const])),
    [`${path}.valueSampledData`]: { dropped: 'not used by GP Connect' },
    [`${path}.valueAttachment`]: { dropped: 'removed in R4' },
  };
}
