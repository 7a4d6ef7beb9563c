/**
 * Several resources of a bundle that carry one business identifier are one thing, told with different links: GP Connect
 * 1.6.2 "List", where a code occurs twice. Lists of elements are united; of single values the first stands.
 */
import type { Json } from './stu3/mapper.ts';
import { asObject } from './stu3/read-json.ts';

/** @returns one resource; the same whatever the order of the parts. `differ` is told of fields that contradict. */
export function uniteDuplicates(parts: readonly Json[], differ: (field: string) => void): Json {
  const [first, ...others] = parts
    .map((part) => ({ part, content: JSON.stringify(part) }))
    .sort((a, b) => rank(a.part) - rank(b.part) || (a.content < b.content ? -1 : 1))
    .map(({ part }) => part);
  const united: Record<string, unknown> = { ...first };
  for (const other of others) {
    for (const [field, value] of Object.entries(other)) {
      const standing = united[field];
      if (standing === undefined) united[field] = value;
      else if (Array.isArray(standing) && Array.isArray(value)) united[field] = unitedLists(standing, value);
      else if (field === 'meta') united[field] = unitedMeta(asObject(standing), asObject(value));
      else if (field !== 'id' && JSON.stringify(standing) !== JSON.stringify(value)) differ(field);
    }
  }
  return united;
}

/** What is told as active is not hidden by what is told as ended. */
function rank(resource: Json): number {
  return resource['clinicalStatus'] === 'active' ? 0 : 1;
}

function unitedLists(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  return [...new Map([...a, ...b].map((item) => [JSON.stringify(item), item])).values()];
}

/** A label of confidentiality on either stands. */
function unitedMeta(a: Json = {}, b: Json = {}): Json {
  const labels = [a['security'], b['security']].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  );
  return { ...b, ...a, ...(labels.length === 0 ? {} : { security: unitedLists(labels, []) }) };
}
