/** For tests of laws: journeys of one visit that nobody would think of. Times are of 21 November 2026, UTC. */
import fc from 'fast-check';
import type { VisitData, VisitFact, VisitFactKind } from '../../mappings/adt/visit-fact.ts';
import { place, visitFact } from './facts.ts';

const KINDS: readonly VisitFactKind[] = [
  'pre-admit',
  'pending-admit',
  'register',
  'admit',
  'change-class',
  'transfer',
  'relocate',
  'pending-transfer',
  'leave',
  'return',
  'pending-discharge',
  'change-attending',
  'change-consulting',
  'move',
  'update',
  'discharge',
  'delete-visit',
];
const REVERSALS: readonly VisitFactKind[] = [
  'cancel-pre-admit',
  'cancel-pending-admit',
  'cancel-pending-transfer',
  'cancel-pending-discharge',
  'cancel-leave',
  'cancel-return',
  'cancel-change-attending',
  'cancel-change-consulting',
  'cancel-transfer',
  'cancel-discharge',
  'cancel-admit',
];

const clock = (minute: number): string => `08:${String(minute).padStart(2, '0')}`;
const named = fc.constantFrom('Darwin', 'Curie').map((family) => [{ name: { family } }]);
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 4 });

/** Absent, null or a value each. */
const data: fc.Arbitrary<Partial<VisitData>> = fc.record(
  {
    attending: orNull(named),
    consulting: orNull(named),
    expectedDischarge: orNull(fc.constantFrom('2026-11-24', '2026-11-25')),
    expectedReturn: orNull(fc.constant('2026-11-22')),
    readyForDischarge: orNull(fc.constantFrom('2026-11-21', '2026-11-22')),
    medicallyFit: orNull(fc.boolean()),
    reason: orNull(fc.constantFrom({ text: 'a' }, { text: 'b' })),
    dischargeMethod: orNull(fc.constant({ text: 'm' })),
    pendingLocation: orNull(fc.constantFrom(place('B6'), place('B10'))),
    movedFrom: fc.constantFrom('p|1', 'p|2'),
  },
  { requiredKeys: [] },
);

/** A fact of a minute of its own, recorded then or a little later; reversals are few, so that most journeys can be cut. */
const factAt = (minute: number): fc.Arbitrary<VisitFact> =>
  fc
    .record({
      kind: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(...KINDS) },
        { weight: 2, arbitrary: fc.constantFrom(...REVERSALS) },
      ),
      cls: fc.constantFrom('E', 'I', 'I', 'O', 'P', ''),
      where: fc.constantFrom('AMU', 'B6', 'B10', ''),
      person: fc.constantFrom('p|1', 'p|1', 'p|1', 'p|2', 'p|3'),
      delay: fc.constantFrom(0, 0, 0, 0, 7),
      orAt: fc.constantFrom(...Array<string | undefined>(20).fill(undefined), '09:30'),
      data,
    })
    .map(({ kind, cls, where, person, delay, orAt, data: said }) => ({
      ...visitFact(kind, clock(minute), cls, where, said, {
        recorded: clock(minute + delay),
        ...(orAt === undefined ? {} : { orAt }),
      }),
      person,
    }));

/** Up to 14 facts of one visit, of every kind, in order. */
export const visitJourney: fc.Arbitrary<readonly VisitFact[]> = fc
  .integer({ min: 1, max: 14 })
  .chain((length) => fc.tuple(...Array.from({ length }, (_, i) => factAt(3 * i))));
