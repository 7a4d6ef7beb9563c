/** Every element of a resource with its type, as base R4 defines it. FHIR R4 json.html: primitives with their `_name`, choices of types. */
import { tryGetDataType, type InternalSchemaElement } from '@medplum/core';

export type Node = Readonly<Record<string, unknown>>;

export interface TypedElement {
  /** Undefined where a primitive has extensions alone. */
  readonly value: unknown;
  /** Of a primitive: what stands under `_name`. */
  readonly more?: Node;
  /** `HumanName`, `dateTime`, `PatientContact`, `Patient`. */
  readonly type: string;
  /** Where it is defined: `Patient.contact`, `ContactPoint.system`; a resource's own type. */
  readonly path: string;
  /** FHIRPath: `Patient.contact[0].telecom[1].system`. */
  readonly expression: string;
  /** Of a reference: canonicals of what it may point to; empty where to anything. */
  readonly targets: readonly string[];
  /** The resource that it stands in: the root, or that of a Bundle's entry; for what is contained, the one that contains it. */
  readonly resource: Node;
}

/** Deeper than any resource; what is below is not looked at. */
const MAX_DEPTH = 100;

/** The resource itself first, then its elements in the order in which they stand. What no definition knows is left out. */
export function elementsOf(resource: Node): TypedElement[] {
  const found: TypedElement[] = [];
  visitResource(resource, String(resource['resourceType']), found, 0);
  return found;
}

function visitResource(
  value: Node,
  expression: string,
  found: TypedElement[],
  depth: number,
  container?: Node,
): void {
  const type = String(value['resourceType']);
  visit({ value, type, path: type, expression, targets: [], resource: container ?? value }, found, depth);
}

function visit(element: TypedElement, found: TypedElement[], depth: number): void {
  found.push(element);
  // A primitive has nothing below but its extensions.
  const node = isNode(element.value) ? element.value : element.more;
  const schema = tryGetDataType(node === element.more ? 'Element' : element.type);
  if (node === undefined || schema === undefined || depth > MAX_DEPTH) return;
  const names = new Set(Object.keys(node).map((key) => key.replace(/^_/, '')));
  for (const name of names) {
    const definition = definitionOf(schema.elements, name);
    if (definition === undefined) continue;
    const values = listed(node[name]);
    const mores = listed(node[`_${name}`]);
    const many = Array.isArray(node[name]) || Array.isArray(node[`_${name}`]);
    for (let i = 0; i < Math.max(values.length, mores.length); i++) {
      const [value, more] = [values[i], mores[i]];
      const expression = `${element.expression}.${name}${many ? `[${i}]` : ''}`;
      if (isNode(value) && typeof value['resourceType'] === 'string') {
        visitResource(
          value,
          expression,
          found,
          depth + 1,
          name === 'contained' ? element.resource : undefined,
        );
        continue;
      }
      visit(
        { ...definition, value, ...(isNode(more) ? { more } : {}), expression, resource: element.resource },
        found,
        depth + 1,
      );
    }
  }
}

function definitionOf(
  elements: Readonly<Record<string, InternalSchemaElement>>,
  name: string,
): Pick<TypedElement, 'type' | 'path' | 'targets'> | undefined {
  const plain = Object.hasOwn(elements, name) ? elements[name] : undefined;
  if (plain !== undefined) return defined(plain, plain.type[0]);
  for (const [key, element] of Object.entries(elements)) {
    if (!key.endsWith('[x]') || !name.startsWith(key.slice(0, -3))) continue;
    const suffix = name.slice(key.length - 3);
    const type = element.type.find(({ code }) => code.charAt(0).toUpperCase() + code.slice(1) === suffix);
    if (type !== undefined) return defined(element, type);
  }
  return undefined;
}

function defined(
  { path }: InternalSchemaElement,
  type: InternalSchemaElement['type'][number] | undefined,
): Pick<TypedElement, 'type' | 'path' | 'targets'> {
  const code = type?.code ?? '';
  // Ids and urls are defined by the type of FHIRPath.
  return { type: code.startsWith('http') ? 'string' : code, path, targets: type?.targetProfile ?? [] };
}

function listed(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
