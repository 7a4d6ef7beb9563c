/**
 * Invariants of resources that the validator of @medplum/core passes over: org-1 and dom-3 of base R4, ips-comp-1 and the
 * headings of the International Patient Summary, whose definitions are not here.
 */
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';
import { isNode, type Node, type TypedElement } from './elements.ts';
import { fault } from './issue.ts';

const LOINC = 'http://loinc.org';
/** Patient summary Document. */
const IPS_TYPE = '60591-5';
const IPS_PROFILE = 'http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips';
/** Problems, allergies and intolerances, medication summary. */
const IPS_REQUIRED = ['11450-4', '48765-2', '10160-0'];

/** Faults of each resource: of the root, of what it contains and of the entries of a Bundle. */
export function resourceIssues(elements: readonly TypedElement[]): OperationOutcomeIssue[] {
  return elements.flatMap(({ type, path, value, expression }) => {
    if (type !== path || !isNode(value)) return [];
    return [
      ...containedIssues(value, expression),
      ...(type === 'Organization' && value['name'] === undefined && value['identifier'] === undefined
        ? [fault('invariant', 'org-1: has neither a name nor an identifier', expression)]
        : []),
      ...(type === 'Composition' ? summaryIssues(value, expression) : []),
    ];
  });
}

/** dom-3: what is contained is referred to, or refers to its container. */
function containedIssues(resource: Node, at: string): OperationOutcomeIssue[] {
  const { contained } = resource;
  if (!Array.isArray(contained)) return [];
  const named = new Set(references(resource));
  return contained.flatMap((one: unknown, i) => {
    const id = isNode(one) ? one['id'] : undefined;
    if ((typeof id === 'string' && named.has(`#${id}`)) || references(one).includes('#')) return [];
    return [fault('invariant', 'dom-3: is contained and nothing refers to it', `${at}.contained[${i}]`)];
  });
}

/** Every text that may be a reference to something contained: of References, and of uris and canonicals. */
function references(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return value.startsWith('#') ? [value] : [];
  if (typeof value !== 'object' || value === null || depth > 100) return [];
  return Object.values(value).flatMap((inner) => references(inner, depth + 1));
}

function summaryIssues(composition: Node, at: string): OperationOutcomeIssue[] {
  const { type, meta, section } = composition;
  const claims = isNode(meta) && Array.isArray(meta['profile']) ? meta['profile'] : [];
  const isSummary =
    codes(type, LOINC).includes(IPS_TYPE) || claims.some((url) => String(url).startsWith(IPS_PROFILE));
  if (!isSummary) return [];
  const sections: unknown[] = Array.isArray(section) ? section : [];
  const present = sections.flatMap((one) => (isNode(one) ? codes(one['code'], LOINC) : []));
  return [
    ...IPS_REQUIRED.filter((code) => !present.includes(code)).map((code) =>
      fault('required', `a patient summary needs the section ${code}`, `${at}.section`),
    ),
    ...sections.flatMap((one, i) => {
      if (!isNode(one)) return [];
      const missing = ['title', 'code', 'text'].filter((key) => one[key] === undefined);
      const told =
        one['entry'] !== undefined || one['emptyReason'] !== undefined || one['section'] !== undefined;
      return [
        ...missing.map((key) =>
          fault('required', `a section of a patient summary needs ${key}`, `${at}.section[${i}]`),
        ),
        ...(told
          ? []
          : [
              fault('invariant', 'ips-comp-1: has neither entries nor an emptyReason', `${at}.section[${i}]`),
            ]),
      ];
    }),
  ];
}

function codes(concept: unknown, system: string): unknown[] {
  const coding = isNode(concept) ? concept['coding'] : undefined;
  if (!Array.isArray(coding)) return [];
  return coding.flatMap((one: unknown) => (isNode(one) && one['system'] === system ? [one['code']] : []));
}
