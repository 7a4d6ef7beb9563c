/** Search on a type: GET /Type?... and POST /Type/_search. FHIR R4 http.html 3.1.0.11, search.html. */
import type { OperationOutcome } from '@medplum/fhirtypes';
import { isServedType } from '../../conformance/search-parameters/definition.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../store/engine.ts';
import type { DerivedTypes } from '../search/derived.ts';
import { readIncluded } from '../search/include.ts';
import { searchPage, type FoundRow, type Page } from '../search/page.ts';
import { parseSearch } from '../search/parse.ts';
import type { SearchQuery } from '../search/query.ts';
import { safeName } from '../search/refuse.ts';
import { subsetText, type Subset } from '../search/subset.ts';
import { bundleText, linkText, type BundleLink } from './bundle-text.ts';
import { followMerges } from './follow-merges.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { requireType } from './requested-resource.ts';

/**
 * A searchset: matches in order, then what was included, then what the client should know (search.mode = outcome).
 * The self link says what was processed; `next` is there as long as there is more.
 * @param deps `derived` answers for the types that are made when they are asked for; without it they have no resources.
 * @throws OperationOutcomeError 400 naming the parameter, 404 for a type that is not served.
 */
export async function searchType(
  request: FhirRequest,
  deps: { readonly db: Db; readonly clock: Clock; readonly derived?: DerivedTypes },
): Promise<FhirResponse> {
  const type = requireType(request);
  const asked = parseSearch(type, request.query, {
    baseUrl: request.baseUrl,
    now: deps.clock.now(),
    ...(request.prefer === undefined ? {} : { prefer: request.prefer }),
  });
  const query = await followMerges(deps.db, asked);
  const made = deps.derived?.[type];
  const page = made === undefined ? await searchPage(deps.db, query) : await made.page(query);
  const included = await readIncluded(deps.db, query, page.rows, deps.derived);
  const remarks = remarksOn(query, included.truncated);
  // A list of elements is of the searched type's: what is included stays whole. FHIR R4 search.html 3.1.1.5.9.
  const ofIncluded = query.subset?.kind === 'elements' ? undefined : query.subset;
  const entries = [
    ...page.rows.map((row) => entryText(row, request.baseUrl, 'match', query.subset)),
    ...included.rows.map((row) => entryText(row, request.baseUrl, 'include', ofIncluded)),
    ...(remarks === undefined ? [] : [`{"resource":${JSON.stringify(remarks)},"search":{"mode":"outcome"}}`]),
  ];
  const total = page.total === undefined ? {} : { total: page.total };
  const links = linkText(linksOf(query, page, request.baseUrl));
  return { status: 200, body: bundleText({ type: 'searchset', ...total, links, entries }) };
}

function entryText(
  row: FoundRow,
  baseUrl: string,
  mode: 'match' | 'include',
  subset: Subset | undefined,
): string {
  const fullUrl = JSON.stringify(`${baseUrl}/${row.type}/${row.id}`);
  const whole = subset === undefined || !isServedType(row.type);
  const resource = whole ? row.content : subsetText(row.type, row.content, subset);
  return `{"fullUrl":${fullUrl},"resource":${resource},"search":{"mode":"${mode}"}}`;
}

function linksOf(query: SearchQuery, page: Page, baseUrl: string): BundleLink[] {
  const url = (cursor: string | undefined): string => {
    const parameters = new URLSearchParams(query.processed.map(([name, value]) => [name, value]));
    if (cursor !== undefined) parameters.append('_cursor', cursor);
    const text = parameters.toString();
    return `${baseUrl}/${query.type}${text === '' ? '' : `?${text}`}`;
  };
  const self: BundleLink = { relation: 'self', url: url(query.cursor) };
  return page.cursor === undefined ? [self] : [self, { relation: 'next', url: url(page.cursor) }];
}

/** Warnings about this result; undefined when there are none. */
function remarksOn(query: SearchQuery, truncated: boolean): OperationOutcome | undefined {
  const ignored = query.ignored.map(
    (name) => `Search parameter ${safeName(name)} is not supported for ${query.type} and was ignored`,
  );
  const issue: OperationOutcome['issue'] = ignored.map((diagnostics) => ({
    severity: 'warning',
    code: 'not-supported',
    diagnostics,
  }));
  if (truncated) {
    issue.push({
      severity: 'warning',
      code: 'too-costly',
      diagnostics:
        'More resources are to be included than a page holds; some are left out. Ask for smaller pages',
    });
  }
  return issue.length === 0 ? undefined : { resourceType: 'OperationOutcome', issue };
}
