/**
 * The shape of FHIR R4 elements in a short notation, so that what comes from outside is read by it and by nothing else.
 *
 *     name flags rest          an element; flags are `!` required, `*` repeating
 *     status!:code(a|b)        a data type; for a code of a required binding its codes
 *     onset[dateTime|Age]      an element of several types: onsetDateTime, onsetAge, at most one of them
 *     reaction*{ ... }         an element with elements of its own
 *     item*:@Type.item         an element shaped as the one of that path
 */
import { CARE_SHAPES } from './care-shapes.ts';
import { DATATYPE_SHAPES } from './datatype-shapes.ts';
import { DIRECTORY_SHAPES } from './directory-shapes.ts';
import { RECORD_SHAPES } from './record-shapes.ts';

export interface ElementShape {
  /** As in JSON: `onsetDateTime`. */
  readonly name: string;
  /** The element that it is a form of: `onset`; its own name where there is one form. */
  readonly group: string;
  readonly many: boolean;
  /** Name of a primitive or of a data type; or the elements that it has itself. */
  readonly type: string | Shape;
  /** For a code of a required binding. */
  readonly codes?: ReadonlySet<string>;
}

export interface Shape {
  readonly elements: ReadonlyMap<string, ElementShape>;
  /** Groups of which one element must be there. */
  readonly required: readonly string[];
}

const TEXTS: Readonly<Record<string, string>> = {
  ...DATATYPE_SHAPES,
  ...RECORD_SHAPES,
  ...CARE_SHAPES,
  ...DIRECTORY_SHAPES,
};

const SHAPES: ReadonlyMap<string, Shape> = new Map(
  Object.entries(TEXTS).map(([type, text]) => [type, parse(type, text)]),
);

/** Undefined for a type that no summary is read for. */
export function shapeOf(type: string): Shape | undefined {
  return SHAPES.get(type);
}

type Draft = { elements: Map<string, ElementShape>; required: string[] };

function parse(type: string, text: string): Shape {
  const tokens = text
    .trim()
    .split(/\s+|(?<=\{)|(?=\})/)
    .filter((token) => token !== '');
  const root: Draft = { elements: new Map(), required: [] };
  const open: { readonly path: string; readonly shape: Draft }[] = [{ path: type, shape: root }];
  const byPath = new Map<string, Shape>();
  for (const token of tokens) {
    if (token === '}') {
      open.pop();
      continue;
    }
    const at = open.at(-1);
    const match = /^(\w+)(!?)(\*?)(.*)$/.exec(token);
    if (at === undefined || match === null) throw new Error(`${type}: "${token}" is not of the notation`);
    const [, name = '', required, many, rest = ''] = match;
    if (required === '!') at.shape.required.push(name);
    const add = (element: Omit<ElementShape, 'group' | 'many'>): void => {
      at.shape.elements.set(element.name, { ...element, group: name, many: many === '*' });
    };
    if (rest === '{') {
      const shape: Draft = { elements: new Map(), required: [] };
      const path = `${at.path}.${name}`;
      byPath.set(path, shape);
      open.push({ path, shape });
      add({ name, type: shape });
    } else if (rest.startsWith('[')) {
      for (const one of rest.slice(1, -1).split('|')) {
        add({ name: `${name}${one.charAt(0).toUpperCase()}${one.slice(1)}`, type: one });
      }
    } else if (rest.startsWith(':@')) {
      const shape = byPath.get(rest.slice(2));
      if (shape === undefined) throw new Error(`${type}: ${rest.slice(2)} is not told before its use`);
      add({ name, type: shape });
    } else {
      const [, one = '', codes] = /^:(\w+)(?:\((.*)\))?$/.exec(rest) ?? [];
      add({ name, type: one, ...(codes === undefined ? {} : { codes: new Set(codes.split('|')) }) });
    }
  }
  return root;
}
