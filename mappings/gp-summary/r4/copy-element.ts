/**
 * A resource of FHIR R4 read by its shape: what fits is copied in the order of the definition, what does not is left out
 * and told. So the same content gives the same text, whoever wrote it. FHIR R4 json.html, extensibility.html.
 */
import { ROTHER } from '../../../conformance/systems.ts';
import { sanitiseNarrative } from '../sanitise-narrative.ts';
import type { Json } from '../stu3/mapper.ts';
import { asObject, objects } from '../stu3/read-json.ts';
import { cleanType } from './clean-type.ts';
import { fitsPrimitive, isPrimitive } from './primitive.ts';
import { shapeOf, type ElementShape, type Shape } from './shapes/shape.ts';

export interface CopyHooks {
  /** What becomes of a reference, already read by its shape; undefined leaves it out. */
  readonly reference: (value: Json, path: string) => Json | undefined;
  /** @param path without indices. Never told with the value. */
  readonly loss: (path: string, reason: string) => void;
}

const MOST_ITEMS = 1_000;

/**
 * @returns the resource without id and meta; undefined where it lacks what R4 requires, or says that it must not be read
 * without understanding something that this gateway does not know (modifierExtension, implicitRules).
 */
export function copyResource(source: Json, hooks: CopyHooks): Json | undefined {
  const type = typeof source['resourceType'] === 'string' ? source['resourceType'] : '';
  const shape = shapeOf(type);
  if (shape === undefined || type === '') return undefined;
  if (source['implicitRules'] !== undefined || modifies(source)) {
    hooks.loss(type, 'has a modifier that this gateway does not know: the resource is left out');
    return undefined;
  }
  const contained = containedIn(source, hooks);
  const ids = new Set(contained.map(({ id }) => `#${id}`));
  const body = copyShape(shape, source, type, {
    ...hooks,
    reference: (value, path) => {
      const literal = value['reference'];
      if (typeof literal !== 'string' || !literal.startsWith('#')) return hooks.reference(value, path);
      if (ids.has(literal)) return value;
      hooks.loss(path, 'what it refers to is not contained');
      return undefined;
    },
  });
  // Empty is not wrong where R4 requires nothing.
  if (body === undefined && shape.required.length > 0) return undefined;
  const { extension, ...elements } = body ?? {};
  return {
    resourceType: type,
    ...(fitsPrimitive('code', source['language']) ? { language: source['language'] } : {}),
    ...narrative(asObject(source['text'])),
    ...(contained.length === 0 ? {} : { contained: contained.map(({ resource }) => resource) }),
    ...(extension === undefined ? {} : { extension }),
    ...elements,
  };
}

function containedIn(source: Json, hooks: CopyHooks): { readonly id: string; readonly resource: Json }[] {
  return objects(source['contained']).flatMap((inner) => {
    const { id } = inner;
    const { contained: _, text: __, ...flat } = inner;
    const copied = copyResource(flat, hooks);
    if (typeof id !== 'string' || !fitsPrimitive('id', id) || copied === undefined) {
      hooks.loss('contained', 'is of no type or shape that this gateway reads');
      return [];
    }
    const { resourceType, ...rest } = copied;
    return [{ id, resource: { resourceType, id, ...rest } }];
  });
}

const STATUSES: readonly unknown[] = ['generated', 'extensions', 'additional'];

function narrative(source: Json | undefined): { text?: Json } {
  const div = source?.['div'];
  if (typeof div !== 'string' || !STATUSES.includes(source?.['status'])) return {};
  return { text: { status: source?.['status'], div: sanitiseNarrative(div) } };
}

/** Somewhere within stands a modifierExtension: what is said may mean its opposite. */
function modifies(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(modifies);
  const object = asObject(value);
  if (object === undefined) return false;
  return Object.entries(object).some(([name, inner]) => name === 'modifierExtension' || modifies(inner));
}

/** The elements that fit, extensions among them; undefined where nothing is left or something required is missing. */
function copyShape(shape: Shape, source: Json, path: string, hooks: CopyHooks): Json | undefined {
  const out: Record<string, unknown> = {};
  const extension = extensions(source['extension'], path, hooks);
  if (extension.length > 0) out['extension'] = extension;
  const seen = new Set<string>();
  for (const [name, element] of shape.elements) {
    const value = source[name];
    const beside = primitiveExtension(element, source[`_${name}`], `${path}.${name}`, hooks);
    if (value === undefined && beside === undefined) continue;
    if (seen.has(element.group)) {
      hooks.loss(`${path}.${name}`, `is a second form of ${element.group}`);
      continue;
    }
    const copied = value === undefined ? undefined : copyElement(element, value, `${path}.${name}`, hooks);
    if (copied !== undefined) out[name] = copied;
    if (beside !== undefined) out[`_${name}`] = { extension: beside };
    if (copied !== undefined || beside !== undefined) seen.add(element.group);
  }
  for (const name of Object.keys(source)) {
    if (HANDLED.has(name) || shape.elements.has(name.replace(/^_/, ''))) continue;
    hooks.loss(
      `${path}.${/^_?[A-Za-z0-9]{1,60}$/.test(name) ? name : '(unnamed)'}`,
      'is no such element in R4',
    );
  }
  const missing = shape.required.find((group) => !seen.has(group));
  if (missing !== undefined) {
    hooks.loss(path, `has no ${missing} that can be read: it is left out`);
    return undefined;
  }
  return Object.keys(out).length === 0 ? undefined : out;
}

const HANDLED = new Set([
  ...['resourceType', 'id', 'meta', 'implicitRules', 'language', 'text', 'contained'],
  ...['extension', 'modifierExtension', '_id', '_language', '_implicitRules'],
]);

function copyElement(element: ElementShape, value: unknown, path: string, hooks: CopyHooks): unknown {
  if (!element.many) return copyValue(element, value, path, hooks);
  if (!Array.isArray(value)) {
    hooks.loss(path, 'is not a list');
    return undefined;
  }
  if (value.length > MOST_ITEMS) hooks.loss(path, `only the first ${MOST_ITEMS} are read`);
  const copied = value
    .slice(0, MOST_ITEMS)
    .flatMap((one: unknown) => copyValue(element, one, path, hooks) ?? []);
  return copied.length === 0 ? undefined : copied;
}

function copyValue({ type, codes }: ElementShape, value: unknown, path: string, hooks: CopyHooks): unknown {
  if (typeof type === 'string' && isPrimitive(type)) {
    const fits = fitsPrimitive(type, value) && (codes === undefined || codes.has(String(value)));
    if (!fits) hooks.loss(path, `is not a ${type}${codes === undefined ? '' : ' of its value set'}`);
    return fits ? value : undefined;
  }
  const object = asObject(value);
  const shape = typeof type === 'string' ? shapeOf(type) : type;
  if (object === undefined || shape === undefined) {
    hooks.loss(path, `is not of type ${typeof type === 'string' ? type : 'BackboneElement'}`);
    return undefined;
  }
  const copied = copyShape(shape, object, path, hooks);
  if (copied === undefined || typeof type !== 'string') return copied;
  return type === 'Reference' ? hooks.reference(copied, path) : cleanType(type, copied, path, hooks.loss);
}

/** Extensions of single primitives, such as why a date is absent; those within lists are left out. */
function primitiveExtension(
  { type, many }: ElementShape,
  beside: unknown,
  path: string,
  hooks: CopyHooks,
): readonly Json[] | undefined {
  if (beside === undefined) return undefined;
  const primitive = typeof type === 'string' && isPrimitive(type) && !many;
  const read = primitive ? extensions(asObject(beside)?.['extension'], path, hooks) : [];
  if (read.length > 0) return read;
  hooks.loss(path, 'its extension is not read');
  return undefined;
}

/** Extensions of R4, ours excepted: nobody else says what only this gateway may say. */
function extensions(value: unknown, path: string, hooks: CopyHooks, within = false): readonly Json[] {
  return objects(value).flatMap((source): readonly Json[] => {
    const { url } = source;
    const at = `${path}.extension(${typeof url === 'string' ? lastPart(url) : 'unnamed'})`;
    const known = typeof url === 'string' && (within ? /^\S+$/ : /^(?:https?:|urn:)\S+$/).test(url);
    if (!known || url.startsWith(ROTHER) || url.includes('/STU3/')) {
      hooks.loss(at, 'is no extension of R4 that may be passed on');
      return [];
    }
    const inner = extensions(source['extension'], at, hooks, true);
    if (inner.length > 0) return [{ url, extension: inner }];
    const name = Object.keys(source).find((key) => /^value[A-Z]/.test(key));
    const kind = (name ?? '').slice(5);
    const lower = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
    const type = isPrimitive(lower) ? lower : kind;
    if (name === undefined || (!isPrimitive(type) && shapeOf(type) === undefined)) {
      hooks.loss(at, 'has no value of a type that is read');
      return [];
    }
    const element = { name, group: 'value', many: false, type };
    const read = copyValue(element, source[name], `${at}.${name}`, hooks);
    return read === undefined ? [] : [{ url, [name]: read }];
  });
}

function lastPart(url: string): string {
  const last = url.split('/').at(-1) ?? '';
  return /^[A-Za-z0-9.-]{1,80}$/.test(last) ? last : 'unnamed';
}
