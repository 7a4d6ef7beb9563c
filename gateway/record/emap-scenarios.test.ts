/**
 * The event sequences that a London trust published for its own store: the same end state in every order.
 * Pure mapping and fold for all permutations; the real intake for a few, with repeats. Promise 2.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Encounter } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../adapters/hl7v2/decode.ts';
import { parseMessage } from '../../adapters/hl7v2/message.ts';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import { mapMessage } from '../../mappings/adt/map-message.ts';
import { encounters } from '../../mappings/adt/resources/encounter.ts';
import { resourceIds } from '../../mappings/resource-ids.ts';
import { EMAP_STORIES } from '../../test-data/adt/emap-stories.ts';
import { encounterFaults } from '../../test-data/adt/encounter-faults.ts';
import { UCLH_FEED } from '../../test-data/adt/sender-feeds.ts';
import { recordBench } from '../testing/record-bench.ts';
import { foldVisit } from './fold-visit.ts';
import { uuidV5 } from './uuid.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'adt', 'UCLH-DHCT__emap');

const IDS = resourceIds(uuidV5);
const NO_NAMES = {
  site: () => undefined,
  ward: () => undefined,
  organisation: () => undefined,
  trust: () => undefined,
};

function bytesOf(file: string): Buffer {
  return readFileSync(join(FOLDER, `ADT_${file}.hl7`));
}

/** The fact of a message, by the pure path. */
function factOf(file: string): VisitFact {
  const raw = bytesOf(file);
  const decoded = decode(raw, '');
  if (decoded.kind === 'refused') throw new Error(decoded.reason);
  const { message } = parseMessage(decoded.text);
  const hash = createHash('sha256').update(raw).digest('hex');
  const controlId = message.first('MSH')?.value(10) ?? '';
  const result = mapMessage(
    message,
    { sourceMessageId: hash.slice(0, 8), controlId, hash, receivedAt: '2026-01-01T00:00:00.000Z' },
    UCLH_FEED,
  );
  if ('refused' in result) throw new Error(`${file} is refused`);
  const [visit] = result.mapped.visits;
  if (visit === undefined) throw new Error(`${file} states no visit`);
  return visit;
}

function encountersOf(facts: readonly VisitFact[]): Encounter[] {
  const state = foldVisit(facts);
  if (state === undefined) throw new Error('no visit');
  return encounters(state, { ids: IDS, names: NO_NAMES, organisationOf: () => 'RRV' });
}

/** What a story is compared by, in the order of its expectation. */
function told(all: readonly Encounter[]): unknown[] {
  const hour = (dateTime: string | undefined): string =>
    dateTime === undefined ? 'open' : dateTime.replace(/^2013-02-11T(.*)\+00:00$/, '$1');
  return all
    .toSorted((a, b) => Number(a.class.code === 'GROUPING') - Number(b.class.code === 'GROUPING'))
    .map((encounter) => ({
      class: encounter.class.code,
      status: encounter.status,
      period: [hour(encounter.period?.start), hour(encounter.period?.end)],
      places: (encounter.location ?? []).map((entry) => [
        entry.location.display?.replace(/^[^:]+: /, '').replaceAll(': ', '/'),
        hour(entry.period?.start),
        hour(entry.period?.end),
      ]),
    }));
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

describe.skipIf(!existsSync(FOLDER))(
  'the published event sequences (skipped where they are not beside the checkout)',
  () => {
    it.each(EMAP_STORIES)('$name: the expected end', ({ files, expected }) => {
      const end = encountersOf(files.map(factOf));
      expect(told(end)).toEqual(expected);
      expect(end.flatMap((encounter) => encounterFaults(encounter, end))).toEqual([]);
      expect(JSON.stringify(end)).not.toContain('DELETE');
    });

    it.each(EMAP_STORIES)(
      '$name: the same in every order',
      ({ files }) => {
        const facts = files.map(factOf);
        const expected = JSON.stringify(encountersOf(facts));
        const orders = permutations(facts);
        expect(orders.length).toBe([1, 1, 2, 6, 24, 120, 720, 5040][files.length]);
        for (const order of orders) expect(JSON.stringify(encountersOf(order))).toBe(expected);
      },
      60_000,
    );

    it.each(EMAP_STORIES)(
      '$name: the same through the real intake, shuffled and with repeats',
      async ({ files, expected }) => {
        const orders = fc.sample(
          fc.tuple(
            fc.shuffledSubarray([...files], { minLength: files.length }),
            fc.array(fc.constantFrom(...files), { maxLength: 4 }),
          ),
          { numRuns: 4, seed: 20130211 },
        );
        const records = new Set<string>();
        for (const [order, repeats] of [[files, []] as const, ...orders]) {
          const bench = await recordBench([UCLH_FEED]);
          try {
            for (const file of [...order, ...repeats]) {
              const receipt = await bench.send(bytesOf(file));
              expect(['committed', 'duplicate']).toContain(receipt.kind);
            }
            const end = await bench.resources('Encounter');
            expect(told(end)).toEqual(expect.arrayContaining([...expected]));
            expect(end.length).toBe(expected.length);
            expect(end.flatMap((encounter) => encounterFaults(encounter, end))).toEqual([]);
            records.add(JSON.stringify([...(await bench.record())]));
          } finally {
            await bench.close();
          }
        }
        expect(records.size).toBe(1);
      },
      60_000,
    );
  },
);
