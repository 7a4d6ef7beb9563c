/**
 * Holds the tables of fates against bundles: every element that occurs has a fate, and what a table says is carried over
 * changes what comes out when it changes, so that no table can lie. The published examples are read where they lie beside
 * the checkout.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AROUND, BASES, withAndWithout } from '../testing/stu3-elements.ts';
import { CONTEXT, LISTS, PATIENT, bundleOf, list } from '../testing/stu3-bundle.ts';
import { fatesOf, mapStu3Bundle } from '../map-stu3-bundle.ts';
import { fateOf, type Fate } from './fate-of.ts';
import type { Json } from './mapper.ts';
import { asObject, extensionName, objects, token } from './read-json.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/data/gp/gp-connect-structured');
const PUBLISHED = existsSync(FOLDER)
  ? readdirSync(FOLDER)
      .filter((name) => name.endsWith('.json'))
      // Published as JSON objects.
      .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Json)
  : [];

interface Leaf {
  readonly path: string;
  readonly keys: readonly (string | number)[];
  readonly resource: Json;
  readonly all: readonly Json[];
}

const AROUND_ALL: readonly Json[] = [PATIENT, ...AROUND];

/** More would only take longer: a table that lies is found by the first few. */
const TRIES = 40;

const leaves = PUBLISHED.flatMap(leavesOf);
const byPath = Map.groupBy(leaves, ({ path }) => path);
const types = [...new Set([...byPath.keys()].map((path) => path.split('.')[0] ?? ''))].sort();

describe.skipIf(PUBLISHED.length === 0)('the elements of the published bundles', () => {
  it('are those of eight bundles, and all have a fate', () => {
    expect(PUBLISHED).toHaveLength(8);
    const without = [...byPath.keys()].filter((path) => fate(path) === undefined);
    expect(without).toEqual([]);
    expect(byPath.size).toBeGreaterThan(400);
  });

  it.each(types.length === 0 ? [''] : types)('of %s are carried over where the table says so', (type) => {
    const untrue = [...byPath].filter(
      ([path, samples]) =>
        path.startsWith(`${type}.`) && isCarried(fate(path)?.fate) && !spread(samples).some(changesOutput),
    );
    // Of several languages the preferred one counts; no example has two that differ.
    const known = ['Patient.extension(NHSCommunication).extension(preferred).valueBoolean'];
    expect(untrue.map(([path]) => path).filter((path) => !known.includes(path))).toEqual([]);
  });

  it('would show a table that lies', () => {
    const [sample] = byPath.get('MedicationStatement.taken') ?? [];
    expect(sample !== undefined && changesOutput(sample)).toBe(false);
  });
});

describe('the table of', () => {
  it.each(Object.keys(BASES))('%s claims to carry over nothing that it does not', (type) => {
    const table = Object.entries(fatesOf(type) ?? {});
    const untrue = table.filter(([path, said]) => isCarried(said) && !ELSEWHERE.has(path) && !shows(path));
    expect(untrue.map(([path]) => path)).toEqual([]);
    expect(table.filter(([, said]) => isCarried(said)).length).toBeGreaterThan(0);
  });
});

/** Tested by name: they mean something only beside others of their kind. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'Patient.extension(NHSCommunication).extension(preferred)',
  'Patient.identifier.extension(NHSNumberVerificationStatus).valueCodeableConcept.coding.code',
]);

function shows(path: string): boolean {
  const { without, with: changed } = withAndWithout(path);
  return (
    outputOf(without, [without, changed], AROUND_ALL) !== outputOf(changed, [without, changed], AROUND_ALL)
  );
}

function isCarried(said: Fate | undefined): boolean {
  return said === 'mapped' || (typeof said === 'object' && 'extension' in said);
}

function fate(path: string) {
  const table = fatesOf(path.split('.')[0] ?? '');
  return table === undefined ? undefined : fateOf(path, table);
}

/** The first and the last, and some between. */
function spread(samples: readonly Leaf[]): readonly Leaf[] {
  const step = Math.max(1, Math.floor(samples.length / TRIES));
  return samples.filter((_, i) => i % step === 0).slice(0, TRIES);
}

function leavesOf(bundle: Json): Leaf[] {
  const all = objects(bundle['entry']).flatMap((entry) => {
    const resource = asObject(entry['resource']) ?? {};
    return [resource, ...objects(resource['contained'])];
  });
  return all.flatMap((resource) => {
    const type = token(resource['resourceType']) ?? '';
    const found: Leaf[] = [];
    walk(resource, type, '', [], (path, keys) => found.push({ path, keys, resource, all }));
    return found;
  });
}

function walk(
  value: unknown,
  path: string,
  name: string,
  keys: readonly (string | number)[],
  leaf: (path: string, keys: readonly (string | number)[]) => void,
): void {
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) walk(one, path, name, [...keys, i], leaf);
    return;
  }
  const object = asObject(value);
  if (object === undefined) {
    leaf(path, keys);
    return;
  }
  const here = name === 'extension' ? `${path}(${extensionName(object['url'])})` : path;
  for (const [child, inner] of Object.entries(object)) {
    if (child === 'resourceType' || child === 'contained' || (name === 'extension' && child === 'url'))
      continue;
    walk(inner, `${here}.${child}`, child, [...keys, child], leaf);
  }
}

/** Whether the statements of a bundle about the resource differ when this one value differs. */
function changesOutput({ keys, resource, all }: Leaf): boolean {
  const before = outputOf(resource, [resource], all);
  const value = keys.reduce<unknown>(
    (at, key) => (Array.isArray(at) ? (at as readonly unknown[])[Number(key)] : asObject(at)?.[key]),
    resource,
  );
  return others(value, keys.at(-1) ?? '').some(
    (other) => outputOf(changeAt(resource, keys, other), [resource], all) !== before,
  );
}

function changeAt(resource: Json, keys: readonly (string | number)[], value: unknown): Json {
  let depth = -1;
  const put = (at: unknown): unknown => {
    depth += 1;
    const key = keys[depth];
    if (key === undefined) return value;
    if (Array.isArray(at)) return at.map((one: unknown, i) => (i === key ? put(one) : one));
    const object = asObject(at) ?? {};
    return { ...object, [key]: put(object[key]) };
  };
  return asObject(put(resource)) ?? {};
}

/** Codes that stand for what is stated where a code is none, or says what its text says: another code must show. */
const OTHER_CODES = ['completed', 'final', 'order', 'plan', 'data-awaiting-filing'];

function others(value: unknown, name: string | number): readonly unknown[] {
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'boolean') return [!value];
  const said = String(value);
  if (name === 'reference') return [`${said}-of-nobody`];
  return /^\d{4}(?:-|$)/.test(said) ? [`1901${said.slice(4)}`] : [`${said}x`, ...OTHER_CODES];
}

/** In a bundle of the person, the places and people, what any of its variants refers to, and a List of it. */
function outputOf(resource: Json, variants: readonly Json[], all: readonly Json[]): string {
  const type = token(resource['resourceType']);
  const name = nameOf(resource);
  const referred = new Set(variants.flatMap(references));
  const isNear = (one: Json): boolean => {
    const itsType = token(one['resourceType']) ?? '';
    if (variants.includes(one) || itsType === 'List' || nameOf(one) === name) return false;
    return (
      ['Patient', 'Organization', 'Location', 'Practitioner'].includes(itsType) ||
      referred.has(`${itsType}/${token(one['id']) ?? ''}`) ||
      (type === 'Medication' && references(one).includes(name))
    );
  };
  const near = all.filter(isNear);
  const patient = [...near, resource].find(({ resourceType }) => resourceType === 'Patient');
  const listed = [...(type === 'List' ? [] : [name]), ...near.map(nameOf).filter(isOfMedicines)];
  const subject = { reference: nameOf(patient ?? {}) };
  const contents = list(LISTS.medications, listed, { subject, date: '2020-01-01T00:00:00Z' });
  const mapped = mapStu3Bundle(bundleOf([...near, resource, contents]), CONTEXT);
  return JSON.stringify('refused' in mapped ? mapped : mapped.statements);
}

function nameOf(resource: Json): string {
  return `${token(resource['resourceType']) ?? ''}/${token(resource['id']) ?? ''}`;
}

function isOfMedicines(name: string): boolean {
  return name.startsWith('MedicationStatement/') || name.startsWith('MedicationRequest/');
}

function references(value: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(value, (name, inner: unknown) => {
    if (name === 'reference' && typeof inner === 'string') found.push(inner);
    return inner;
  });
  return found;
}
