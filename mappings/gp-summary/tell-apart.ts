/**
 * Resources of one business identifier that speak of different things: a number that a system gave twice must not make one
 * allergy of two. GP Connect 1.6.2 "List": one identifier is one thing, told with different links.
 */
import type { Json } from './stu3/mapper.ts';
import { asObject, objects, text, token } from './stu3/read-json.ts';

/** Codes that say only that there is no code: what is meant is in the words. GP Connect 1.6.2 "Degraded codes". */
const DEGRADED: ReadonlySet<string> = new Set([
  ...['196461000000101', '196471000000108', '196421000000109', '196411000000103', '196451000000104'],
]);

interface Group<Part> {
  readonly parts: Part[];
  readonly names: Set<string>;
}

/**
 * @param parts of one identifier.
 * @param names what a part speaks of, in its several codes: `namesOf` below.
 * @returns the parts that share a name together, each group with its names in order; a part that names nothing is with
 * the first group. The order of the parts means nothing.
 */
export function tellApart<Part>(
  parts: readonly Part[],
  names: (part: Part) => readonly string[],
): readonly { readonly parts: readonly Part[]; readonly names: readonly string[] }[] {
  const groups = new Set<Group<Part>>();
  const byName = new Map<string, Group<Part>>();
  const unnamed: Part[] = [];
  for (const part of parts) {
    const own = names(part);
    if (own.length === 0) {
      unnamed.push(part);
      continue;
    }
    const [first, ...others] = new Set(own.flatMap((name) => byName.get(name) ?? []));
    const group = first ?? { parts: [], names: new Set<string>() };
    groups.add(group);
    group.parts.push(part);
    for (const name of own) group.names.add(name);
    for (const other of others) {
      groups.delete(other);
      group.parts.push(...other.parts);
      for (const name of other.names) group.names.add(name);
    }
    for (const name of others.length === 0 ? own : group.names) byName.set(name, group);
  }
  const told = [...groups]
    .map((group) => ({ parts: group.parts, names: [...group.names].sort() }))
    .sort((a, b) => ((a.names[0] ?? '') < (b.names[0] ?? '') ? -1 : 1));
  const [first] = told;
  if (first === undefined) return [{ parts: unnamed, names: [] }];
  first.parts.push(...unnamed);
  return told;
}

/** @param resolve the resource that a reference leads to. @returns what an entry of the record speaks of, by its codes. */
export function namesOf(resource: Json, resolve: (reference: string) => Json | undefined): readonly string[] {
  const medicine = token(asObject(resource['medicationReference'])?.['reference']);
  const product = medicine === undefined ? undefined : resolve(medicine)?.['code'];
  return [resource['code'], resource['medicationCodeableConcept'], product].flatMap(conceptNames);
}

function conceptNames(value: unknown): readonly string[] {
  const concept = asObject(value);
  const words = text(concept?.['text'])?.trim().toLowerCase() ?? '';
  const codes = objects(concept?.['coding']).flatMap(({ system, code }) => {
    const its = token(code);
    if (its === undefined) return [];
    return [`${token(system) ?? ''}|${its}${DEGRADED.has(its) ? `|${words}` : ''}`];
  });
  return codes.length === 0 && words !== '' ? [words] : codes;
}
