/**
 * What changed between two versions of a resource, as operations after RFC 6902 (JSON Patch): in order, each on what the
 * one before left. `was` is ours: the value that was removed or replaced.
 */

export type JsonChange =
  | { readonly op: 'add'; readonly path: string; readonly value: unknown }
  | { readonly op: 'replace'; readonly path: string; readonly value: unknown; readonly was: unknown }
  | { readonly op: 'remove'; readonly path: string; readonly was: unknown };

/** @returns the operations that make `after` of `before`; none where they are the same. Both are JSON values. */
export function jsonDiff(before: unknown, after: unknown, path = ''): readonly JsonChange[] {
  if (Array.isArray(before) && Array.isArray(after)) return arrayDiff(before, after, path);
  if (isObject(before) && isObject(after)) return objectDiff(before, after, path);
  return before === after ? [] : [{ op: 'replace', path, value: after, was: before }];
}

type JsonObject = Readonly<Record<string, unknown>>;

function objectDiff(before: JsonObject, after: JsonObject, path: string): JsonChange[] {
  const at = (key: string): string => `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const changes: JsonChange[] = [];
  for (const [key, was] of Object.entries(before)) {
    if (Object.hasOwn(after, key)) changes.push(...jsonDiff(was, after[key], at(key)));
    else changes.push({ op: 'remove', path: at(key), was });
  }
  for (const [key, value] of Object.entries(after)) {
    if (!Object.hasOwn(before, key)) changes.push({ op: 'add', path: at(key), value });
  }
  return changes;
}

/** What both have at the start and at the end stands; of the rest, pairs are compared, and what is over comes or goes. */
function arrayDiff(before: readonly unknown[], after: readonly unknown[], path: string): JsonChange[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && same(before[start], after[start])) start++;
  let end = 0;
  while (end < shorter - start && same(before.at(-1 - end), after.at(-1 - end))) end++;
  const old = before.slice(start, before.length - end);
  const fresh = after.slice(start, after.length - end);
  const pairs = Math.min(old.length, fresh.length);
  const changes = old
    .slice(0, pairs)
    .flatMap((was, i) => [...jsonDiff(was, fresh[i], `${path}/${start + i}`)]);
  // Removed from the end, so that no position moves before its turn.
  for (let i = old.length - 1; i >= pairs; i--) {
    changes.push({ op: 'remove', path: `${path}/${start + i}`, was: old[i] });
  }
  for (let i = pairs; i < fresh.length; i++) {
    changes.push({ op: 'add', path: `${path}/${start + i}`, value: fresh[i] });
  }
  return changes;
}

function same(a: unknown, b: unknown): boolean {
  return jsonDiff(a, b).length === 0;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
