/** The form of references and what they may point to. FHIR R4 references.html 2.3.0; ref-1; bundle.html 3.2.4 for documents. */
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';
import { isNode, type Node, type TypedElement } from './elements.ts';
import { fault } from './issue.ts';

const BASE = 'http://hl7.org/fhir/StructureDefinition/';
const LITERAL =
  /^(?:https?:\/\/\S+\/)?([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const URN = /^urn:(?:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|oid:[0-2](?:\.(?:0|[1-9]\d*))+)$/;

/** Faults of each reference; conditional references (`Type?query`) have no place in a resource. */
export function referenceIssues(elements: readonly TypedElement[]): OperationOutcomeIssue[] {
  return elements.flatMap((element) => {
    if (element.type !== 'Reference' || !isNode(element.value)) return [];
    const text = faultOf(element.value, element);
    return text === undefined ? [] : [fault('value', text, element.expression)];
  });
}

/** Of a document, references that none of its entries answers. */
export function documentIssues(bundle: Node, elements: readonly TypedElement[]): OperationOutcomeIssue[] {
  if (bundle['resourceType'] !== 'Bundle' || bundle['type'] !== 'document') return [];
  const entries: unknown[] = Array.isArray(bundle['entry']) ? bundle['entry'] : [];
  const urls = entries.flatMap((entry) =>
    isNode(entry) && typeof entry['fullUrl'] === 'string' ? [entry['fullUrl']] : [],
  );
  const known = new Set(urls.flatMap((url) => [url, url.split('/').slice(-2).join('/')]));
  return elements.flatMap(({ type, value, expression }) => {
    const reference = type === 'Reference' && isNode(value) ? value['reference'] : undefined;
    if (typeof reference !== 'string' || reference.startsWith('#') || known.has(reference)) return [];
    return [fault('not-found', 'points to nothing in the document', expression)];
  });
}

function faultOf(value: Node, { targets, resource }: TypedElement): string | undefined {
  const { reference, type } = value;
  if (reference === undefined) {
    const says = ['identifier', 'display', 'extension', '_reference'].some((key) => value[key] !== undefined);
    return says || Object.keys(value).length === 0 ? undefined : 'refers to nothing';
  }
  if (typeof reference !== 'string') return undefined;
  if (reference.startsWith('#')) {
    return reference === '#' || containedIds(resource).includes(reference.slice(1))
      ? undefined
      : 'ref-1: there is no contained resource of that id';
  }
  if (URN.test(reference)) return undefined;
  const [, found] = LITERAL.exec(reference) ?? [];
  if (found === undefined)
    return 'is no literal reference (Type/id, an absolute URL of one, urn:uuid: or #id)';
  if (typeof type === 'string' && type !== found) return 'the type beside the reference is another';
  const types = targets.map((url) => url.slice(BASE.length));
  return types.length === 0 || types.includes('Resource') || types.includes(found)
    ? undefined
    : `may not point to ${found}: ${types.join(', ')}`;
}

function containedIds({ contained }: Node): unknown[] {
  return Array.isArray(contained) ? contained.map((one) => (isNode(one) ? one['id'] : undefined)) : [];
}
