/** Promise 2 for the fold, and what no Encounter may say of itself, over journeys of every kind of fact. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encounters } from '../../mappings/adt/resources/encounter.ts';
import { resourceIds } from '../../mappings/resource-ids.ts';
import type { VisitState } from '../../mappings/adt/resources/states.ts';
import { encounterFaults } from '../../test-data/adt/encounter-faults.ts';
import { at, died } from '../../test-data/adt/facts.ts';
import { visitJourney } from '../../test-data/adt/visit-journey.ts';
import { withDeath } from './death.ts';
import { foldVisit } from './fold-visit.ts';

const NAMES = {
  site: () => undefined,
  ward: () => undefined,
  organisation: () => undefined,
  trust: () => undefined,
};

function faultsOf(state: VisitState): string[] {
  const all = encounters(state, {
    ids: resourceIds((kind, key) => `${kind}(${key})`),
    names: NAMES,
    organisationOf: () => 'RFR',
  });
  return all.flatMap((one) => encounterFaults(one, all));
}

const shuffled = visitJourney.chain((facts) =>
  fc.tuple(
    fc.constant(facts),
    fc.shuffledSubarray([...facts], { minLength: facts.length, maxLength: facts.length }),
  ),
);

describe('a journey of every kind of fact', () => {
  it('comes to the same in every order', () => {
    fc.assert(
      fc.property(shuffled, ([facts, order]) => {
        expect(JSON.stringify(foldVisit(order))).toBe(JSON.stringify(foldVisit(facts)));
      }),
      { numRuns: 700 },
    );
  });

  it('never contradicts itself, whether the patient lives or has died', () => {
    const death = fc.option(fc.constantFrom('07:00', '08:00', '08:10', '08:20', '08:40', '12:00'));
    fc.assert(
      fc.property(visitJourney, death, (facts, time) => {
        const state = foldVisit(facts);
        if (state === undefined) throw new Error('no visit');
        expect(faultsOf(withDeath(state, time === null ? undefined : died(at(time))))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has nobody who died here still, or expected', () => {
    fc.assert(
      fc.property(visitJourney, (facts) => {
        const state = foldVisit(facts);
        if (state === undefined) throw new Error('no visit');
        const statuses = withDeath(state, died(at('08:30'))).settings.map((s) => s.status);
        for (const status of ['planned', 'arrived', 'in-progress', 'onleave'])
          expect(statuses).not.toContain(status);
      }),
      { numRuns: 500 },
    );
  });
});
