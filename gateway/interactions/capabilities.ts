/** Capabilities: GET /metadata. FHIR R4 http.html 3.1.0.12. */
import type { CapabilityStatement } from '@medplum/fhirtypes';
import { unsupportedParameter } from '../search/refuse.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { requireNoParameters } from './requested-resource.ts';

/**
 * The statement, which is made once from the routes themselves (conformance/capability-statement.ts).
 * @throws OperationOutcomeError 400 for a `mode` other than `full`.
 */
export function capabilities(
  request: FhirRequest,
  deps: { readonly statement: CapabilityStatement },
): Promise<FhirResponse> {
  requireNoParameters(request, ['mode']);
  if ((request.query.get('mode') ?? 'full') !== 'full') {
    throw unsupportedParameter('mode', 'only full is supported');
  }
  return Promise.resolve({ status: 200, body: deps.statement });
}
