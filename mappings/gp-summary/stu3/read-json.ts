/**
 * Readers of unchecked STU3 JSON, the simple kinds: each takes what stands there and gives the value, or undefined where
 * it is not of the expected shape. Data types are in read-datatypes.ts. FHIR STU3 and R4 "Data Types".
 */
import type { Json } from './mapper.ts';

/** No list of a real record comes near it; what is beyond stays in the raw message. */
const MOST_ITEMS = 5_000;
const MOST_TEXT = 64_000;
const MOST_TOKEN = 512;

/** An object without its undefined fields, as `exactOptionalPropertyTypes` wants it. */
export type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined: absent stays absent. Empty lists are left out too, as FHIR has none. */
export function present<T extends object>(fields: T): Present<T> {
  const kept = Object.entries(fields).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  // Only fields that are undefined, or lists that say nothing, are missing: the type says the former may be.
  return Object.fromEntries(kept) as Present<T>;
}

export function asObject(value: unknown): Json | undefined {
  // An object that is no list has string keys, and Json promises nothing of its values.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** The objects of a list; a single object counts as a list of one, anything else as none. */
export function objects(value: unknown): readonly Json[] {
  const list: readonly unknown[] = Array.isArray(value) ? value.slice(0, MOST_ITEMS) : [value];
  return list.map(asObject).filter((item) => item !== undefined);
}

/** The tokens of a list, such as `given` or `category`. */
export function tokens(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value.slice(0, MOST_ITEMS) : [];
  return list.flatMap((item) => token(item) ?? []);
}

/** Text as sent, with its line breaks; undefined where it says nothing. Longer than 64,000 characters is cut, and says so. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  return value.length <= MOST_TEXT ? value : `${value.slice(0, MOST_TEXT)} [cut]`;
}

/** One line: a code, a system, an id, a name. Trimmed; undefined where empty or longer than 512 characters. */
export function token(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' || trimmed.length > MOST_TOKEN ? undefined : trimmed;
}

/** One of the codes of a required binding, else undefined. */
export function oneOf<Code extends string>(value: unknown, codes: readonly Code[]): Code | undefined {
  return codes.find((code) => code === value);
}

export function bool(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

const DECIMAL = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?$/;

/** A number; also one that was sent as text, which says the same. */
export function decimal(value: unknown): number | undefined {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A whole number from `least`, 0 unless told. */
export function whole(value: unknown, least = 0): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least ? value : undefined;
}

const DATE_TIME =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))?)?)?$/;

/** FHIR dateTime exactly as sent, partial or whole, never padded; undefined where it is none. */
export function dateTime(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const match = DATE_TIME.exec(value);
  if (match === null) return undefined;
  const [, year = '', month = '01', day = '01'] = match;
  const asDate = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // 30 February gives no date, or another day.
  return !Number.isNaN(asDate.getTime()) && asDate.toISOString().startsWith(`${year}-${month}-${day}`)
    ? value
    : undefined;
}

/** FHIR date, partial or whole: no time. */
export function date(value: unknown): string | undefined {
  const read = dateTime(value);
  return read === undefined || read.includes('T') ? undefined : read;
}

/** FHIR instant as sent: date, time and offset. */
export function instant(value: unknown): string | undefined {
  const read = dateTime(value);
  return read?.includes('T') === true ? read : undefined;
}

/** `https://…/Extension-CareConnect-GPC-ListWarningCode-1` -> `ListWarningCode`: two hosts publish the same extensions. */
export function extensionName(url: unknown): string {
  const last = (token(url) ?? '').split('/').at(-1) ?? '';
  return last.replace(/^Extension-(?:CareConnect-)?(?:GPC-)?/, '').replace(/-\d+$/, '');
}

/** The extensions of that name, whatever host they are published under. */
export function extensions(source: Json, name: string): readonly Json[] {
  return objects(source['extension']).filter((e) => extensionName(e['url']) === name);
}

export function extension(source: Json, name: string): Json | undefined {
  return extensions(source, name)[0];
}

/** The object, or undefined where nothing is in it. */
export function filled<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
