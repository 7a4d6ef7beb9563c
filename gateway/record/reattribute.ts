/**
 * Recomputes every person's attribution when the place's practices or localities have changed since the last start.
 * Works through the people in bounded batches, each its own unit of work; safe to be cut off and run again.
 */
import { hash } from 'node:crypto';
import type { Patient } from '@medplum/fhirtypes';
import { LOCALITY_ATTRIBUTION } from '../../conformance/systems.ts';
import type { Log } from '../logging.ts';
import type { Engine, Tx } from '../store/engine.ts';
import { attributionFor, type Localities } from './attribution.ts';
import { same } from './fold-person.ts';
import { writeResources } from './write-resources.ts';

const BATCH = 200;
const SETTING = 'place-fingerprint';

export interface ReattributeContext {
  readonly localities: Localities;
  readonly now: () => string;
  readonly log: Log;
}

/** @returns how many people changed; 0 at once where the configuration is the one of the last start. */
export async function reattribute(
  engine: Engine,
  { localities, now, log }: ReattributeContext,
): Promise<number> {
  const fingerprint = hash('sha256', localities.describe());
  const last = await engine.reader
    .selectFrom('setting')
    .select('value')
    .where('name', '=', SETTING)
    .executeTakeFirst();
  if (last?.value === fingerprint) return 0;
  let changed = 0;
  for (let after: number | undefined = 0; after !== undefined;) {
    const from: number = after;
    const batch = await engine.write((tx) => reattributeBatch(tx, from, localities, now()));
    changed += batch.changed;
    after = batch.next;
  }
  await engine.write((tx) =>
    tx
      .insertInto('setting')
      .values({ name: SETTING, value: fingerprint })
      .onConflict((oc) => oc.column('name').doUpdateSet({ value: fingerprint }))
      .execute(),
  );
  log.info({ event: 'place.reattributed', changed });
  return changed;
}

async function reattributeBatch(
  tx: Tx,
  after: number,
  localities: Localities,
  now: string,
): Promise<{ changed: number; next: number | undefined }> {
  const rows = await tx
    .selectFrom('resource')
    .select(['key', 'content'])
    .where('type', '=', 'Patient')
    .where('deleted', '=', 0)
    .where('key', '>', after)
    .orderBy('key')
    .limit(BATCH)
    .execute();
  const writes = rows.flatMap((row) => {
    // Rows of type Patient hold Patients, written by writeResources.
    const patient = JSON.parse(row.content) as Patient & { id: string };
    const extension = (patient.extension ?? []).map((e) =>
      e.url === LOCALITY_ATTRIBUTION ? attributionFor(evidenceOf(e), sinceOf(e), localities) : e,
    );
    return same(extension, patient.extension) ? [] : [{ resource: { ...patient, extension } }];
  });
  await writeResources(tx, writes, { now, sourceMessageId: null });
  return { changed: writes.length, next: rows.length < BATCH ? undefined : rows.at(-1)?.key };
}

function evidenceOf(attribution: NonNullable<Patient['extension']>[number]): string | undefined {
  return attribution.extension?.find((part) => part.url === 'evidence')?.valueString;
}

function sinceOf(attribution: NonNullable<Patient['extension']>[number]): string | undefined {
  return attribution.extension?.find((part) => part.url === 'since')?.valueDateTime;
}
