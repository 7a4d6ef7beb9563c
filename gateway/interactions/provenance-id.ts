/**
 * The id of a Provenance names the version that it speaks of, `<Type>.<id>.<version>`: a read needs no table. FHIR R4
 * datatypes.html#id: at most 64 characters of A-Z, a-z, 0-9, - and `.`, which leaves room for every type that is served here
 * under a UUID.
 */
import { isServedType } from '../../conformance/search-parameters/definition.ts';
import { isFhirId } from '../search/literal-reference.ts';

export interface VersionName {
  readonly type: string;
  readonly id: string;
  readonly version: number;
}

const PATTERN = /^([A-Z][A-Za-z]{1,63})\.([A-Za-z0-9\-.]+)\.([1-9]\d{0,8})$/;

/** Undefined where the name is longer than an id may be: ids given here are not. */
export function provenanceId({ type, id, version }: VersionName): string | undefined {
  const text = `${type}.${id}.${version}`;
  return isFhirId(text) ? text : undefined;
}

/** The version that the id names; undefined where it is of no Provenance. A Provenance has none of its own. */
export function namedVersion(id: string): VersionName | undefined {
  const [, type, of, version] = isFhirId(id) ? (PATTERN.exec(id) ?? []) : [];
  if (of === undefined || !isServedType(type) || type === 'Provenance') return undefined;
  return { type, id: of, version: Number(version) };
}
