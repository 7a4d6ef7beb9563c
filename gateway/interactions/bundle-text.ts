/** A Bundle as text around resources that stay the text they are stored as: nothing is parsed, so nothing can change. FHIR R4 bundle.html. */

export interface BundleLink {
  readonly relation: 'self' | 'next';
  readonly url: string;
}

/** The links as JSON text. */
export function linkText(links: readonly BundleLink[]): string {
  return JSON.stringify(links);
}

/** @param bundle `entries` are JSON texts of Bundle.entry; an empty list is left out, as FHIR wants it. */
export function bundleText(bundle: {
  readonly type: 'searchset' | 'history';
  readonly total?: number;
  readonly links: string;
  readonly entries: readonly string[];
}): string {
  const total = bundle.total === undefined ? '' : `"total":${bundle.total},`;
  const entry = bundle.entries.length === 0 ? '' : `,"entry":[${bundle.entries.join(',')}]`;
  return `{"resourceType":"Bundle","type":"${bundle.type}",${total}"link":${bundle.links}${entry}}`;
}
