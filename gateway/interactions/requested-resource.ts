/** What the path of a request names, once it is sure that it can name something here. */
import {
  SERVED_TYPES,
  isServedType,
  type ServedType,
} from '../../conformance/search-parameters/definition.ts';
import { refusal } from '../outcomes.ts';
import { requireJsonFormat } from '../search/format.ts';
import { isFhirId } from '../search/literal-reference.ts';
import { unsupportedParameter } from '../search/refuse.ts';
import type { FhirRequest } from './fhir-request.ts';

/** @throws OperationOutcomeError 404 for a type that is not served. */
export function requireType({ type }: FhirRequest): ServedType {
  if (isServedType(type)) return type;
  throw refusal('notFound', `This resource type is not served here; served are ${SERVED_TYPES.join(', ')}`);
}

/** @throws OperationOutcomeError 404 for a type that is not served, and for an id that no resource can have. */
export function requireServed(request: FhirRequest): { type: ServedType; id: string } {
  const type = requireType(request);
  if (request.id === undefined || !isFhirId(request.id)) {
    throw refusal('notFound', 'The id in the path is not a FHIR id: 1 to 64 of A-Z, a-z, 0-9, - and .');
  }
  return { type, id: request.id };
}

/** @throws OperationOutcomeError 400 for a query parameter that this interaction has not; 406 for another format. */
export function requireNoParameters({ query }: FhirRequest, allowed: readonly string[] = []): void {
  requireJsonFormat(query);
  for (const name of query.keys()) {
    if (name === '_format' || allowed.includes(name)) continue;
    throw unsupportedParameter(name, 'not supported by this interaction');
  }
}
