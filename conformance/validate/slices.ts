/**
 * Slices of a profile: how many there may be, and what each must have. The validator of @medplum/core counts slices that
 * are told by a value and passes over what is within; extension slices it does not count. FHIR R4 profiling.html 5.1.0.14.
 */
import type { ElementDefinition, OperationOutcomeIssue, StructureDefinition } from '@medplum/fhirtypes';
import { isNode, type Node } from './elements.ts';
import { fault } from './issue.ts';

/** One slice of a list: how its items are told, and its children with their cardinality. */
interface Slice {
  readonly definition: ElementDefinition;
  /** Names from the resource to the list. */
  readonly path: readonly string[];
  readonly matches: (item: Node) => boolean;
  readonly children: readonly ElementDefinition[];
}

/**
 * Faults of the slices of `profile` that are told by a fixed value, a pattern or the url of an extension.
 * @param expression of the resource within its root.
 */
export function sliceIssues(
  resource: Node,
  profile: StructureDefinition,
  expression: string,
): OperationOutcomeIssue[] {
  return slicesOf(profile).flatMap((slice) => {
    const name = `${slice.definition.sliceName ?? ''} (${profile.name})`;
    return listsAt(resource, slice.path, expression).flatMap(({ items, at }) => {
      const own = items.flatMap((item, i) => (isNode(item) && slice.matches(item) ? [{ item, i }] : []));
      const counted = outside(own.length, slice.definition);
      return [
        ...(counted === undefined ? [] : [fault('structure', `slice ${name}: ${counted}`, at)]),
        ...own.flatMap(({ item, i }) => childIssues(item, slice, name, `${at}[${i}]`)),
      ];
    });
  });
}

/** Names of the slices that `sliceIssues` counts. */
export function countedSlices(profile: StructureDefinition): Set<string> {
  return new Set(slicesOf(profile).map(({ definition }) => definition.sliceName ?? ''));
}

function slicesOf({ snapshot, type }: StructureDefinition): Slice[] {
  const elements = snapshot?.element ?? [];
  return elements.flatMap((definition): Slice[] => {
    const id = definition.id ?? '';
    // Slices within slices are left out: which item they belong to cannot be told by their path.
    const [, list = ''] = /^([\w.]+):[\w-]+$/.exec(id) ?? [];
    const sliced = elements.find((element) => element.id === list);
    if (sliced?.slicing === undefined || list.includes('[x]')) return [];
    const children = elements.filter(
      (e) => e.id?.startsWith(`${id}.`) === true && !/[.:]/.test(e.id.slice(id.length + 1)),
    );
    const matches = matcher(sliced, definition, children);
    return matches === undefined
      ? []
      : [{ definition, path: list.slice(type.length + 1).split('.'), matches, children }];
  });
}

/** Undefined where the slice is told by something else than its own values. */
function matcher(
  sliced: ElementDefinition,
  definition: ElementDefinition,
  children: readonly ElementDefinition[],
): Slice['matches'] | undefined {
  if (definition.type?.[0]?.code === 'Extension') {
    const [url] = definition.type[0].profile ?? [];
    return url === undefined ? undefined : (item) => item['url'] === url.split('|')[0];
  }
  const tests = (sliced.slicing?.discriminator ?? []).map(({ type, path }) => {
    if (type !== 'value' && type !== 'pattern') return undefined;
    const told = path === '$this' ? definition : children.find((child) => lastName(child) === path);
    const wanted = told === undefined ? undefined : valueOf(told);
    if (wanted === undefined) return undefined;
    return (item: Node) => includes(path === '$this' ? item : item[path], wanted);
  });
  if (tests.length === 0 || tests.includes(undefined)) return undefined;
  return (item) => tests.every((test) => test?.(item) === true);
}

function childIssues(item: Node, slice: Slice, name: string, at: string): OperationOutcomeIssue[] {
  return slice.children.flatMap((child) => {
    const key = lastName(child);
    // A choice of types has its type in its name; its cardinality is that of the profile outside the slice.
    if (key.endsWith('[x]')) return [];
    const value = item[key];
    const count = value === undefined ? 0 : Array.isArray(value) ? value.length : 1;
    const counted = outside(count, child);
    return counted === undefined ? [] : [fault('structure', `${key} of slice ${name}: ${counted}`, at)];
  });
}

function outside(count: number, { min = 0, max = '*' }: ElementDefinition): string | undefined {
  if (count >= min && (max === '*' || count <= Number(max))) return undefined;
  return `expected ${min}..${max}, found ${count}`;
}

/** Every list at a path, through elements that repeat. An absent list is an empty one. */
function listsAt(
  node: Node,
  [name = '', ...rest]: readonly string[],
  expression: string,
): { items: unknown[]; at: string }[] {
  const value = node[name];
  const at = `${expression}.${name}`;
  const items: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  if (rest.length === 0) return [{ items, at }];
  return items.flatMap((item, i) =>
    isNode(item) ? listsAt(item, rest, Array.isArray(value) ? `${at}[${i}]` : at) : [],
  );
}

/** `fixedUri`, `patternCodeableConcept` and the like. */
function valueOf(element: ElementDefinition): unknown {
  return Object.entries(element).find(([key]) => /^(fixed|pattern)[A-Z]/.test(key))?.[1];
}

/** Whether `value` has all of `wanted`: FHIR R4 elementdefinition.html, pattern[x]. */
function includes(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(value) && wanted.every((one) => value.some((item) => includes(item, one)));
  }
  if (!isNode(wanted)) return value === wanted;
  return isNode(value) && Object.entries(wanted).every(([key, inner]) => includes(value[key], inner));
}

function lastName({ path }: ElementDefinition): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
