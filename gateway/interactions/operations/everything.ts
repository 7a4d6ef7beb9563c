/**
 * Patient/[id]/$everything: the Patient, everything about them, and what it refers to. FHIR R4 patient-operation-everything.
 * Provenance is served beside it (`_revinclude=Provenance:target`); lists of people are no part of one person's record.
 */
import type { Db } from '../../store/engine.ts';
import { bundleText, linkText, type BundleLink } from '../bundle-text.ts';
import type { FhirRequest, FhirResponse } from '../fhir-request.ts';
import { everythingPage } from './everything-page.ts';
import { everythingParameters, type EverythingParameters } from './everything-parameters.ts';
import { personById } from './view-person.ts';
import type { OwnRow } from './view-rows.ts';

/**
 * A searchset: the Patient first and what is about them (search.mode `match`), then what that refers to (`include`). `next` is
 * there as long as there is more; two statements a page and a few for what is referred to, on the pages that hold it.
 * @throws OperationOutcomeError 400, 404, 410, 409 and 413: see personById, everythingParameters and everythingPage.
 */
export async function everything(request: FhirRequest, { db }: { readonly db: Db }): Promise<FhirResponse> {
  const { id = '', baseUrl } = request;
  const parameters = everythingParameters(request);
  const person = await personById(db, id);
  const { own, directory, cursor } = await everythingPage(db, person, parameters);
  const entries = [
    ...own.map((row) => entryText(row, baseUrl, 'match')),
    ...directory.map((row) => entryText(row, baseUrl, 'include')),
  ];
  const url = (at: string | undefined): string => linkUrl(`${baseUrl}/Patient/${id}`, parameters, at);
  const self: BundleLink = { relation: 'self', url: url(parameters.cursor) };
  const links: readonly BundleLink[] =
    cursor === undefined ? [self] : [self, { relation: 'next', url: url(cursor) }];
  return { status: 200, body: bundleText({ type: 'searchset', links: linkText(links), entries }) };
}

function entryText(
  { type, id, content }: Pick<OwnRow, 'type' | 'id' | 'content'>,
  baseUrl: string,
  mode: 'match' | 'include',
): string {
  const fullUrl = JSON.stringify(`${baseUrl}/${type}/${id}`);
  return `{"fullUrl":${fullUrl},"resource":${content},"search":{"mode":"${mode}"}}`;
}

/** To be followed by GET, whichever way the first page was asked for. */
function linkUrl(patient: string, { processed }: EverythingParameters, cursor: string | undefined): string {
  const query = new URLSearchParams(processed.map(([name, value]) => [name, value]));
  if (cursor !== undefined) query.append('_cursor', cursor);
  const text = query.toString();
  return `${patient}/$everything${text === '' ? '' : `?${text}`}`;
}
