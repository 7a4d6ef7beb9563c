import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gpAreaFold } from './fold-area.ts';
import {
  areaFact,
  context,
  foldOf,
  itemsOf,
  listOf,
  medicine,
  tagged,
  type Stated,
} from './testing/area-facts.ts';

const MAY = '2025-05-03T09:00:00Z';
const CONFIDENTIAL = { code: 'confidential-items', sentence: 'Items excluded.' } as const;
const IN_TRANSIT = { code: 'data-in-transit', sentence: 'Transfer not yet complete.' } as const;

const anItem = fc
  .tuple(fc.constantFrom('A', 'B', 'C', 'D'), fc.constantFrom('active' as const, 'stopped' as const))
  .map(([id, status]) => medicine(id, status));
const aSummary: fc.Arbitrary<Omit<Stated, 'asOf'>> = fc.record({
  state: fc.constantFrom(
    'recorded',
    'incomplete',
    'withheld',
    'not-available',
    'refused',
    'nothing-recorded',
  ),
  items: fc.uniqueArray(anItem, { maxLength: 4, selector: ({ key }) => key }),
  warnings: fc.constantFrom([], [], [CONFIDENTIAL], [IN_TRANSIT], [CONFIDENTIAL, IN_TRANSIT]),
  scope: fc.constantFrom(
    { kind: 'whole' } as const,
    { kind: 'unknown' } as const,
    { kind: 'narrowed', text: 'Since March' } as const,
  ),
  reason: fc.constantFrom('NO_PATIENT_CONSENT', 'PATIENT_NOT_FOUND'),
});
/** Days are few, so that several are of one time. */
const summaries = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 5 }), aSummary), { minLength: 1, maxLength: 7 })
  .map((all) =>
    all.map(([day, stated], at) => areaFact({ ...stated, asOf: `2025-03-0${day}`, message: `m${at}` })),
  );

describe('any set of summaries', () => {
  it('gives one record, in any order and with any repeats', () => {
    fc.assert(
      fc.property(
        summaries.chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray(facts, { minLength: facts.length }),
            fc.subarray(facts),
          ),
        ),
        ([facts, shuffled, repeats]) => {
          const once = gpAreaFold.standing(foldOf(facts), context);
          const again = gpAreaFold.standing(foldOf([...shuffled, ...repeats]), context);
          expect(JSON.stringify(again)).toBe(JSON.stringify(once));
        },
      ),
    );
  });

  it('ends with exactly what a last whole summary without warnings lists', () => {
    fc.assert(
      fc.property(
        summaries,
        fc.uniqueArray(anItem, { maxLength: 4, selector: ({ key }) => key }),
        (facts, items) => {
          const last = areaFact({
            asOf: MAY,
            items,
            state: items.length === 0 ? 'nothing-recorded' : 'recorded',
          });
          const standing = gpAreaFold.standing(foldOf([...facts, last]), context);
          const contents = standing.resources.flatMap((resource) =>
            resource.resourceType === 'MedicationStatement' ? [`${resource.id} ${resource.status}`] : [],
          );
          expect(contents).toEqual(
            items.map(({ resource }) =>
              resource.resourceType === 'MedicationStatement' ? `${resource.id} ${resource.status}` : '',
            ),
          );
          expect(tagged(standing)).toEqual([]);
        },
      ),
    );
  });

  it('never loses an item to a summary that proves nothing', () => {
    fc.assert(
      fc.property(summaries, aSummary, (facts, stated) => {
        const before = itemsOf(gpAreaFold.standing(foldOf(facts), context));
        const doubtful = areaFact({ ...stated, asOf: MAY, state: 'recorded', warnings: [IN_TRANSIT] });
        const after = itemsOf(gpAreaFold.standing(foldOf([...facts, doubtful]), context));
        expect(before.filter((id) => !after.includes(id))).toEqual([]);
      }),
    );
  });

  it('has a List that refers to what stands, or says why it is empty', () => {
    fc.assert(
      fc.property(summaries, (facts) => {
        const standing = gpAreaFold.standing(foldOf(facts), context);
        const { entry = [], emptyReason } = listOf(standing);
        expect(entry.length === 0).toBe(emptyReason !== undefined);
        expect(entry.map((each) => each.item.reference)).toEqual(
          itemsOf(standing).map((id) => `MedicationStatement/${id}`),
        );
      }),
    );
  });
});
