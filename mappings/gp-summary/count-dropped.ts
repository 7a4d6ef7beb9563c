/** Counts what the elements' fates say is left behind, and what no table speaks of: nothing disappears silently. */
import type { BundleItem } from './bundle-index.ts';
import { eachLeaf, fateOf } from './stu3/fate-of.ts';
import type { ElementFates, Json } from './stu3/mapper.ts';
import type { Dropped } from './summary.ts';

/** Kinds of losses told apart; a bundle of nonsense has no more to say. */
const MOST_KINDS = 500;
const UNKNOWN = 'this mapping does not know the element';
/** A name of an element, as any FHIR version would have it. */
const ELEMENT = /^[A-Za-z0-9_.()[\]-]{1,200}$/;

/** @returns the losses of all resources by path and reason, sorted. */
export function countDropped(
  resources: readonly (Pick<BundleItem, 'type' | 'resource'> | { type: string; resource: Json })[],
  fates: (type: string) => ElementFates | undefined,
): Dropped[] {
  const counts = new Map<string, Dropped>();
  const add = (path: string, reason: string) => {
    const name = ELEMENT.test(path) ? path : '(unnamed)';
    const key = `${name}|${reason}`;
    const known = counts.get(key);
    if (known === undefined && counts.size >= MOST_KINDS) return;
    counts.set(key, { path: name, reason, count: (known?.count ?? 0) + 1 });
  };
  // The same few hundred paths occur thousands of times.
  const losses = new Map<string, { path: string; reason: string } | undefined>();
  for (const { type, resource } of resources) {
    const table = fates(type);
    if (table === undefined) {
      add(type, 'this mapping does not know the resource type');
      continue;
    }
    eachLeaf(resource, type, (path) => {
      if (!losses.has(path)) losses.set(path, lossOf(path, table));
      const loss = losses.get(path);
      if (loss !== undefined) add(loss.path, loss.reason);
    });
  }
  return [...counts.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function lossOf(path: string, table: ElementFates): { path: string; reason: string } | undefined {
  const found = fateOf(path, table);
  if (found === undefined) return { path, reason: UNKNOWN };
  return typeof found.fate === 'object' && 'dropped' in found.fate
    ? { path: found.at, reason: found.fate.dropped }
    : undefined;
}
