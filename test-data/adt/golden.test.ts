/** Every golden case through the real intake: receipt, issues, steps told and the whole record, compared. */
import type { Encounter } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { TRIGGERS } from '../../mappings/adt/triggers.ts';
import { loadConformance, type Conformance } from './conformance.ts';
import { encounterFaults } from './encounter-faults.ts';
import { goldenCases, personOf, runGolden } from './golden-case.ts';

const cases = goldenCases();
let conformance: Conformance;

beforeAll(() => {
  conformance = loadConformance();
}, 60_000);

describe('golden cases (those of published messages are skipped where the messages are not beside the checkout)', () => {
  it.for(cases)('$name', async ({ messages, itk, expected }, { skip }) => {
    if (messages === undefined) {
      skip('the published message is not beside the checkout');
      return;
    }
    const result = await runGolden(messages, itk);
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

  it('cover every trigger of the first release', () => {
    const triggers = Object.keys(TRIGGERS).filter((trigger) => trigger !== 'A06' && trigger !== 'A07');
    for (const trigger of triggers) {
      expect(
        cases.some(({ name }) => name.startsWith(`${trigger.toLowerCase()}-`)),
        trigger,
      ).toBe(true);
    }
  });
});
