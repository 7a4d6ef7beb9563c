/**
 * The filter of a subscription: every accepted spelling is read into one canonical form, and what is not
 * understood is refused; a filter that is dropped would tell a stranger everything.
 * FHIR Subscriptions R5 Backport 1.1.0 "Components: Filters": `param=value`, `Type.param=value`,
 * `Type?param=value`, each with an optional modifier; several filters are AND, comma values are OR.
 */
import { findTopic } from '../../conformance/topics.ts';
import { LOCALITY_CODES, ODS_ORGANISATION } from '../../conformance/systems.ts';

export type FilterParam = 'patient' | 'patient:identifier' | 'locality' | 'general-practitioner' | 'class';

/** One condition. Values are alternatives. */
export interface Filter {
  readonly param: FilterParam;
  /** Canonical: `Patient/<id>`; `<locality code>`; `<system>|<code>` or `<Type>/<id>`; class `<code>` or `<system>|<code>`. */
  readonly values: readonly string[];
}

/** What a filter may refer to. */
export interface FilterContext {
  /** Base of this server; an absolute Patient URL is read as its relative form. */
  readonly baseUrl: string;
  /** Locality codes of the place; where given, another code is refused, because it could never fire. */
  readonly localities?: ReadonlySet<string>;
}

export type FilterReading =
  { readonly filters: readonly Filter[] } | { readonly fault: string; readonly filters?: never };

const MAX_VALUES = 5000;
const TYPES: Readonly<Record<string, readonly string[]>> = {
  patient: ['Encounter'],
  class: ['Encounter'],
  locality: ['Encounter', 'Patient'],
  'general-practitioner': ['Encounter', 'Patient'],
};
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Reads one filter string. Returns its conditions (several only for `Type?a=1&b=2`) or what is wrong with it;
 * the fault quotes no value, for a value may name a person.
 */
export function readFilter(text: string, topic: string, context: FilterContext): FilterReading {
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
  context: FilterContext,
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
    const read = READERS[key](value, context);
    if (read === undefined) return { fault: `has a value of "${param}" that is not ${FORMS[key]}` };
    canonical.push(read);
  }
  return { filters: [{ param: key, values: [...new Set(canonical)].sort() }] };
}

const FORMS: Readonly<Record<FilterParam, string>> = {
  patient: 'Patient/[id] or [id]',
  'patient:identifier': '[system]|[value]',
  locality: `a locality of this place, [code] or ${LOCALITY_CODES}|[code]`,
  'general-practitioner': 'an ODS [code], [system]|[code] or Organization/[id]',
  class: '[code] or [system]|[code]',
};

/** Each gives the canonical value, or undefined where the text is no value of that parameter. */
const READERS: Readonly<Record<FilterParam, (value: string, context: FilterContext) => string | undefined>> =
  {
    patient: (value, { baseUrl }) => {
      const relative = value.startsWith(`${baseUrl}/`) ? value.slice(baseUrl.length + 1) : value;
      const id = relative.startsWith('Patient/') ? relative.slice('Patient/'.length) : relative;
      return ID.test(id) ? `Patient/${id}` : undefined;
    },
    'patient:identifier': (value) => (systemAndCode(value) === undefined ? undefined : value),
    locality: (value, { localities }) => {
      const code = value.startsWith(`${LOCALITY_CODES}|`) ? value.slice(LOCALITY_CODES.length + 1) : value;
      if (code === '' || code.includes('|')) return undefined;
      return localities?.has(code) === false ? undefined : code;
    },
    'general-practitioner': (value, { baseUrl }) => {
      if (systemAndCode(value) !== undefined) return value;
      const relative = value.startsWith(`${baseUrl}/`) ? value.slice(baseUrl.length + 1) : value;
      const [type, id, ...rest] = relative.split('/');
      if (id !== undefined) {
        const known = type === 'Organization' || type === 'Practitioner' || type === 'PractitionerRole';
        return known && rest.length === 0 && ID.test(id) ? relative : undefined;
      }
      return /^[A-Za-z0-9]{3,10}$/.test(value) ? `${ODS_ORGANISATION}|${value.toUpperCase()}` : undefined;
    },
    class: (value) =>
      systemAndCode(value) === undefined && !/^[^\s|]{1,64}$/.test(value) ? undefined : value,
  };

/** A token with both parts; `|code` and `system|` are none. */
function systemAndCode(value: string): { system: string; code: string } | undefined {
  const bar = value.indexOf('|');
  if (bar < 1 || bar === value.length - 1) return undefined;
  const code = value.slice(bar + 1);
  return code.includes('|') || /\s/.test(value) ? undefined : { system: value.slice(0, bar), code };
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
