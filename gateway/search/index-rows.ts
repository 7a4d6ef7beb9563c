/**
 * Resource -> search rows, by the table of search parameters. FHIR R4 search.html 3.1.1.4.
 * Runs for every resource written: the paths are compiled once, and a value that is not of its data type makes no row
 * (the resource stays readable; it is only not found by that value).
 */
import type { Resource } from '@medplum/fhirtypes';
import { searchParameters } from '../../conformance/search-parameters.ts';
import {
  SERVED_TYPES,
  type SearchParameter,
  type Step,
} from '../../conformance/search-parameters/definition.ts';
import { dateRange, daysOf, periodRange } from './date-range.ts';
import { relativeReference } from './literal-reference.ts';
import { normaliseIdentifier, normaliseString, normaliseTelecom, soundsOf } from './normalise.ts';
import { presenceOf, type SearchRows } from './search-rows.ts';

/** An element of a resource, of whatever kind. */
type Element = Readonly<Record<string, unknown>>;

interface Collector extends SearchRows {
  readonly tokens: SearchRows['tokens'][number][];
  readonly references: SearchRows['references'][number][];
  readonly dates: SearchRows['dates'][number][];
  readonly strings: SearchRows['strings'][number][];
}

interface CompiledParameter {
  readonly param: string;
  readonly definition: SearchParameter;
  readonly add: (into: Collector, compiled: CompiledParameter, value: unknown) => void;
}

const COMPILED: ReadonlyMap<string, readonly CompiledParameter[]> = new Map(
  SERVED_TYPES.map((type) => [
    type,
    searchParameters(type)
      .filter((p) => p.through === undefined)
      .map((p) => ({ param: `${p.type}.${p.code}`, definition: p, add: adder(p) })),
  ]),
);

/**
 * The rows that the index holds of a resource, without repeats; none for types that are not served.
 * References: relative literal ones to the parameter's target types. An element of which nothing can be compared has a
 * presence row, so that `:missing` does not say that it is missing. `_id` and `_lastUpdated` have no rows.
 */
export function indexRows(resource: Resource): SearchRows {
  const rows: Collector = { tokens: [], references: [], dates: [], strings: [] };
  for (const compiled of COMPILED.get(resource.resourceType) ?? []) {
    const { definition } = compiled;
    if (definition.existence === true) {
      rows.tokens.push({
        param: compiled.param,
        system: '',
        value: String(existsAndNotFalse(resource, definition)),
      });
      continue;
    }
    const before = sizeOf(rows);
    let present = 0;
    for (const path of definition.paths) {
      walk(resource, path, 0, (value) => {
        compiled.add(rows, compiled, value);
        if (isPresence(value, definition)) present++;
      });
    }
    // Any other row says it as well: only what nothing can be compared of needs one for itself.
    if (present > 0 && sizeOf(rows) === before) {
      rows.tokens.push({ param: presenceOf(compiled.param), system: '', value: '' });
    }
  }
  return {
    tokens: distinct(rows.tokens, (r) => `${r.param} ${r.value}\n${r.system}`),
    references: distinct(rows.references, (r) => `${r.param} ${r.target}`),
    dates: distinct(rows.dates, (r) => `${r.param} ${r.low} ${r.high}`),
    strings: distinct(rows.strings, (r) => `${r.param} ${r.norm}\n${r.value}`),
  };
}

/** Every value at a path, through repeating elements. Exported for the test that compares it with FHIRPath. */
export function valuesAt(resource: Resource, path: readonly Step[]): unknown[] {
  const values: unknown[] = [];
  walk(resource, path, 0, (value) => values.push(value));
  return values;
}

function walk(node: unknown, path: readonly Step[], depth: number, found: (value: unknown) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, path, depth, found);
    return;
  }
  const step = path[depth - 1];
  if (step?.where !== undefined && (!isElement(node) || node[step.where.field] !== step.where.is)) return;
  const next = path[depth];
  if (next === undefined) {
    if (node !== undefined && node !== null) found(node);
    return;
  }
  if (isElement(node)) walk(node[next.name], path, depth + 1, found);
}

function existsAndNotFalse(resource: Resource, definition: SearchParameter): boolean {
  return definition.paths.some((path) => valuesAt(resource, path).some((value) => value !== false));
}

function adder({ element, phonetic }: SearchParameter): CompiledParameter['add'] {
  switch (element) {
    case 'Identifier':
      return (into, of, value) => {
        if (isElement(value)) addToken(into, of, value['system'], value['value'], normaliseIdentifier);
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
    case 'date':
    case 'dateTime':
      return (into, of, value) => {
        const range = typeof value === 'string' ? dateRange(value, daysOf(element)) : undefined;
        if (range !== undefined) into.dates.push({ param: of.param, ...range });
      };
    case 'Period':
      return (into, of, value) => {
        const range = isElement(value) ? periodRange(value) : undefined;
        if (range !== undefined) into.dates.push({ param: of.param, ...range });
      };
    case 'HumanName':
      // A sound is asked of family and given names; titles and the whole text would only add noise.
      return addParts(
        phonetic === true ? ['family', 'given'] : ['text', 'family', 'given', 'prefix', 'suffix'],
      );
    case 'Address':
      return addParts(['text', 'line', 'city', 'district', 'state', 'postalCode', 'country']);
    case 'string':
      return addString;
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

function addReference(into: Collector, of: CompiledParameter, value: unknown): void {
  const literal = isElement(value) ? value['reference'] : undefined;
  const reference = typeof literal === 'string' ? relativeReference(literal) : undefined;
  const targets = of.definition.targets ?? [];
  if (reference === undefined || (targets !== 'any' && !targets.includes(reference.type))) return;
  into.references.push({ param: of.param, target: `${reference.type}/${reference.id}` });
}

function sizeOf(rows: SearchRows): number {
  return rows.tokens.length + rows.references.length + rows.dates.length + rows.strings.length;
}

/** Whether the value is something of the parameter's, comparable or not: a reference to another type is none of its. */
function isPresence(value: unknown, { element, targets = [] }: SearchParameter): boolean {
  if (!isElement(value) || Object.keys(value).length === 0) return false;
  if (element !== 'Reference' || targets === 'any') return true;
  const type = referredType(value);
  return type === undefined || targets.includes(type);
}

/** The type that a reference names, in its literal or beside it; undefined where it names none. */
function referredType({ reference, type }: Element): string | undefined {
  const [, literal] =
    /(?:^|\/)([A-Z][A-Za-z]*)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[^/]*)?$/.exec(
      typeof reference === 'string' ? reference : '',
    ) ?? [];
  return literal ?? (typeof type === 'string' ? type : undefined);
}

function addParts(names: readonly string[]): CompiledParameter['add'] {
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

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function distinct<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  if (rows.length < 2) return [...rows];
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = keyOf(row);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
