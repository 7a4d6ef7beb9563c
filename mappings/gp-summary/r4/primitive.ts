/** Primitive types of FHIR R4: what of JSON is one. FHIR R4 datatypes.html, the regular expressions of each type. */

type Test = (value: unknown) => boolean;

const text =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const whole =
  (least: number): Test =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= 2_147_483_647;

const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const DATE_TIME =
  /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00)))?)?)?$/;
const FULL = /T.*(Z|[+-]\d\d:\d\d)$/;
const NOT_BLANK = /\S/;
const NO_BLANK = /^\S+$/;

/** A month has the days that it has: 31 February is text of the right form and no date. */
const calendar =
  (pattern: RegExp): Test =>
  (value) => {
    if (typeof value !== 'string' || !pattern.test(value)) return false;
    if (value.length < 10) return true;
    const day = value.slice(0, 10);
    const time = Date.parse(`${day}T00:00:00Z`);
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
  };

const TESTS: Readonly<Record<string, Test>> = {
  base64Binary: text(/^[A-Za-z0-9+/=\s]+$/),
  boolean: (value) => typeof value === 'boolean',
  canonical: text(NO_BLANK),
  code: text(/^\S+(\s\S+)*$/),
  date: calendar(DATE),
  dateTime: calendar(DATE_TIME),
  decimal: (value) => typeof value === 'number' && Number.isFinite(value),
  id: text(/^[A-Za-z0-9.-]{1,64}$/),
  instant: (value) => calendar(DATE_TIME)(value) && FULL.test(String(value)),
  integer: whole(-2_147_483_648),
  markdown: text(NOT_BLANK),
  oid: text(/^urn:oid:[0-2](\.(0|[1-9]\d*))+$/),
  positiveInt: whole(1),
  string: text(NOT_BLANK),
  time: text(/^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?$/),
  unsignedInt: whole(0),
  uri: text(NO_BLANK),
  url: text(NO_BLANK),
  uuid: text(/^urn:uuid:[0-9a-f-]{36}$/),
};

export function isPrimitive(type: string): boolean {
  return Object.hasOwn(TESTS, type);
}

/** @param type name of a primitive type, as `dateTime`. */
export function fitsPrimitive(type: string, value: unknown): value is string | number | boolean {
  return TESTS[type]?.(value) ?? false;
}
