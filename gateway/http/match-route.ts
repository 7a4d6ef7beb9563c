/** Finds the route for a method and a path. Free of the web framework, so that the CapabilityStatement's test can ask it too. */
import { isServedType } from '../../conformance/search-parameters/definition.ts';
import type { FhirRoute } from './fhir-routes.ts';

export interface PathValues {
  readonly type?: string;
  readonly id?: string;
  readonly version?: string;
}

export type RouteMatch =
  | { readonly kind: 'found'; readonly route: FhirRoute; readonly values: PathValues }
  | { readonly kind: 'wrong-method'; readonly allow: readonly string[] }
  | { readonly kind: 'unserved-type' }
  | { readonly kind: 'unknown' };

/** @param segments of the path below /fhir, decoded. HEAD is answered where GET is. */
export function matchRoute(
  routes: readonly FhirRoute[],
  method: string,
  segments: readonly string[],
): RouteMatch {
  const candidates = routes.flatMap((route) => {
    const values = valuesOf(route, segments);
    return values === undefined ? [] : [{ route, values }];
  });
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = candidates.find(({ route }) => route.method === wanted);
  if (found !== undefined) return { kind: 'found', ...found };
  if (candidates.length > 0) {
    const methods = new Set(candidates.map(({ route }): string => route.method));
    return { kind: 'wrong-method', allow: methods.has('GET') ? ['HEAD', ...methods] : [...methods] };
  }
  const [first = ''] = segments;
  return { kind: /^[A-Z]/.test(first) && !isServedType(first) ? 'unserved-type' : 'unknown' };
}

/** The pattern for logs and metrics: the type by name, which is no secret, and everything else by its place. */
export function routePattern(route: FhirRoute, values: PathValues): string {
  return `/fhir/${route.path.replace(':type', values.type ?? ':type')}`;
}

/** The values of the path's places; undefined where the path is not of this route. */
function valuesOf(route: FhirRoute, segments: readonly string[]): PathValues | undefined {
  const parts = route.path.split('/');
  if (parts.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    const segment = segments[i] ?? '';
    if (!part.startsWith(':')) {
      if (part !== segment) return undefined;
      continue;
    }
    // Names of operations and of the API's own places are no ids.
    if (segment === '' || segment.startsWith('$') || segment.startsWith('_')) return undefined;
    values[part.slice(1)] = segment;
  }
  if (route.type === 'system') return values;
  const { type } = values;
  return isServedType(type) && (route.type === 'any' || route.type === type) ? values : undefined;
}
