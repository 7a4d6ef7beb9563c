/** What a message changed in the record: each version that it wrote, against the version before. */
import type { Db } from '../../store/engine.ts';
import type { MessageEffects } from '../../store/schema.ts';
import { jsonDiff, type JsonChange } from './json-diff.ts';

export interface ChangedResource {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /** True where this version marks it as deleted. */
  readonly deleted: boolean;
  /** Against the version before, meta.versionId and meta.lastUpdated left out; of the first version, one `add` of the whole. */
  readonly diff: readonly JsonChange[];
  /** There are more operations than are listed. */
  readonly truncated?: true;
}

/** Listed of one message at most. */
const LIMITS = { resources: 100, changes: 500 };

export async function changedResources(
  db: Db,
  written: MessageEffects['resources'],
): Promise<readonly ChangedResource[]> {
  const listed = written.slice(0, LIMITS.resources);
  if (listed.length === 0) return [];
  const versions = await readVersions(db, listed);
  return listed.map(([type, id, version]) => {
    const now = versions.get(keyOf(type, id, version));
    const before = versions.get(keyOf(type, id, version - 1));
    const diff = changesOf(before?.content ?? '', now?.content ?? '');
    return {
      type,
      id,
      version,
      deleted: now?.deleted === 1,
      diff: diff.slice(0, LIMITS.changes),
      ...(diff.length > LIMITS.changes ? { truncated: true } : {}),
    };
  });
}

interface Version {
  readonly content: string;
  readonly deleted: number;
}

/** These versions and those before them, current or superseded. */
async function readVersions(db: Db, listed: MessageEffects['resources']): Promise<Map<string, Version>> {
  const wanted = listed.flatMap(([type, id, version]) =>
    [version, version - 1].filter((v) => v > 0).map((v) => ({ type, id, version: v })),
  );
  const from = (table: 'resource' | 'resource_history') =>
    db
      .selectFrom(table)
      .select(['type', 'id', 'version', 'deleted', 'content'])
      .where((eb) =>
        eb.or(
          wanted.map(({ type, id, version }) =>
            eb.and([eb('type', '=', type), eb('id', '=', id), eb('version', '=', version)]),
          ),
        ),
      );
  const rows = await from('resource').unionAll(from('resource_history')).execute();
  return new Map(rows.map((row) => [keyOf(row.type, row.id, row.version), row]));
}

/** Content is FHIR JSON as the record wrote it, '' of a deleted version. */
function changesOf(before: string, after: string): readonly JsonChange[] {
  const now = parsed(after);
  const was = parsed(before);
  if (was === undefined) return now === undefined ? [] : [{ op: 'add', path: '', value: now }];
  if (now === undefined) return [{ op: 'remove', path: '', was }];
  return jsonDiff(was, now).filter(({ path }) => path !== '/meta/versionId' && path !== '/meta/lastUpdated');
}

function parsed(content: string): unknown {
  return content === '' ? undefined : JSON.parse(content);
}

function keyOf(type: string, id: string, version: number): string {
  return `${type}/${id}/${version}`;
}
