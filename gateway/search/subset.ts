/**
 * A part of a resource instead of the whole: `_summary` and `_elements`. FHIR R4 search.html 3.1.1.5.8 and 3.1.1.5.9. What is
 * cut is marked SUBSETTED, so that nobody takes it for the resource and writes it back.
 */
import type { ServedType } from '../../conformance/search-parameters/definition.ts';
import { elementsOf, type ElementMarks } from './element-table.ts';
import { invalidParameter, unsupportedParameter } from './refuse.ts';

export type Subset =
  | { readonly kind: 'summary' | 'text' | 'data' }
  /** By the names of the specification, choices without `[x]`. */
  | { readonly kind: 'elements'; readonly names: readonly string[] };

const ELEMENT_LIMIT = 50;
const OF_EVERY_RESOURCE = [
  'id',
  'meta',
  'implicitRules',
  'language',
  'text',
  'contained',
  'extension',
  'modifierExtension',
];
/** Kept whatever was asked for: which resource it is, and what changes how the rest is to be read. */
const KEPT = new Set(['resourceType', 'id', 'meta', 'implicitRules', 'modifierExtension']);
const SUBSETTED = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
  display: 'subsetted',
};

/** What `_summary` asks for: a subset, the whole, or `count`. */
export function parseSummary(text: string): Subset | 'count' | 'whole' {
  switch (text) {
    case 'count':
      return 'count';
    case 'false':
      return 'whole';
    case 'true':
      return { kind: 'summary' };
    case 'text':
    case 'data':
      return { kind: text };
    default:
      throw unsupportedParameter('_summary', 'true, text, data, count or false');
  }
}

/** Names of elements at the root of the type, with commas between. */
export function parseElements(type: ServedType, text: string): Subset {
  const names = text.split(',').map((name) => name.replace(/\[x\]$/, ''));
  if (names.length > ELEMENT_LIMIT) throw invalidParameter('_elements', `more than ${ELEMENT_LIMIT} names`);
  const known = new Set([...OF_EVERY_RESOURCE, ...elementsOf(type).map(({ name }) => name)]);
  if (!names.every((name) => known.has(name))) {
    throw invalidParameter(
      '_elements',
      `names of elements of ${type}, at its root and as the specification has them`,
    );
  }
  return { kind: 'elements', names };
}

/**
 * The resource cut down to the subset.
 * @param content its JSON text. @returns JSON text, the elements in their order.
 */
export function subsetText(type: ServedType, content: string, subset: Subset): string {
  // Content was written by this gateway as the JSON of a resource.
  const resource = JSON.parse(content) as Readonly<Record<string, unknown>>;
  const elements = elementsOf(type);
  const cut = Object.entries(resource)
    .filter(([property]) => isKept(property, elements, subset))
    .map(([property, value]) => {
      const inside = subset.kind === 'summary' ? (markOf(property, elements)?.inside ?? []) : [];
      return [property, inside.length === 0 ? value : summarised(value, inside)] as const;
    });
  return JSON.stringify({ ...Object.fromEntries(cut), meta: tagged(resource['meta']) });
}

function isKept(property: string, elements: readonly ElementMarks[], subset: Subset): boolean {
  if (KEPT.has(property)) return true;
  const mark = markOf(property, elements);
  switch (subset.kind) {
    case 'data':
      return property !== 'text';
    case 'text':
      return property === 'text' || mark?.mandatory === true;
    case 'summary':
      return mark?.summary === true || mark?.mandatory === true;
    case 'elements':
      return (
        mark?.mandatory === true ||
        mark?.modifier === true ||
        subset.names.includes(mark?.name ?? property.replace(/^_/, ''))
      );
  }
}

/** A backbone element, or a list of them, with what the summary has of it. */
function summarised(value: unknown, inside: readonly ElementMarks[]): unknown {
  if (Array.isArray(value)) return value.map((item) => summarised(item, inside));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(
      ([property]) => KEPT.has(property) || markOf(property, inside) !== undefined,
    ),
  );
}

/** The element whose value a JSON property holds, or whose extensions, or one of whose types. */
function markOf(property: string, elements: readonly ElementMarks[]): ElementMarks | undefined {
  const name = property.replace(/^_/, '');
  return (
    elements.find((e) => !e.choice && e.name === name) ??
    elements.find((e) => e.choice && name.startsWith(e.name) && /^[A-Z]/.test(name.slice(e.name.length)))
  );
}

function tagged(meta: unknown): unknown {
  const own = typeof meta === 'object' && meta !== null ? meta : {};
  const tags: readonly unknown[] = 'tag' in own && Array.isArray(own.tag) ? own.tag : [];
  return { ...own, tag: [...tags, SUBSETTED] };
}
