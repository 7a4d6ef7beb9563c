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
      .sort()
  : [];

/** What each outcome comes to over the 194 files. A change here is a change of what senders are told. */
const EXPECTED: Readonly<Record<string, number>> = {
  committed: 113,
  'AE 100 MSH-2: Segments end with the two characters backslash and r; send a carriage return (0x0D).': 1,
  'AE 100 PID: the PID segment is missing': 1,
  'AE 100 PV1: the PV1 segment is missing': 12,
  'AE 101 EVN-2: no readable time with a time of day in EVN-6, EVN-2 or MSH-7': 21,
  'AE 101 MSH-10: the message control id is missing': 1,
  'AE 101 PV1-19: the visit number is missing, so the visit cannot be told': 20,
  'AE 204 PID-3: no identifier in PID-3 that can identify a person: a local number with its authority, or a valid NHS number': 6,
  'AR 200: Batch and file wrappers (FHS, BHS) are not taken; send each message in its own frame.': 4,
  'AR 201 MSH-9: event A15 is not taken by this gateway': 2,
  'AR 201 MSH-9: event A17 is not taken by this gateway': 1,
  'AR 201 MSH-9: event A26 is not taken by this gateway': 1,
  'AR 201 MSH-9: event A29 is not taken by this gateway': 1,
  'AR 201 MSH-9: event A40 is not taken by this gateway': 1,
  'AR 201 MSH-9: event A45 is not taken by this gateway': 1,
  'AR 201 MSH-9: event A47 is not taken by this gateway': 1,
  'AR 201 MSH-9: event A60 is not taken by this gateway': 7,
};

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

    it('are each committed, or refused with a reason', () => {
      const counts: Record<string, number> = {};
      for (const receipt of receipts.values()) {
        const outcome = outcomeOf(receipt);
        counts[outcome] = (counts[outcome] ?? 0) + 1;
      }
      const lines = Object.entries(counts)
        .sort(([, a], [, b]) => b - a)
        .map(([outcome, count]) => `  ${String(count).padStart(4)}  ${outcome}`);
      process.stdout.write(`\n${files.length} sample messages:\n${lines.join('\n')}\n`);
      expect(counts).toEqual(EXPECTED);
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

/** `committed`, or `AE 101 PV1-19 the visit number ...`. */
function outcomeOf(receipt: Receipt): string {
  if (receipt.kind !== 'rejected') return receipt.kind;
  const { code, condition, segment, field, text } = receipt.rejection;
  const where = segment === undefined ? '' : ` ${segment}${field === undefined ? '' : `-${field}`}`;
  return `${code} ${condition}${where}: ${text}`;
}
