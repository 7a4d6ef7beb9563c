/** For tests: the codes of a value set, by system. FHIR R4 valueset.html 4.9.5; of filters `is-a` and `descendent-of` only. */
import type { CodeSystem, CodeSystemConcept, ValueSet, ValueSetComposeInclude } from '@medplum/fhirtypes';
import type { Codes } from '../binding-tables.ts';
import type { Published } from './published.ts';

/** Any code of the system: it cannot be listed here (SNOMED CT, languages, media types). */
export const ANY = '*';
/** All codes of a system that the table of code systems lists. */
export const WHOLE = '@';

/** Systems whose codes are made by rules; what is published of them is a part. */
const GRAMMARS = new Set(['urn:ietf:bcp:47', 'http://unitsofmeasure.org']);

/**
 * @param listed systems that stand in a table of their own.
 * @returns undefined where the set itself is not published here.
 */
export function expand(
  url: string,
  known: readonly Published[],
  listed: ReadonlySet<string>,
): Codes | undefined {
  const valueSet = find(url, known, 'valueSets');
  if (valueSet?.compose === undefined) return undefined;
  const codes = new Map<string, Set<string>>();
  const put = (system: string, more: Iterable<string>): void => {
    codes.set(system, new Set([...(codes.get(system) ?? []), ...more]));
  };
  for (const include of valueSet.compose.include) {
    if (include.system !== undefined) put(include.system, included(include, known, listed));
    for (const inner of include.valueSet ?? []) {
      for (const [system, text] of Object.entries(expand(inner, known, listed) ?? {}))
        put(system, text.split(' '));
    }
  }
  for (const exclude of valueSet.compose.exclude ?? []) {
    for (const { code } of exclude.concept ?? []) codes.get(exclude.system ?? '')?.delete(code);
  }
  return Object.fromEntries([...codes].map(([system, all]) => [system, joined(all)]));
}

/** Every code of a system, children included. */
export function codesOf({ concept = [] }: CodeSystem): string[] {
  return concept.flatMap(below);
}

/** Codes as the tables hold them. @throws where a code has a blank, which would part it. */
export function joined(codes: Iterable<string>): string {
  const all = [...codes];
  const parted = all.find((code) => code.includes(' '));
  if (parted !== undefined) throw new Error(`the code "${parted}" has a blank`);
  return all.includes(ANY) ? ANY : all.join(' ');
}

function included(
  { system = '', concept, filter }: ValueSetComposeInclude,
  known: readonly Published[],
  listed: ReadonlySet<string>,
): string[] {
  if (concept !== undefined) return concept.map(({ code }) => code);
  const codeSystem = find(system, known, 'codeSystems');
  if (codeSystem?.content !== 'complete' || GRAMMARS.has(system)) return [ANY];
  if (filter === undefined) return listed.has(system) ? [WHOLE] : codesOf(codeSystem);
  return filter.flatMap(({ op, value }) => {
    if (op !== 'is-a' && op !== 'descendent-of') return [ANY];
    const found = [...withRoot(codeSystem.concept ?? [], value)];
    return op === 'is-a' ? found : found.slice(1);
  });
}

function withRoot(concepts: readonly CodeSystemConcept[], code: string): string[] {
  for (const concept of concepts) {
    if (concept.code === code) return below(concept);
    const inner = withRoot(concept.concept ?? [], code);
    if (inner.length > 0) return inner;
  }
  return [];
}

function below({ code, concept = [] }: CodeSystemConcept): string[] {
  return [code, ...concept.flatMap(below)];
}

function find<K extends 'valueSets' | 'codeSystems'>(
  url: string,
  known: readonly Published[],
  kind: K,
): (K extends 'valueSets' ? ValueSet : CodeSystem) | undefined {
  const [bare = ''] = url.split('|');
  for (const one of known) {
    const found = one[kind].get(bare);
    // The map of that kind holds resources of that kind.
    if (found !== undefined) return found as K extends 'valueSets' ? ValueSet : CodeSystem;
  }
  return undefined;
}
