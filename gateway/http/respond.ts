/** FhirResponse -> HTTP. FHIR R4 http.html 3.1.0.1.3 (ETag, Last-Modified), 3.1.0.1.7 (Prefer: return). */
import type { Resource } from '@medplum/fhirtypes';
import type { Response } from 'express';
import type { FhirResponse } from '../interactions/fhir-request.ts';

const FHIR_JSON = 'application/fhir+json; charset=utf-8';

/** @param wanted of an update (Prefer: return=...): `minimal` leaves the body out, `OperationOutcome` puts one in its place. */
export function respond(
  res: Response,
  answer: FhirResponse,
  wanted: 'minimal' | 'OperationOutcome' | 'representation',
): void {
  // Records of people: kept by the browser at most, and asked for again each time.
  res.setHeader('Cache-Control', 'private, no-cache');
  if (answer.version !== undefined) res.setHeader('ETag', `W/"${answer.version}"`);
  if (answer.lastUpdated !== undefined) {
    res.setHeader('Last-Modified', new Date(answer.lastUpdated).toUTCString());
  }
  if (answer.location !== undefined) res.setHeader('Location', answer.location);
  if (answer.contentLocation !== undefined) res.setHeader('Content-Location', answer.contentLocation);
  if (answer.body === undefined || wanted === 'minimal') {
    res.status(answer.status).end();
    return;
  }
  const done = { severity: 'information', code: 'informational', diagnostics: 'Done' } as const;
  sendResource(
    res,
    answer.status,
    wanted === 'OperationOutcome' ? { resourceType: 'OperationOutcome', issue: [done] } : answer.body,
  );
}

/** Sends a resource, or its JSON text as it is. */
export function sendResource(res: Response, status: number, body: Resource | string): void {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  res.status(status).type(FHIR_JSON).setHeader('Content-Length', bytes.length);
  // Not `send`: that would judge by itself, and by whole seconds, whether the client's copy is still good.
  res.end(bytes);
}

/** What a write is to answer with. */
export function wantedReturn(prefer: string | undefined): 'minimal' | 'OperationOutcome' | 'representation' {
  const [, wanted] =
    /(?:^|[,;])\s*return\s*=\s*"?(minimal|OperationOutcome)"?\s*(?=$|[,;])/.exec(prefer ?? '') ?? [];
  return wanted === 'minimal' || wanted === 'OperationOutcome' ? wanted : 'representation';
}
