/** The parameters of Patient/$everything, typed. FHIR R4 patient-operation-everything. */
import type { ServedType } from '../../../conformance/search-parameters/definition.ts';
import { refusal } from '../../outcomes.ts';
import { dateRange, type DateRange } from '../../search/date-range.ts';
import type { FhirRequest } from '../fhir-request.ts';
import { DIRECTORY_TYPES } from './view-directory.ts';
import { viewParameters } from './view-parameters.ts';
import { PERSONS_TYPES } from './view-rows.ts';

const COUNT_DEFAULT = 500;
const COUNT_LIMIT = 1000;
const NAMES = ['start', 'end', '_since', '_type', '_count', '_cursor'];
const TYPES: readonly ServedType[] = ['Patient', ...PERSONS_TYPES, ...DIRECTORY_TYPES];

export interface EverythingParameters {
  /** Undefined: all types. */
  readonly types: readonly ServedType[] | undefined;
  /** ISO UTC: what was written since then. */
  readonly since: string | undefined;
  /** Of care: ISO UTC, either end may be open. */
  readonly care: { readonly low: string | undefined; readonly high: string | undefined };
  readonly count: number;
  readonly cursor: string | undefined;
  /** As given, without the cursor: the self link, and what a cursor belongs to. */
  readonly processed: readonly (readonly [string, string])[];
}

/** @throws OperationOutcomeError 400 for a parameter that the operation has not, or a value that is none of it. */
export function everythingParameters(request: FhirRequest): EverythingParameters {
  const given = viewParameters(request, NAMES, ['_type']);
  const one = (name: string): string | undefined => given.get(name)?.[0];
  const types = given.get('_type')?.flatMap((value) => value.split(',').map(readType));
  const low = range('start', one('start'))?.low;
  const high = range('end', one('end'))?.high;
  if (low !== undefined && high !== undefined && low > high) {
    throw refusal('invalid', 'start is later than end');
  }
  return {
    types,
    since: range('_since', one('_since'))?.low,
    care: { low, high },
    count: readCount(one('_count')),
    cursor: one('_cursor'),
    processed: [...given].flatMap(([name, values]) =>
      name === '_cursor' ? [] : values.map((value) => [name, value] as const),
    ),
  };
}

function readType(value: string): ServedType {
  const type = TYPES.find((each) => each === value.trim());
  if (type === undefined) throw refusal('invalid', `_type: types of ${TYPES.join(', ')}`);
  return type;
}

function range(name: string, value: string | undefined): DateRange | undefined {
  if (value === undefined) return undefined;
  // A plus sign that nobody encoded arrives as a space.
  const read = dateRange(value.replace(' ', '+'), 'london');
  if (read === undefined) throw refusal('invalid', `${name}: must be a FHIR date, dateTime or instant`);
  return read;
}

function readCount(value: string | undefined): number {
  if (value === undefined) return COUNT_DEFAULT;
  if (!/^\d{1,9}$/.test(value) || Number(value) < 1) {
    throw refusal('invalid', '_count: must be a whole number from 1');
  }
  return Math.min(Number(value), COUNT_LIMIT);
}
