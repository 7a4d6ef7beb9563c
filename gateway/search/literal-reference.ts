/** A relative literal reference, `Type/id`, with or without a version. FHIR R4 references.html 2.3.0.1. */

const RELATIVE = /^([A-Z][A-Za-z]{1,63})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** Type and id; undefined for absolute, contained and malformed references. A version is left off: it is the same resource. */
export function relativeReference(reference: string): { type: string; id: string } | undefined {
  const [, type, id] = RELATIVE.exec(reference) ?? [];
  return type === undefined || id === undefined ? undefined : { type, id };
}

/** Whether the text is a FHIR id. FHIR R4 datatypes.html#id. */
export function isFhirId(text: string): boolean {
  return ID.test(text);
}
