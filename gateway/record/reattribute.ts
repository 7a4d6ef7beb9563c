/**
 * Recomputes every person's attribution when the place's practices or localities have changed since the last start.
 * Works through the people in bounded batches, each its own unit of work; safe to be cut off and run again.
 */
import { hash } from 'node:crypto';
import { resourceIds } from '../../mappings/resource-ids.ts';
import type { Log } from '../logging.ts';
import type { Engine, Tx } from '../store/engine.ts';
import type { ApplyContext } from './apply-message.ts';
import { KnownNumbers } from './known-numbers.ts';
import { KnownEntries, KnownPeople } from './known-people.ts';
import { MatchedNumbers } from './matching/matched-numbers.ts';
import { patientsOf } from './touched-people.ts';
import { uuidV5 } from './uuid.ts';
import { writeResources } from './write-resources.ts';

const BATCH = 200;
const SETTING = 'place-fingerprint';

export interface ReattributeContext extends Pick<ApplyContext, 'names' | 'localities' | 'precedence'> {
  readonly now: () => string;
  readonly log: Log;
}

/** @returns how many people changed; 0 at once where the configuration is the one of the last start. */
export async function reattribute(engine: Engine, context: ReattributeContext): Promise<number> {
  const { localities, log } = context;
  const fingerprint = hash('sha256', localities.describe());
  const last = await engine.reader
    .selectFrom('setting')
    .select('value')
    .where('name', '=', SETTING)
    .executeTakeFirst();
  if (last?.value === fingerprint) return 0;
  let changed = 0;
  for (let after: string | undefined = ''; after !== undefined;) {
    const from: string = after;
    const batch = await engine.write((tx) => reattributeBatch(tx, from, context));
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

/** People are made anew from their facts, as their attribution may rest on any of them. */
async function reattributeBatch(
  tx: Tx,
  after: string,
  { names, localities, precedence, now }: ReattributeContext,
): Promise<{ changed: number; next: string | undefined }> {
  const rows = await tx
    .selectFrom('person_evidence')
    .select('person')
    .where('person', '>', after)
    .orderBy('person')
    .limit(BATCH)
    .execute();
  const keys = rows.map(({ person }) => person);
  const numbers = new KnownNumbers(tx, 'person', '', []);
  const nothing = { entries: [], before: [], after: [], marked: [] };
  const people = new KnownPeople(
    new KnownEntries(tx, numbers, []),
    new MatchedNumbers(tx, numbers, nothing),
    precedence,
  );
  const context = { ids: resourceIds(uuidV5), names, localities, now: now() };
  const { patients } = await patientsOf(tx, people, await people.around(keys), keys, [], context);
  const written = await writeResources(
    tx,
    patients.map((resource) => ({ resource })),
    { now: context.now, sourceMessageId: null },
  );
  return {
    changed: written.filter(({ changed }) => changed).length,
    next: rows.length < BATCH ? undefined : keys.at(-1),
  };
}
