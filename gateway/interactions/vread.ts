/** Version read: GET /Type/id/_history/version. FHIR R4 http.html 3.1.0.3. */
import type { Db } from '../store/engine.ts';
import { readVersion } from '../store/resource-row.ts';
import { refusal } from '../outcomes.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { conditional } from './read.ts';
import { requireNoParameters, requireServed } from './requested-resource.ts';

/** @throws OperationOutcomeError 404 for an unknown version, 410 where that version is the deletion. */
export async function vread(request: FhirRequest, deps: { readonly db: Db }): Promise<FhirResponse> {
  const { type, id } = requireServed(request);
  requireNoParameters(request);
  const version = /^[1-9]\d{0,8}$/.test(request.version ?? '') ? Number(request.version) : undefined;
  const row = version === undefined ? undefined : await readVersion(deps.db, type, id, version);
  if (row === undefined) throw refusal('notFound', `There is no such version of a ${type} with this id`);
  if (row.deleted !== 0) throw refusal('gone', `With this version the ${type} was deleted`);
  return conditional(request, row);
}
