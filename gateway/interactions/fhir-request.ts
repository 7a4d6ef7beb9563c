/** A FHIR interaction's request and response, free of the web framework. */
import type { Resource } from '@medplum/fhirtypes';

export interface FhirRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  /** From the path: type, id, version; absent where the route has none. */
  readonly type?: string;
  readonly id?: string;
  readonly version?: string;
  /** Query parameters, and those of a form body for POST _search. */
  readonly query: URLSearchParams;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly ifModifiedSince?: string;
  readonly prefer?: string;
  /** Parsed JSON body; unknown until a schema has read it. */
  readonly body?: unknown;
  /** Absolute, without a trailing slash, e.g. `http://127.0.0.1:8080/fhir`. */
  readonly baseUrl: string;
  readonly correlationId: string;
}

export interface FhirResponse {
  readonly status: number;
  /** A resource, or its JSON text as stored. Absent for 204 and 304. */
  readonly body?: Resource | string;
  /** Version id, sent as a weak ETag. */
  readonly version?: number;
  /** ISO instant, sent as Last-Modified. */
  readonly lastUpdated?: string;
  /** Absolute URL. */
  readonly location?: string;
  /** Absolute URL of the version that is answered with, where it is not of the resource that was asked for. */
  readonly contentLocation?: string;
}

export type Interaction = (request: FhirRequest) => Promise<FhirResponse>;
