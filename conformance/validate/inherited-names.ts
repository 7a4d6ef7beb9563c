/**
 * Names that every object has by its nature (`constructor`, `toString`, `__proto__`): no element of FHIR is called so, and
 * whoever looks elements up by their names would find what is none. FHIR R4 json.html.
 */
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';
import { fault } from './issue.ts';

const MOST = 20;

/** A fault for each property, or type of a resource, that is called so; none for a resource that can be looked at. */
export function inheritedNameIssues(resource: unknown, expression: string): OperationOutcomeIssue[] {
  const found: OperationOutcomeIssue[] = [];
  const waiting: [unknown, string][] = [[resource, expression]];
  for (let next = waiting.pop(); next !== undefined && found.length < MOST; next = waiting.pop()) {
    const [node, path] = next;
    if (typeof node !== 'object' || node === null) continue;
    for (const [name, value] of Object.entries(node)) {
      const element = name.replace(/^_/, '');
      if (isInherited(name) || isInherited(element))
        found.push(fault('structure', 'has a property that is no element', path));
      else if (name === 'resourceType' && typeof value === 'string' && isInherited(value))
        found.push(fault('structure', 'has a resourceType that R4 does not know', path));
      else waiting.push([value, Array.isArray(node) ? `${path}[${name}]` : `${path}.${name}`]);
    }
  }
  return found;
}

function isInherited(name: string): boolean {
  return Object.hasOwn(Object.prototype, name);
}
