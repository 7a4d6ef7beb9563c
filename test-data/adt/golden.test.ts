/** Every golden case through the real intake: receipt, issues, steps told and the whole record, compared. */
import type { Encounter } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { readHeader } from '../../adapters/hl7v2/header.ts';
import { TRIGGERS } from '../../mappings/adt/triggers.ts';
import { loadConformance, type Conformance } from './conformance.ts';
import { encounterFaults } from './encounter-faults.ts';
import { goldenCases, personOf, runGolden, type GoldenCase } from './golden-case.ts';

const cases = goldenCases();
let conformance: Conformance;

beforeAll(() => {
  conformance = loadConformance();
}, 60_000);

describe('golden cases (those of published messages are skipped where the messages are not beside the checkout)', () => {
  it.for(cases)('$name', async ({ messages, itk, feeds, expected }, { skip }) => {
    if (messages === undefined) {
      skip('the published message is not beside the checkout');
      return;
    }
    expect(messages).not.toEqual([]);
    const result = await runGolden({ messages, feeds });
    const refused = result.resources.length === 0 && itk;
    expect(refused ? { ...result, ...personOf(messages[0] ?? new Uint8Array()) } : result).toEqual(expected);
    const encounters = result.resources.filter((r): r is Encounter => r.resourceType === 'Encounter');
    expect(result.resources.flatMap((resource) => conformance.faultsOf(resource))).toEqual([]);
    expect(encounters.flatMap((encounter) => encounterFaults(encounter, encounters))).toEqual([]);
  });

  it('have an expected result and a line that says what they show', () => {
    for (const { name, expected, shows } of cases) {
      expect(expected, name).toBeDefined();
      expect(shows, name).toMatch(/^[A-Z].+\.$/);
    }
  });

  it('take every trigger that the gateway takes, and refuse every one that it refuses by name', () => {
    const codes = (taken: boolean): string[] =>
      Object.entries(TRIGGERS)
        .filter(([, { states }]) => (states.about !== 'nothing') === taken)
        .map(([code]) => code)
        .sort();
    const own = cases.filter(({ itk }) => !itk).flatMap(receiptsOf);
    const committed = own.filter(({ kind }) => kind === 'committed').map(({ trigger }) => trigger);
    expect([...new Set(committed)].sort()).toEqual(codes(true));
    const refused = own.filter(({ condition }) => condition === 201).map(({ trigger }) => trigger);
    expect(refused).toEqual(expect.arrayContaining(codes(false)));
  });
});

interface Answered {
  readonly trigger: string;
  /** Of the receipt that is expected. */
  readonly kind: string | undefined;
  /** HL7 table 0357; undefined where the message is not refused. */
  readonly condition: number | undefined;
}

/** Each message of a case with the receipt that is expected of it. */
function receiptsOf({ messages = [], expected }: GoldenCase): Answered[] {
  // Cases that hold in the test above have this form, and others fail there.
  const outcomes = (expected as { messages: { receipt: ExpectedReceipt }[] } | undefined)?.messages;
  return messages.map((message, i) => {
    const receipt = outcomes?.[i]?.receipt;
    return {
      trigger: readHeader(message).header?.trigger ?? '',
      kind: receipt?.kind,
      condition: receipt?.rejection?.condition,
    };
  });
}

interface ExpectedReceipt {
  readonly kind: string;
  readonly rejection?: { readonly condition: number };
}
