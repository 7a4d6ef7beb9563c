/**
 * Whether a resource is what it claims to be: base R4, the profiles that it claims or is to be held to, bindings, extensions,
 * references, identifiers and what Encounters may say. FHIR R4 validation.html. Issues say where by FHIRPath, and quote no
 * value. Membership of SNOMED CT sets is not looked at: that needs a terminology server.
 */
import { tryGetDataType } from '@medplum/core';
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';
import { checkBindings } from '../bindings/check-bindings.ts';
import { dataTypeIssues } from './data-type-rules.ts';
import { loadDefinitions, type Definitions } from './definitions.ts';
import { elementsOf, isNode, type Node, type TypedElement } from './elements.ts';
import { encounterIssues } from './encounter-rules.ts';
import { extensionIssues } from './extension-rules.ts';
import { identifierIssues } from './identifier-rules.ts';
import { inheritedNameIssues } from './inherited-names.ts';
import { fault, warning } from './issue.ts';
import { documentIssues, referenceIssues } from './reference-rules.ts';
import { resourceIssues } from './resource-rules.ts';
import { sliceIssues } from './slices.ts';
import { structureIssues } from './structure.ts';

export interface Validator {
  /**
   * @param resource anything.
   * @param profiles canonicals that it is held to besides those that it claims; one that is not known is an error, a claimed
   * one that is not known a warning.
   * @returns no issue for a resource that is right; at most 200.
   */
  validateResource(resource: unknown, profiles?: readonly string[]): OperationOutcomeIssue[];
}

const MAX_ISSUES = 200;

/**
 * Takes half a second and 250 MB, which are not given back: for a process or a test file of its own.
 * @param folders of StructureDefinitions beyond base R4; see definitions.ts.
 */
export function loadValidator(folders: readonly string[]): Validator {
  const definitions = loadDefinitions(folders);
  return {
    validateResource: (resource, profiles = []) => {
      const found = issuesOf(resource, profiles, definitions);
      const distinct = [...new Map(found.map((issue) => [JSON.stringify(issue), issue])).values()];
      if (distinct.length <= MAX_ISSUES) return distinct;
      const rest = distinct.length - MAX_ISSUES + 1;
      return [
        ...distinct.slice(0, MAX_ISSUES - 1),
        fault('too-costly', `${rest} more issues are not listed`),
      ];
    },
  };
}

function issuesOf(
  resource: unknown,
  named: readonly string[],
  definitions: Definitions,
): OperationOutcomeIssue[] {
  if (!isNode(resource) || typeof resource['resourceType'] !== 'string') {
    return [fault('structure', 'is no resource: a JSON object with resourceType')];
  }
  if (tryGetDataType(resource['resourceType'])?.kind !== 'resource') {
    return [fault('structure', 'has a resourceType that R4 does not know')];
  }
  const inherited = inheritedNameIssues(resource, resource['resourceType']);
  if (inherited.length > 0) return inherited;
  const elements = elementsOf(resource);
  return [
    ...structureIssues(resource),
    ...elements.filter(isResource).flatMap(({ value, expression }) => {
      const root = value === resource;
      return profileIssues(value, expression, root ? named : [], definitions);
    }),
    ...checkBindings(resource, [...claimed(resource), ...named]),
    ...dataTypeIssues(elements),
    ...extensionIssues(elements, definitions),
    ...referenceIssues(elements),
    ...documentIssues(resource, elements),
    ...identifierIssues(elements),
    ...resourceIssues(elements),
    ...encounterIssues(elements),
  ];
}

function profileIssues(
  resource: Node,
  expression: string,
  named: readonly string[],
  { profiles }: Definitions,
): OperationOutcomeIssue[] {
  const wanted = new Set([...named, ...claimed(resource)]);
  return [...wanted].flatMap((canonical) => {
    const [url = ''] = canonical.split('|');
    // The base specification's own, which every resource is held to.
    if (url === `http://hl7.org/fhir/StructureDefinition/${String(resource['resourceType'])}`) return [];
    const profile = profiles.get(url);
    if (profile === undefined) {
      return named.includes(canonical)
        ? [fault('not-found', 'The profile is not known here', expression)]
        : [warning('not-found', 'claims a profile that is not known here', `${expression}.meta.profile`)];
    }
    if (profile.type !== resource['resourceType']) {
      return [fault('structure', `is held to a profile of ${profile.type}`, expression)];
    }
    return [...structureIssues(resource, profile, expression), ...sliceIssues(resource, profile, expression)];
  });
}

function isResource(element: TypedElement): element is TypedElement & { value: Node } {
  return element.type === element.path && isNode(element.value);
}

function claimed({ meta }: Node): string[] {
  const profile = isNode(meta) ? meta['profile'] : undefined;
  return Array.isArray(profile) ? profile.filter((url) => typeof url === 'string') : [];
}
