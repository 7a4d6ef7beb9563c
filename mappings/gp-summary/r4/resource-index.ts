/**
 * The resources of an R4 bundle, found by reference: by full URL, or relative to the base of the entry that refers.
 * Each look-up is one step. FHIR R4 bundle.html "Resolving references in Bundles".
 */
import type { Json } from '../stu3/mapper.ts';
import { asObject, objects, token } from '../stu3/read-json.ts';

export interface Entry {
  readonly type: string;
  readonly resource: Json;
  readonly fullUrl: string | undefined;
}

export interface ResourceIndex {
  readonly entries: readonly Entry[];
  /** @param from the entry that holds the reference. */
  readonly find: (reference: string, from?: Entry) => Entry | undefined;
}

export function indexResources(bundle: Json): ResourceIndex {
  const entries = objectsOf(bundle).flatMap((entry): Entry[] => {
    const resource = asObject(entry['resource']);
    const type = token(resource?.['resourceType']);
    return resource === undefined || type === undefined
      ? []
      : [{ type, resource, fullUrl: token(entry['fullUrl']) }];
  });
  const byUrl = new Map<string, Entry>();
  const byName = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.fullUrl !== undefined && !byUrl.has(entry.fullUrl)) byUrl.set(entry.fullUrl, entry);
    const id = token(entry.resource['id']);
    const name = `${entry.type}/${id ?? ''}`;
    if (id !== undefined && !byName.has(name)) byName.set(name, entry);
  }
  return {
    entries,
    find: (reference, from) => {
      const plain = reference.replace(/\/_history\/[^/]+$/, '');
      const absolute = byUrl.get(plain);
      if (absolute !== undefined || /^[a-z]+:/i.test(plain)) return absolute;
      const base = /^(.*\/)[A-Za-z]+\/[A-Za-z0-9.-]+$/.exec(from?.fullUrl ?? '')?.[1];
      return (base === undefined ? undefined : byUrl.get(`${base}${plain}`)) ?? byName.get(plain);
    },
  };
}

/** The reader of the feed bounds entries; `objects` would stop at a thousand. */
function objectsOf(bundle: Json): readonly Json[] {
  const entries: readonly unknown[] = Array.isArray(bundle['entry']) ? bundle['entry'] : [];
  return entries.flatMap((entry) => objects(entry));
}
