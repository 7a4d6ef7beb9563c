/** History of one resource: GET /Type/id/_history, newest first. FHIR R4 http.html 3.1.0.9. */
import type { Db } from '../store/engine.ts';
import { readHistory, type ResourceRow } from '../store/resource-row.ts';
import { refusal } from '../outcomes.ts';
import { decodeCursor, encodeCursor } from '../search/cursor.ts';
import { dateRange } from '../search/date-range.ts';
import { COUNT_DEFAULT, COUNT_LIMIT } from '../search/parse-result.ts';
import { invalidParameter } from '../search/refuse.ts';
import { bundleText, linkText, type BundleLink } from './bundle-text.ts';
import type { FhirRequest, FhirResponse } from './fhir-request.ts';
import { requireNoParameters, requireServed } from './requested-resource.ts';

const ALLOWED = ['_count', '_since', '_cursor'];

/**
 * Pages by `_count` and cursor; `_since` (an instant or a date, read as its start) leaves out what is older.
 * @throws OperationOutcomeError 404 where there never was a resource of that id.
 */
export async function history(request: FhirRequest, deps: { readonly db: Db }): Promise<FhirResponse> {
  const { type, id } = requireServed(request);
  requireNoParameters(request, ALLOWED);
  const count = countOf(request.query);
  const since = sinceOf(request.query);
  const scope = JSON.stringify(['history', type, id, since]);
  const cursor = request.query.get('_cursor');
  const below = cursor === null ? undefined : decodeCursor(scope, cursor, 0).key;
  const rows = await readHistory(deps.db, type, id, count + 1, below);
  if (rows.length === 0 && below === undefined) throw refusal('notFound', `There is no ${type} with this id`);
  // Versions and times grow together, so the first that is too old ends the list.
  const recent = rows.filter((row) => row.last_updated >= since);
  const page = recent.slice(0, count);
  const last = page.at(-1);
  const links: BundleLink[] = [{ relation: 'self', url: url(request, {}) }];
  if (recent.length > count && last !== undefined) {
    const next = encodeCursor(scope, { key: last.version, values: [] });
    links.push({ relation: 'next', url: url(request, { _cursor: next }) });
  }
  const entries = page.map((row) => entryText(row, request.baseUrl));
  return { status: 200, body: bundleText({ type: 'history', links: linkText(links), entries }) };
}

function entryText(row: ResourceRow, baseUrl: string): string {
  const name = `${row.type}/${row.id}`;
  const verb = row.deleted !== 0 ? 'DELETE' : row.version === 1 ? 'POST' : 'PUT';
  const status = { POST: '201', PUT: '200', DELETE: '204' }[verb];
  const request = JSON.stringify({ method: verb, url: verb === 'POST' ? row.type : name });
  const response = JSON.stringify({
    status,
    etag: `W/"${row.version}"`,
    lastModified: row.last_updated,
  });
  const resource = row.deleted !== 0 ? '' : `"resource":${row.content},`;
  return `{"fullUrl":${JSON.stringify(`${baseUrl}/${name}`)},${resource}"request":${request},"response":${response}}`;
}

function url(request: FhirRequest, changes: { _cursor?: string }): string {
  const query = new URLSearchParams(request.query);
  for (const [name, value] of Object.entries(changes)) query.set(name, value);
  const text = query.toString();
  return `${request.baseUrl}/${request.type ?? ''}/${request.id ?? ''}/_history${text === '' ? '' : `?${text}`}`;
}

function countOf(query: URLSearchParams): number {
  const text = query.get('_count');
  if (text === null) return COUNT_DEFAULT;
  if (!/^\d{1,4}$/.test(text) || Number(text) < 1 || Number(text) > COUNT_LIMIT) {
    throw invalidParameter('_count', `a whole number from 1 to ${COUNT_LIMIT}`);
  }
  return Number(text);
}

function sinceOf(query: URLSearchParams): string {
  const text = query.get('_since');
  if (text === null) return '';
  // A plus sign that nobody encoded arrives as a space.
  const range = dateRange(text.replace(/ (?=\d{2}:\d{2}$)/, '+'), 'london');
  if (range === undefined) throw invalidParameter('_since', 'not an instant');
  return range.low;
}
