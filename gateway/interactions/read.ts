/** Read: GET /Type/id. FHIR R4 http.html 3.1.0.2; conditional read 3.1.0.2.3 (If-None-Match, If-Modified-Since). */
import type { Db } from '../store/engine.ts';
import { readCurrent, type ResourceRow } from '../store/resource-row.ts';
import { refusal } from '../outcomes.ts';
import { survivorsOf } from '../record/alias-rows.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { requireNoParameters, requireServed } from './requested-resource.ts';

/**
 * A Patient who was merged into another, or found to be another, is answered with the survivor: whoever holds the old id sees the record that
 * goes on, with Content-Location saying which it is. What it was before stands in its history.
 * @throws OperationOutcomeError 404 where there never was one of that id, 410 where it is deleted.
 */
export async function read(request: FhirRequest, deps: { readonly db: Db }): Promise<FhirResponse> {
  const { type, id } = requireServed(request);
  requireNoParameters(request);
  const survivor = type === 'Patient' ? (await survivorsOf(deps.db, [id])).get(id) : undefined;
  const surviving = survivor === undefined ? undefined : await readCurrent(deps.db, type, survivor);
  if (surviving !== undefined && surviving.deleted === 0) {
    return {
      ...conditional(request, surviving),
      contentLocation: `${request.baseUrl}/Patient/${surviving.id}/_history/${surviving.version}`,
    };
  }
  const row = await readCurrent(deps.db, type, id);
  if (row === undefined) throw refusal('notFound', `There is no ${type} with this id`);
  if (row.deleted !== 0) throw refusal('gone', `This ${type} is deleted`);
  return conditional(request, row);
}

/** The version, or 304 where the client's copy is that version. If-None-Match outweighs If-Modified-Since (RFC 9110 13.2.2). */
export function conditional(request: FhirRequest, row: ResourceRow): FhirResponse {
  const validators = { version: row.version, lastUpdated: row.last_updated };
  if (isUnchanged(request, row)) return { status: 304, ...validators };
  return { status: 200, body: row.content, ...validators };
}

function isUnchanged({ ifNoneMatch, ifModifiedSince }: FhirRequest, row: ResourceRow): boolean {
  if (ifNoneMatch !== undefined) {
    const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return tags.includes('*') || tags.includes(`"${row.version}"`);
  }
  const since = ifModifiedSince === undefined ? NaN : Date.parse(ifModifiedSince);
  // HTTP dates have whole seconds, and ours was cut down to one: a version later in that second would look like the one before
  // it. So only a second that begins when the version was there already says that nothing changed; the ETag always does.
  return Date.parse(row.last_updated) <= since;
}
