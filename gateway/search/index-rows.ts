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
import {
  isElement,
  rowsOfElement,
  type Collector,
  type CompiledParameter,
  type Element,
} from './element-rows.ts';
import { presenceOf, type SearchRows } from './search-rows.ts';

const COMPILED: ReadonlyMap<string, readonly CompiledParameter[]> = new Map(
  SERVED_TYPES.map((type) => [
    type,
    searchParameters(type)
      .filter((p) => p.through === undefined)
      .map((p) => ({ param: `${p.type}.${p.code}`, definition: p, add: rowsOfElement(p.element, p) })),
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

function sizeOf(rows: SearchRows): number {
  return rows.tokens.length + rows.references.length + rows.dates.length + rows.strings.length;
}

/** Whether the value is something of the parameter's, comparable or not: a reference to another type is none of its. */
function isPresence(value: unknown, { element, targets = [] }: SearchParameter): boolean {
  // A time that is told in words, or in a way that has no limits, is told all the same.
  if (element === 'time[x]' && typeof value === 'string') return value !== '';
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
