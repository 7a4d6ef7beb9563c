/**
 * Every published sample message through the real intake: committed, or refused with a reason that its sender can act
 * on; never an exception, never an internal error. What is written conforms to R4 and to the profile that it claims.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Encounter, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '../../adapters/feed.ts';
import { readHeader } from '../../adapters/hl7v2/header.ts';
import { loadConformance } from '../../test-data/adt/conformance.ts';
import { encounterFaults } from '../../test-data/adt/encounter-faults.ts';
import { catchAllFeed, KNOWN_FEEDS } from '../../test-data/adt/sender-feeds.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';

const CORPUS = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'adt');
const files = existsSync(CORPUS)
  ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.hl7'))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  : [];

const NO_PV1 = 'AE 100 PV1: the PV1 segment is missing';
const NO_TIME = 'AE 101 EVN-2: no readable time with a time of day in EVN-6, EVN-2 or MSH-7';
const NO_VISIT_NUMBER = 'AE 101 PV1-19: the visit number is missing, so the visit cannot be told';
const NOBODY =
  'AE 204 PID-3: no identifier in PID-3 that can identify a person: a local number with its authority, or a valid NHS number';

interface Account {
  readonly committed: number;
  /** By reason, every file. */
  readonly refused: Readonly<Record<string, readonly string[]>>;
}

/** What becomes of the 194 files, by source. A change here is a change of what senders are told. */
const EXPECTED: Readonly<Record<string, Account>> = {
  'Aidbox__aidbox-hl7v2-example': {
    committed: 15,
    refused: {
      'AE 100 PID: the PID segment is missing': each('ADT_A01__missing-pid.hl7', 1),
      [NO_PV1]: [
        ...each('ADT_A01__adt-a01.test.ts', 2),
        ...each('ADT_A01__client.test.ts', 1, 2, 3),
        ...each('ADT_A01__error-statuses.test.ts', 2),
        ...each('ADT_A01__missing-pv1.hl7', 1),
        ...each('ADT_A01__mllp-server.test.ts', 1),
        ...each('ADT_A01__no-pv1-with-conditions.hl7', 1),
        ...each('ADT_A03__adt-a03.test.ts', 2),
      ],
      // MSH-7 is a date or a letter, and there is no EVN: nothing to order the event by.
      [NO_TIME]: [
        ...each('ADT_A01__client.test.ts', 4, 5),
        ...each('ADT_A01__highlight.test.ts', 1),
        ...each('ADT_A01__patient-identifier-pipeline.test.ts', 1, 2, 3, 4, 5),
        ...each('ADT_A01__preprocessor-pid.test.ts', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        ...each('ADT_A01__preprocessor.test.ts', 1, 2, 3),
      ],
      'AE 101 MSH-10: the message control id is missing': each('ADT_A01__store-message.test.ts', 1),
      [NO_VISIT_NUMBER]: [
        ...each('ADT_A01__error-statuses.test.ts', 3),
        ...each('ADT_A01__test-mllp-client.ts', 1),
        ...each('ADT_A03__example-01.hl7', 1),
        ...each('ADT_A08__base.hl7', 1),
        ...each('ADT_A08__demographics-update.hl7', 1),
      ],
    },
  },
  'GIG-Cymru-NHS-Wales__hl7-v2-examples': {
    committed: 1,
    // Their visits are numbered in PID-18, which this feed is not configured for.
    refused: {
      [NO_VISIT_NUMBER]: [...each('ADT_A01__hl7-v2.3-adt-a01-1.hl7', 1), ...each('ADT_A01__README.md', 1)],
    },
  },
  'Inhealthcare__open-inhealthcare': { committed: 2, refused: {} },
  'NHSDigital__IOPS-trust-integration-engine': {
    committed: 4,
    // Ten times the digit 3 is nobody's NHS number.
    refused: {
      [NOBODY]: [...each('ADT_A28__HL7V24Controller.kt', 1), ...each('ADT_A31__HL7V24Controller.kt', 2)],
    },
  },
  PKB__docs: {
    committed: 1,
    // Ten times the digit 5, and NHS numbers of nine digits.
    refused: {
      [NOBODY]: [
        'ADT_A28__gp-details-PD1.hl7',
        'ADT_A28__gp-details-ROL.hl7',
        'ADT_A28__next-of-kin.hl7',
        'ADT_A31__nk1-null-delete.hl7',
      ],
    },
  },
  'UCLH-DHCT__emap': {
    committed: 70,
    refused: {
      'AE 100 MSH-2: Segments end with the two characters backslash and r; send a carriage return (0x0D).':
        each('ADT_A01__TestForJunit.txt', 1),
    },
  },
  google__simhospital: {
    committed: 27,
    refused: {
      [NO_PV1]: [...each('ADT_A01__pathway_starter_test.go', 1), ...each('ADT_A01__sample.md', 1)],
      [NO_VISIT_NUMBER]: each('ADT_A01__dashboard.md', 1),
    },
  },
  'johnpaulett__python-hl7': {
    committed: 1,
    refused: {
      [NO_VISIT_NUMBER]: each('ADT_A04__samples.py', 1, 2, 3, 4, 6, 8, 9, 10),
      // They come by file, not in a frame, where each of their messages has a receipt of its own.
      'AR 200: Batch and file wrappers (FHS, BHS) are not taken; send each message in its own frame.': each(
        'batch__samples.py',
        5,
        7,
        11,
        12,
      ),
    },
  },
  'nhsx__il-hans-nems-subscriber': {
    committed: 7,
    refused: {
      [NO_PV1]: each('ADT_A01__test_app.py', 5),
      [NO_VISIT_NUMBER]: each('ADT_A01__test_app.py', 7, 8, 9, 10),
    },
  },
};

/** Files of one original, by their numbers. */
function each(name: string, ...numbers: readonly number[]): readonly string[] {
  return numbers.map((n) => `${name}__${n}.hl7`);
}

describe.skipIf(files.length === 0)(
  'the published sample messages (skipped where they are not beside the checkout)',
  () => {
    let bench: RecordBench;
    const receipts = new Map<string, Receipt>();

    beforeAll(async () => {
      const known = new Set(KNOWN_FEEDS.flatMap((feed) => feed.sender.facilities));
      const others = new Set(files.map(facilityOf).filter((facility) => !known.has(facility)));
      bench = await recordBench([...KNOWN_FEEDS, catchAllFeed([...others])]);
      for (const file of files) receipts.set(file, await bench.send(readFileSync(join(CORPUS, file))));
    }, 60_000);

    afterAll(async () => {
      await bench.close();
    });

    it('are each committed, or refused with a reason: every file of every source', () => {
      const accounts: Record<string, { committed: number; refused: Record<string, string[]> }> = {};
      for (const [file, receipt] of receipts) {
        const [source = '', name = ''] = file.split('/');
        const account = (accounts[source] ??= { committed: 0, refused: {} });
        const outcome = outcomeOf(receipt);
        if (outcome === 'committed') account.committed += 1;
        else (account.refused[outcome] ??= []).push(name);
      }
      process.stdout.write(`\n${files.length} sample messages:\n${linesOf(receipts)}\n`);
      expect(accounts).toEqual(EXPECTED);
      expect([files.length, Object.values(accounts).reduce((sum, one) => sum + one.committed, 0)]).toEqual([
        194, 128,
      ]);
    });

    it('never meet a fault of ours', () => {
      for (const [file, receipt] of receipts) {
        expect(receipt.kind, file).not.toBe('unavailable');
        if (receipt.kind !== 'rejected') continue;
        expect(receipt.rejection.condition, file).not.toBe(207);
        expect(receipt.rejection.text.length, file).toBeGreaterThan(20);
      }
    });

    it('are all in the journal, with their bytes', async () => {
      const rows = await bench.engine.reader
        .selectFrom('source_message')
        .select(['id', 'raw', 'outcome'])
        .execute();
      const journal = new Map(rows.map((row) => [row.id, row]));
      for (const [file, receipt] of receipts) {
        if (receipt.kind === 'unavailable') continue;
        const row = journal.get(receipt.messageId);
        expect(Buffer.compare(row?.raw ?? new Uint8Array(), readFileSync(join(CORPUS, file))), file).toBe(0);
        expect(row?.outcome, file).toBe(receipt.kind === 'rejected' ? 'rejected' : 'committed');
      }
    });

    it('make resources that conform and do not contradict themselves', async () => {
      const conformance = loadConformance();
      // The record holds resources.
      const resources = [...(await bench.record()).values()].map(
        (content) => JSON.parse(content) as Resource,
      );
      expect(resources.length).toBeGreaterThan(200);
      const encounters = resources.filter((r): r is Encounter => r.resourceType === 'Encounter');
      expect(
        resources.flatMap((r) => conformance.faultsOf(r).map((f) => `${r.resourceType}/${r.id ?? ''}: ${f}`)),
      ).toEqual([]);
      expect(
        encounters.flatMap((e) => encounterFaults(e, encounters).map((f) => `Encounter/${e.id ?? ''} ${f}`)),
      ).toEqual([]);
    }, 60_000);
  },
);

function facilityOf(file: string): string {
  return readHeader(readFileSync(join(CORPUS, file))).header?.sendingFacility ?? '';
}

/** How often each outcome came, the most frequent first. */
function linesOf(receipts: ReadonlyMap<string, Receipt>): string {
  const counts = new Map<string, number>();
  for (const receipt of receipts.values()) {
    const outcome = outcomeOf(receipt);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `  ${String(count).padStart(4)}  ${outcome}`)
    .join('\n');
}

/** `committed`, or `AE 101 PV1-19 the visit number ...`. */
function outcomeOf(receipt: Receipt): string {
  if (receipt.kind !== 'rejected') return receipt.kind;
  const { code, condition, segment, field, text } = receipt.rejection;
  const where = segment === undefined ? '' : ` ${segment}${field === undefined ? '' : `-${field}`}`;
  return `${code} ${condition}${where}: ${text}`;
}
