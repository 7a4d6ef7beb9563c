/**
 * References within a document: each points to an entry of it by that entry's fullUrl, or says in words to what it pointed.
 * FHIR R4 bundle.html 2.36.4 (resolving references in Bundles), documents.html 3.3.
 */
import type { Reference, Resource } from '@medplum/fhirtypes';
import { nameOf, type PersonRecord, type Stored } from './person-record.ts';

/** Who and what is named by the things that a document tells of. */
const DIRECTORY: readonly string[] = [
  ...['Organization', 'Practitioner', 'PractitionerRole', 'Location', 'Medication'],
];
/** What a thing is not whole without. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  MedicationStatement: ['MedicationRequest'],
  DiagnosticReport: ['Observation', 'Specimen'],
  Observation: ['Observation'],
  CarePlan: ['Goal'],
};
/** A role names its organisation, and that the one of which it is a part. */
const MOST_STEPS = 4;
const MOST_DEPTH = 60;
const RELATIVE = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** @returns the given resources and all that they need, each once, in the order in which they are met. */
export function withNeeded(record: PersonRecord, resources: readonly Stored[]): readonly Stored[] {
  const found = new Map(resources.map((one) => [nameOf(one), one]));
  let next: readonly Stored[] = [...found.values()];
  for (let step = 0; step < MOST_STEPS && next.length > 0; step++) {
    const more: Stored[] = [];
    for (const from of next) {
      for (const name of referencesIn(from)) {
        const to = record.resources.get(name);
        if (to === undefined || found.has(name) || !isNeeded(from, to)) continue;
        found.set(name, to);
        more.push(to);
      }
    }
    next = more;
  }
  return [...found.values()];
}

function isNeeded(from: Stored, to: Stored): boolean {
  return (
    DIRECTORY.includes(to.resourceType) || (PARTS[from.resourceType]?.includes(to.resourceType) ?? false)
  );
}

function referencesIn(value: unknown, depth = 0): readonly string[] {
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return [];
  const own =
    'reference' in value && typeof value.reference === 'string' ? nameIn(value.reference) : undefined;
  const inner = Object.values(value).flatMap((one) => referencesIn(one, depth + 1));
  return own === undefined ? inner : [own, ...inner];
}

function nameIn(reference: string): string | undefined {
  const [, type, id] = RELATIVE.exec(reference) ?? [];
  return type === undefined || id === undefined ? undefined : `${type}/${id}`;
}

/**
 * @param urlOf fullUrl of the entry of a name (`Type/id`); undefined for what is not in the document.
 * @returns the resource with every reference rewritten; contained ones stay.
 */
export function pointedInto<T extends Resource>(resource: T, urlOf: (name: string) => string | undefined): T {
  // The same resource: only its references are others.
  return rewritten(resource, urlOf, 0) as T;
}

function rewritten(value: unknown, urlOf: (name: string) => string | undefined, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MOST_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((one: unknown) => rewritten(one, urlOf, depth + 1));
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [key, rewritten(inner, urlOf, depth + 1)]),
  );
  // An extension that is called "reference" has no text there.
  return 'reference' in copy && typeof copy['reference'] === 'string'
    ? pointed({ ...copy, reference: copy['reference'] }, urlOf)
    : copy;
}

function pointed(
  reference: Reference & { readonly reference: string },
  urlOf: (name: string) => string | undefined,
): Reference {
  const { reference: literal, ...rest } = reference;
  if (literal.startsWith('#')) return reference;
  const name = nameIn(literal);
  const url = name === undefined ? undefined : urlOf(name);
  if (url !== undefined) return { ...rest, reference: url };
  if (rest.display !== undefined || rest.identifier !== undefined) return rest;
  const [type] = (name ?? '').split('/');
  return {
    ...rest,
    display: `${type === undefined || type === '' ? 'Something' : type} that is not part of this document`,
  };
}
