/**
 * The filter of a subscription: every accepted spelling is read into one canonical form, and what is not
 * understood is refused; a filter that is dropped would tell a stranger everything.
 * FHIR Subscriptions R5 Backport 1.1.0 "Components: Filters": `param=value`, `Type.param=value`,
 * `Type?param=value`, each with an optional modifier; several filters are AND, comma values are OR.
 */
import { findTopic } from '../../conformance/topics.ts';
import { readFilterValue, VALUE_FORMS, type FilterParam, type ValueContext } from './filter-values.ts';

/** One condition. Values are alternatives. */
export interface Filter {
  readonly param: FilterParam;
  /** Canonical: `Patient/<id>`; `Group/<id>`; `<locality code>`; `<system>|<code>` or `<Type>/<id>`; class `<code>` or `<system>|<code>`. */
  readonly values: readonly string[];
}

export type FilterReading =
  { readonly filters: readonly Filter[] } | { readonly fault: string; readonly filters?: never };

/** Alternatives of one condition, and of all conditions of a subscription together: each is looked up at every step. */
export const MAX_VALUES = 200;
const TYPES: Readonly<Record<string, readonly string[]>> = {
  patient: ['Encounter'],
  class: ['Encounter'],
  group: ['Encounter', 'Patient'],
  locality: ['Encounter', 'Patient'],
  'general-practitioner': ['Encounter', 'Patient'],
};

/**
 * Reads one filter string. Returns its conditions (several only for `Type?a=1&b=2`) or what is wrong with it;
 * the fault quotes no value, for a value may name a person.
 */
export function readFilter(text: string, topic: string, context: ValueContext): FilterReading {
  const question = text.indexOf('?');
  const equals = text.indexOf('=');
  if (equals < 1)
    return { fault: 'is not [param]=[value], [Type].[param]=[value] or [Type]?[param]=[value]' };
  if (question === -1 || question > equals) return readOne(text, undefined, topic, context);
  const type = text.slice(0, question);
  const filters: Filter[] = [];
  for (const part of text.slice(question + 1).split('&')) {
    const reading = readOne(part, type, topic, context);
    if (reading.filters === undefined) return reading;
    filters.push(...reading.filters);
  }
  return { filters };
}

function readOne(
  text: string,
  givenType: string | undefined,
  topic: string,
  context: ValueContext,
): FilterReading {
  const name = /^(?:([A-Z][A-Za-z]{0,40})\.)?([a-z_][a-z_-]{0,60})(?::([A-Za-z-]{1,40}))?=/.exec(text);
  if (name === null) return { fault: 'has a parameter name that cannot be read' };
  const [head, dottedType, param = '', modifier] = name;
  const type = givenType ?? dottedType;
  const allowed = findTopic(topic)?.filters.find((f) => f.param === param);
  if (allowed === undefined) return { fault: `uses "${param}", which the topic does not allow as a filter` };
  if (type !== undefined && TYPES[param]?.includes(type) !== true) {
    return { fault: `uses "${param}" of a resource type that the topic does not have it for` };
  }
  if (givenType !== undefined && dottedType !== undefined) return { fault: 'names its resource type twice' };
  if (modifier !== undefined && !allowed.modifiers.some((m) => m === modifier)) {
    return { fault: `uses ":${modifier}", a modifier that "${param}" does not support here` };
  }
  const raw = decode(text.slice(head.length));
  if (raw === undefined) return { fault: `has a value of "${param}" with a broken percent escape` };
  const values = splitValues(raw);
  if (values.length > MAX_VALUES) return { fault: `has more than ${MAX_VALUES} values` };
  const key = modifier === undefined ? allowed.param : ('patient:identifier' as const);
  const canonical: string[] = [];
  for (const value of values) {
    const read = readFilterValue(key, value, context);
    if (read === undefined) return { fault: `has a value of "${param}" that is not ${VALUE_FORMS[key]}` };
    canonical.push(read);
  }
  return { filters: [{ param: key, values: [...new Set(canonical)].sort() }] };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Splits at commas that no backslash escapes. FHIR R4 search.html 3.1.1.4.1 "Escaping Search Parameters". */
function splitValues(text: string): string[] {
  const values: string[] = [];
  let value = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\\' && i + 1 < text.length) value += text.charAt(++i);
    else if (char === ',') {
      values.push(value);
      value = '';
    } else value += char;
  }
  return [...values, value];
}
