/**
 * What becomes of an element of an STU3 resource, by the table of its type; and what of a resource was left behind, so
 * that nothing disappears silently. GP Connect 1.6.2; UK Core STU3 sequence for the retired extensions.
 */
import type { ElementFates, Json } from './mapper.ts';
import { asObject, extensionName } from './read-json.ts';

export type Fate = ElementFates[string];

/** True of every type, wherever it stands. */
const EVERYWHERE: readonly { readonly where: RegExp; readonly reason: string }[] = [
  { where: /^\w+\.id$/, reason: 'the identifier names the resource; ids hold within one bundle only' },
  { where: /^\w+\.meta\.(?:profile|versionId|lastUpdated)$/, reason: 'speaks of the STU3 resource' },
  { where: /^\w+\.text(?:\.|$)/, reason: 'made from the other elements by the practice system' },
  {
    where: /\.extension\(coding-sctdescid\)\.extension\(descriptionId\)/,
    reason: 'UK Core has retired the description id; the description is kept',
  },
];

/**
 * @param path without indices, extensions by name: `Condition.extension(ProblemSignificance).valueCode`.
 * @returns the entry with the longest prefix and its path, or undefined where the table does not speak of the element.
 */
export function fateOf(
  path: string,
  table: ElementFates,
): { readonly at: string; readonly fate: Fate } | undefined {
  const common = EVERYWHERE.find(({ where }) => where.test(path));
  if (common !== undefined) return { at: path, fate: { dropped: common.reason } };
  for (let at = path; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) {
    const fate = Object.hasOwn(table, at) ? table[at] : undefined;
    if (fate !== undefined) return { at, fate };
  }
  return undefined;
}

/** Calls back for every value of a resource that is no object and no list; contained resources are not entered. */
export function eachLeaf(resource: Json, type: string, leaf: (path: string) => void): void {
  for (const [name, value] of Object.entries(resource)) {
    if (name !== 'resourceType' && name !== 'contained') walk(value, `${type}.${name}`, name, 0, leaf);
  }
}

/** Deeper than any FHIR element nests; the reader of the feed refuses deeper texts before. */
const DEEPEST = 40;

function walk(value: unknown, path: string, name: string, depth: number, leaf: (path: string) => void): void {
  if (depth > DEEPEST) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(item, path, name, depth + 1, leaf);
    return;
  }
  const object = asObject(value);
  if (object === undefined) {
    leaf(path);
    return;
  }
  const isExtension = name === 'extension' || name === 'modifierExtension';
  const here = isExtension ? `${path}(${extensionName(object['url'])})` : path;
  for (const [child, inner] of Object.entries(object)) {
    if (!(isExtension && child === 'url')) walk(inner, `${here}.${child}`, child, depth + 1, leaf);
  }
}
