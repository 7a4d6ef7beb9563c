/** One value of a search parameter, by its kind. FHIR R4 search.html 3.1.1.4.5 to 3.1.1.4.12. */
import {
  SERVED_TYPES,
  type ElementType,
  type SearchParameter,
} from '../../conformance/search-parameters/definition.ts';
import { OWN_VALUE_SETS, ownValueSet } from '../../conformance/value-sets.ts';
import { CONTAINS_LENGTH } from './cost.ts';
import { dateRange, type Days } from './date-range.ts';
import { isFhirId, relativeReference } from './literal-reference.ts';
import { normaliseIdentifier, normaliseString, normaliseTelecom, soundsOf } from './normalise.ts';
import type { DateMatch, StringMatch, TokenMatch } from './query.ts';
import { invalidParameter, unsupportedParameter } from './refuse.ts';
import { splitEscaped, unescapeValue } from './split-values.ts';

/** `code`, `system|code`, `|code` or `system|`. */
export function parseToken(name: string, parameter: SearchParameter, text: string): TokenMatch {
  const parts = splitEscaped(text, '|').map(unescapeValue);
  const [first = '', second] = parts;
  if (parts.length > 2 || parts.every((part) => part === '')) {
    throw invalidParameter(name, 'a token is written code, system|code, |code or system|');
  }
  const system = second === undefined ? undefined : first;
  const value = normaliseToken(parameter.element, system, second ?? first);
  if (parameter.impliedSystems === undefined) {
    return { ...(system === undefined ? {} : { system }), ...(value === '' ? {} : { value }) };
  }
  return { system: storedSystem(parameter, system), ...(value === '' ? {} : { value }) };
}

/** The rows of codes and booleans carry no system; a system that is not an implied one stays and matches nothing. */
function storedSystem({ impliedSystems = [] }: SearchParameter, system: string | undefined): string {
  return system === undefined || impliedSystems.includes(system) ? '' : system;
}

/** The codes of one of our value sets. @param text its canonical URL. */
export function parseValueSet(name: string, parameter: SearchParameter, text: string): TokenMatch[] {
  const set = ownValueSet(unescapeValue(text));
  if (set === undefined) {
    const known = OWN_VALUE_SETS.map(({ url }) => url).join(', ');
    throw unsupportedParameter(name, `not a value set that is known here; known are ${known}`);
  }
  const system = parameter.impliedSystems === undefined ? set.system : storedSystem(parameter, set.system);
  return set.codes.map((value) => ({ system, value }));
}

function normaliseToken(element: ElementType, system: string | undefined, value: string): string {
  if (element === 'Identifier' || element === 'string') return normaliseIdentifier(value, system);
  // A plus sign that nobody encoded arrives as a space; no number in international form goes on with 0.
  return element === 'ContactPoint' ? normaliseTelecom(value.replace(/^ (?=[1-9])/, '+')) : value;
}

/** The whole uri, case-sensitive. */
export function parseUri(text: string): TokenMatch {
  return { system: '', value: unescapeValue(text) };
}

const DATE = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(\d.*)$/;

/** A date with an optional prefix. `now` is what `ap` measures its tenth from; `days` are those of the element. */
export function parseDate(name: string, text: string, now: Date, days: Days): DateMatch {
  const [, prefix = 'eq', written = ''] = DATE.exec(text) ?? [];
  // A plus sign that nobody encoded arrives as a space.
  const range = dateRange(written.replace(/ (?=\d{2}:\d{2}$)/, '+'), days);
  if (range === undefined) {
    throw invalidParameter(
      name,
      'not a date; write YYYY, YYYY-MM, YYYY-MM-DD or a full dateTime, after eq, ne, gt, lt, ge, le, sa, eb, ap or nothing',
    );
  }
  // The pattern admits these nine only.
  const match = { prefix: prefix as DateMatch['prefix'], ...range };
  return match.prefix === 'ap' ? { ...match, ...approximately(range, now) } : match;
}

/** FHIR's suggestion for `ap`: a tenth of the time between now and the date, on both sides. */
function approximately(range: { low: string; high: string }, now: Date): { low: string; high: string } {
  const low = Date.parse(range.low);
  const high = Date.parse(range.high);
  const margin = Math.round(Math.max(Math.abs(now.getTime() - low), Math.abs(now.getTime() - high)) / 10);
  return { low: instant(low - margin), high: instant(high + margin) };
}

/** Kept within four-digit years, in which instants sort as text. */
function instant(ms: number): string {
  const [first, last] = [Date.UTC(1000, 0, 1), Date.UTC(9998, 11, 31)];
  return new Date(Math.min(Math.max(ms, first), last)).toISOString();
}

/** Text to compare, or the sound of one word. */
export function parseString(
  name: string,
  parameter: SearchParameter,
  text: string,
  mode: 'starts' | 'contains' | 'exact',
): StringMatch {
  const value = unescapeValue(text);
  if (parameter.phonetic === true) {
    const [sound, ...others] = soundsOf(value);
    if (sound === undefined || others.length > 0) {
      throw invalidParameter(name, 'one word of letters; repeat the parameter for several words');
    }
    return { mode: 'sound', norm: sound, value };
  }
  const norm = normaliseString(value);
  if (norm === '') throw invalidParameter(name, 'nothing to compare with');
  if (mode === 'contains' && norm.length < CONTAINS_LENGTH) {
    throw invalidParameter(name, `:contains asks for at least ${CONTAINS_LENGTH} characters`);
  }
  return { mode, norm, value };
}

/**
 * `id`, `Type/id` or an absolute URL, which is the same where it is under our base.
 * @param type from a type modifier (`subject:Patient=`).
 * @returns the targets that any of may match: an id alone may be of each type that the parameter may point to.
 */
export function parseReference(
  name: string,
  parameter: SearchParameter,
  text: string,
  baseUrl: string,
  type: string | undefined,
): string[] {
  const value = unescapeValue(text);
  const literal = value.startsWith(`${baseUrl}/`) ? value.slice(baseUrl.length + 1) : value;
  const targets = parameter.targets ?? [];
  if (parameter.element === 'canonical' && /^[a-z][a-z0-9+.-]*:\S+$/i.test(literal)) return [literal];
  if (isFhirId(literal)) {
    const types = type !== undefined ? [type] : targets === 'any' ? SERVED_TYPES : targets;
    return types.map((t) => `${t}/${literal}`);
  }
  const reference = relativeReference(literal);
  if (reference === undefined) {
    // Absolute references are kept by nobody here: a well-formed one is a question with no answer, not a fault.
    if (/^(https?|urn):\S+$/.test(literal)) return [literal];
    throw invalidParameter(name, 'not a reference; write an id, Type/id or an absolute URL');
  }
  const allowed = type !== undefined ? [type] : targets;
  if (allowed !== 'any' && !allowed.includes(reference.type)) {
    throw invalidParameter(name, `it refers to ${allowed.join(' or ')} only`);
  }
  return [`${reference.type}/${reference.id}`];
}
