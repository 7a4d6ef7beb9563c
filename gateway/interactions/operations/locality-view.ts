/**
 * Patient/[id]/$locality-view: what a locality team asks for when one of their people is in hospital, as a document. An
 * operation of our own (docs/shared-view.md); the document is made by mappings/views/locality-document.ts.
 */
import type { Bundle } from '@medplum/fhirtypes';
import { localityDocument } from '../../../mappings/views/locality-document.ts';
import type { FhirRequest, FhirResponse } from '../fhir-request.ts';
import type { DocumentDependencies } from './summary.ts';
import { viewParameters } from './view-parameters.ts';
import { personById } from './view-person.ts';
import { viewRecord } from './view-record.ts';

const MONTHS = 12;

/**
 * @returns a document Bundle; it has no parameters.
 * @throws OperationOutcomeError 400 for a parameter; 404 and 410 for the person; 413 for a record too large for a document.
 */
export async function localityView(request: FhirRequest, deps: DocumentDependencies): Promise<FhirResponse> {
  viewParameters(request, []);
  const now = deps.clock.now();
  const since = new Date(now);
  since.setUTCMonth(since.getUTCMonth() - MONTHS);
  const person = await personById(deps.db, request.id ?? '');
  const record = await viewRecord(deps.db, person, since.toISOString());
  const body: Bundle = localityDocument({
    record,
    feeds: await deps.feeds(),
    now: now.toISOString(),
    since: since.toISOString(),
    newId: deps.newId,
    baseUrl: request.baseUrl,
  });
  return { status: 200, body };
}
