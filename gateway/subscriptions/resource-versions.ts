/** Versions of resources as they were: which was current at an instant, and their content. FHIR R4 http.html#vread. */
import type { Resource } from '@medplum/fhirtypes';
import type { Db } from '../store/engine.ts';

export interface Version {
  readonly type: string;
  readonly id: string;
  readonly version: number;
}

/** The version of each id that was current at the instant; ids not yet known then are left out. */
export async function versionsAsOf(
  db: Db,
  types: readonly string[],
  ids: readonly string[],
  asOf: string,
): Promise<Version[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom(
      db
        .selectFrom('resource')
        .select(['type', 'id', 'version'])
        .where('type', 'in', types)
        .where('id', 'in', ids)
        .where('last_updated', '<=', asOf)
        .unionAll(
          db
            .selectFrom('resource_history')
            .select(['type', 'id', 'version'])
            .where('type', 'in', types)
            .where('id', 'in', ids)
            .where('last_updated', '<=', asOf),
        )
        .as('versions'),
    )
    .select(({ fn }) => ['type', 'id', fn.max('version').as('version')])
    .groupBy(['type', 'id'])
    .execute();
}

/** @returns content by `versionKey`; what is deleted or no longer held is left out. */
export async function readVersions(
  db: Db,
  versions: readonly Version[],
): Promise<ReadonlyMap<string, Resource>> {
  if (versions.length === 0) return new Map();
  const distinct = [...new Map(versions.map((v) => [versionKey(v), v])).values()];
  const rows = await db
    .selectFrom('resource')
    .select(['type', 'id', 'version', 'content'])
    .where((eb) => eb.or(distinct.map(({ type, id, version }) => eb.and({ type, id, version }))))
    .unionAll(
      db
        .selectFrom('resource_history')
        .select(['type', 'id', 'version', 'content'])
        .where((eb) => eb.or(distinct.map(({ type, id, version }) => eb.and({ type, id, version })))),
    )
    .execute();
  const found = new Map<string, Resource>();
  for (const row of rows) {
    if (row.content === '') continue;
    // The store's own serialisation of a resource that the record wrote.
    found.set(versionKey(row), JSON.parse(row.content) as Resource);
  }
  return found;
}

export function versionKey({ type, id, version }: Version): string {
  return `${type}/${id}/${version}`;
}
