/**
 * Practitioners and organisations, as messages name them. Each distinct statement is kept once with the first and
 * the last place in the order of facts at which it was made; the statement made last wins. First and last are
 * minimum and maximum, so the result does not depend on arrival.
 */
import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Organization, Practitioner } from '@medplum/fhirtypes';
import { compiledOnce, rowsOf } from '../store/compiled.ts';
import type { Tx } from '../store/engine.ts';

export type DirectoryResource = (Practitioner | Organization) & { id: string };

/** Where in the order of facts the statements of one message stand. */
export interface Stated {
  readonly stamp: string;
  readonly sourceMessageId: string;
}

const WIDTH = 6;
const note = compiledOnce((db, parameters) =>
  db
    .insertInto('directory_entry')
    .values(
      // Six scalars a row, in the order of the columns, as stateDirectory gives them.
      (rowsOf(parameters, WIDTH) as [string, string, string, string, string, string][]).map((row) => ({
        subject: row[0],
        content_hash: row[1],
        content: row[2],
        first_stamp: row[3],
        first_source_message_id: row[4],
        last_stamp: row[5],
      })),
    )
    .onConflict((oc) =>
      oc.columns(['subject', 'content_hash']).doUpdateSet({
        first_source_message_id: sql<string>`case when excluded.first_stamp < directory_entry.first_stamp then excluded.first_source_message_id else directory_entry.first_source_message_id end`,
        first_stamp: sql<string>`case when excluded.first_stamp < directory_entry.first_stamp then excluded.first_stamp else directory_entry.first_stamp end`,
        last_stamp: sql<string>`case when excluded.last_stamp > directory_entry.last_stamp then excluded.last_stamp else directory_entry.last_stamp end`,
      }),
    ),
);
const select = compiledOnce((db, subjects) =>
  db
    .selectFrom('directory_entry')
    .select(['subject', 'content', 'first_source_message_id'])
    .where('subject', 'in', subjects as readonly string[])
    .orderBy('subject')
    .orderBy('last_stamp')
    .orderBy('content_hash'),
);

/** Notes the statements; returns for each subject the resource that now stands, its meta.source set. */
export async function stateDirectory(
  tx: Tx,
  resources: readonly DirectoryResource[],
  { stamp, sourceMessageId }: Stated,
): Promise<DirectoryResource[]> {
  if (resources.length === 0) return [];
  const rows = [...new Map(resources.map((r) => [`${r.resourceType}/${r.id}`, r]))].map(
    ([subject, resource]) => {
      const content = JSON.stringify(resource);
      return { subject, hash: hash('sha256', content, 'base64url'), content };
    },
  );
  await note(
    tx,
    rows.flatMap((row) => [row.subject, row.hash, row.content, stamp, sourceMessageId, stamp]),
  );
  const standing = await select(
    tx,
    rows.map((row) => row.subject),
  );
  const winners = new Map<string, (typeof standing)[number]>();
  for (const row of standing) {
    const other = winners.get(row.subject);
    // Who is named by number alone does not take the name away that somebody else gave.
    if (other === undefined || isNamed(row.content) || !isNamed(other.content)) winners.set(row.subject, row);
  }
  return [...winners.values()].map((row) => {
    // Only this function writes the column.
    const resource = JSON.parse(row.content) as DirectoryResource;
    return { ...resource, meta: { source: `urn:uuid:${row.first_source_message_id}`, ...resource.meta } };
  });
}

/** Of content that stateDirectory wrote. */
function isNamed(content: string): boolean {
  return 'name' in (JSON.parse(content) as DirectoryResource);
}
