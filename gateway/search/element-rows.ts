/** One value of an element -> search rows, by its data type. FHIR R4 search.html 3.1.1.4.5 to 3.1.1.4.12. */
import type {
  ElementType,
  SearchKind,
  SearchParameter,
} from '../../conformance/search-parameters/definition.ts';
import { FORMER_NHS_NUMBER, NHS_NUMBER } from '../../conformance/systems.ts';
import { dateRange, daysOf, periodRange, timingRange, type DateRange } from './date-range.ts';
import { relativeReference } from './literal-reference.ts';
import { normaliseIdentifier, normaliseString, normaliseTelecom, soundsOf } from './normalise.ts';
import type { SearchRows } from './search-rows.ts';

/** An element of a resource, of whatever kind. */
export type Element = Readonly<Record<string, unknown>>;

/** Rows as they are collected. */
export interface Collector extends SearchRows {
  readonly tokens: SearchRows['tokens'][number][];
  readonly references: SearchRows['references'][number][];
  readonly dates: SearchRows['dates'][number][];
  readonly strings: SearchRows['strings'][number][];
}

export interface CompiledParameter {
  /** `<Type>.<code>` */
  readonly param: string;
  readonly definition: SearchParameter;
  readonly add: AddRows;
}

export type AddRows = (into: Collector, of: CompiledParameter, value: unknown) => void;

export function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What makes the rows of one value. A value that is not of its data type makes none. */
export function rowsOfElement(
  element: ElementType,
  { kind, phonetic }: { readonly kind: SearchKind; readonly phonetic?: true },
): AddRows {
  switch (element) {
    case 'Identifier':
      return (into, of, value) => {
        if (isElement(value)) addIdentifier(into, of, value);
      };
    case 'ContactPoint':
      return (into, of, value) => {
        if (isElement(value)) addToken(into, of, value['system'], value['value'], normaliseTelecom);
      };
    case 'Coding':
      return addCoding;
    case 'CodeableConcept':
      return (into, of, value) => {
        if (!isElement(value) || !Array.isArray(value['coding'])) return;
        for (const coding of value['coding']) addCoding(into, of, coding);
      };
    case 'code':
    case 'boolean':
    case 'uri':
      return (into, of, value) => {
        if (typeof value === 'string' || typeof value === 'boolean') addToken(into, of, '', String(value));
      };
    case 'Reference':
      return addReference;
    case 'canonical':
      return addCanonical;
    case 'date':
    case 'dateTime':
    case 'instant':
      return (into, of, value) => {
        addRange(into, of, typeof value === 'string' ? dateRange(value, daysOf(element)) : undefined);
      };
    case 'Period':
      return (into, of, value) => {
        addRange(into, of, isElement(value) ? periodRange(value) : undefined);
      };
    case 'time[x]':
      return addTime;
    case 'HumanName':
      // A sound is asked of family and given names; titles and the whole text would only add noise.
      return addParts(
        phonetic === true ? ['family', 'given'] : ['text', 'family', 'given', 'prefix', 'suffix'],
      );
    case 'Address':
      return addParts(['text', 'line', 'city', 'district', 'state', 'postalCode', 'country']);
    case 'string':
      if (kind === 'string') return addString;
      return (into, of, value) => {
        addToken(into, of, '', value, normaliseIdentifier);
      };
  }
}

function addToken(
  into: Collector,
  of: CompiledParameter,
  system: unknown,
  value: unknown,
  normalise: (value: string, system: string) => string = (v) => v,
): void {
  if (typeof value !== 'string' || value === '') return;
  const space = typeof system === 'string' ? system : '';
  into.tokens.push({ param: of.param, system: space, value: normalise(value, space) });
}

function addCoding(into: Collector, of: CompiledParameter, value: unknown): void {
  if (isElement(value)) addToken(into, of, value['system'], value['code']);
}

/** A former NHS number is found as an NHS number too: whoever holds it still means this person. */
function addIdentifier(into: Collector, of: CompiledParameter, { system, value }: Element): void {
  addToken(into, of, system, value, normaliseIdentifier);
  if (system === FORMER_NHS_NUMBER) addToken(into, of, NHS_NUMBER, value, normaliseIdentifier);
}

/** A canonical with a version is found with it and without. FHIR R4 references.html 2.3.0.3. */
function addCanonical(into: Collector, of: CompiledParameter, value: unknown): void {
  if (typeof value !== 'string' || value === '') return;
  const [url = ''] = value.split('|');
  for (const target of new Set([value, url])) into.references.push({ param: of.param, target });
}

/** A choice of times: text is not compared, unless it is a date. */
function addTime(into: Collector, of: CompiledParameter, value: unknown): void {
  if (typeof value === 'string') addRange(into, of, dateRange(value, 'london'));
  else if (isElement(value)) addRange(into, of, periodRange(value) ?? timingRange(value));
}

function addRange(into: Collector, of: CompiledParameter, range: DateRange | undefined): void {
  if (range !== undefined) into.dates.push({ param: of.param, ...range });
}

function addReference(into: Collector, of: CompiledParameter, value: unknown): void {
  const literal = isElement(value) ? value['reference'] : undefined;
  const reference = typeof literal === 'string' ? relativeReference(literal) : undefined;
  const targets = of.definition.targets ?? [];
  if (reference === undefined || (targets !== 'any' && !targets.includes(reference.type))) return;
  into.references.push({ param: of.param, target: `${reference.type}/${reference.id}` });
}

function addParts(names: readonly string[]): AddRows {
  return (into, of, value) => {
    if (!isElement(value)) return;
    for (const name of names) {
      const part = value[name];
      if (Array.isArray(part)) for (const item of part) addString(into, of, item);
      else addString(into, of, part);
    }
  };
}

function addString(into: Collector, of: CompiledParameter, value: unknown): void {
  if (typeof value !== 'string') return;
  if (of.definition.phonetic === true) {
    for (const sound of soundsOf(value)) into.strings.push({ param: of.param, norm: sound, value: sound });
    return;
  }
  const norm = normaliseString(value);
  if (norm !== '') into.strings.push({ param: of.param, norm, value });
}
