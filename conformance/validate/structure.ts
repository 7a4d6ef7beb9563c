/**
 * Structure, cardinality, formats and invariants, as the validator of @medplum/core sees them. FHIR R4 json.html,
 * profiling.html. A value of two types, of which it only warns, is a fault here; slices are counted in slices.ts where it can.
 */
import { OperationOutcomeError, validateResource } from '@medplum/core';
import type { OperationOutcomeIssue, Resource, StructureDefinition } from '@medplum/fhirtypes';
import type { Node } from './elements.ts';
import { fault } from './issue.ts';
import { countedSlices } from './slices.ts';

/** It counts a slice of a slice as the outer one, and misses items that a value deep within would tell. */
const SLICE_COUNT = /^Incorrect number of values provided for slice '(.+?)'/;

/**
 * @param profile by default base R4 of the resource's type.
 * @param expression of the resource within its root; by default it is the root.
 */
export function structureIssues(
  resource: Node,
  profile?: StructureDefinition,
  expression = String(resource['resourceType']),
): OperationOutcomeIssue[] {
  const root = new RegExp(`^${String(resource['resourceType'])}(?=$|\\.)`);
  return found(resource, profile).flatMap((issue) => {
    const text = issue.details?.text ?? 'is not valid';
    // What a reference may point to is looked at in reference-rules.ts, which knows more forms of them.
    if (text.startsWith('Invalid reference')) return [];
    const [, slice] = SLICE_COUNT.exec(text) ?? [];
    if (slice !== undefined && profile !== undefined && countedSlices(profile).has(slice)) return [];
    const path = issue.expression?.[0] ?? '';
    return [
      fault(
        issue.code === 'invariant' ? 'invariant' : 'structure',
        profile === undefined ? text : `${text} (${profile.name})`,
        path === '' ? expression : path.replace(root, expression),
      ),
    ];
  });
}

function found(resource: Node, profile?: StructureDefinition): readonly OperationOutcomeIssue[] {
  try {
    // The validator is made for what may be no such resource.
    return validateResource(resource as unknown as Resource, profile === undefined ? {} : { profile });
  } catch (error) {
    if (error instanceof OperationOutcomeError) return error.outcome.issue;
    // Something that it cannot get through; its own text may quote a value.
    return [{ severity: 'error', code: 'structure', details: { text: 'The structure cannot be read' } }];
  }
}
