/** The short forms in which a type's search parameters are declared, one for each data type of element. FHIR R4 search.html 3.1.1.4. */
import type { Declaration, ElementType, SearchKind } from './definition.ts';

const SPECIAL_VALUES = 'http://terminology.hl7.org/CodeSystem/special-values';

const form =
  (kind: SearchKind, element: ElementType) =>
  (code: string, ...paths: readonly string[]): Declaration => ({ code, kind, element, paths });

export const concept = form('token', 'CodeableConcept');
export const coding = form('token', 'Coding');
export const identifier = form('token', 'Identifier');
/** A token whose element is text, such as a lot number. */
export const word = form('token', 'string');
export const date = form('date', 'date');
export const dateTime = form('date', 'dateTime');
export const instant = form('date', 'instant');
export const period = form('date', 'Period');
/** A choice of times: each path is one of its forms. */
export const time = form('date', 'time[x]');
export const text = form('string', 'string');
export const uri = form('uri', 'uri');

/** A telecom, or the element of the parameter's own name. */
export function contact(code: string): Declaration {
  return { code, kind: 'token', element: 'ContactPoint', paths: [code] };
}

/** @param systems those of the value set that the element is bound to. */
export function code(code: string, path: string, ...systems: readonly string[]): Declaration {
  return { code, kind: 'token', element: 'code', paths: [path], impliedSystems: systems };
}

export function bool(code: string, path: string): Declaration {
  return { code, kind: 'token', element: 'boolean', paths: [path], impliedSystems: [SPECIAL_VALUES] };
}

/** @param targets names of types with spaces between, or `any`. */
export function reference(code: string, path: string, targets: string): Declaration {
  const types = targets === 'any' ? targets : targets.split(' ');
  return { code, kind: 'reference', element: 'Reference', paths: [path], targets: types };
}

/** A canonical URL, which the specification searches as a reference. */
export function canonical(code: string, path: string, targets: string): Declaration {
  return { ...reference(code, path, targets), element: 'canonical' };
}

/** A parameter that several types share: its definition is named after the group, as in `clinical-code`. */
export function definedBy(group: string, declaration: Declaration): Declaration {
  return { ...declaration, definition: `${group}-${declaration.code}` };
}
