import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASSESSMENT, contextOf, REQUEST, REVIEW, rowOf } from '../../test-data/social-care/cld-rows.ts';
import type { CldCellsByName } from '../../test-data/social-care/cld-person.ts';
import type { SetFact } from '../fact.ts';
import { resourceIds } from '../resource-ids.ts';
import type { SetContext, StandingSet } from '../source-set.ts';
import type { CldRow } from './cld-row.ts';
import { mapReturnAbsence, mapReturnRows, type ReturnContext } from './return-facts.ts';
import { returnFold } from './return-fold.ts';
import type { ReturnState } from './return-state.ts';

const idOf = (kind: string, key: string): string => `${kind}:${key}`;
const CONTEXT: SetContext = { ids: resourceIds(idOf), idOf };

const PERIODS = [
  { start: '2024-01-01', end: '2024-12-31' },
  { start: '2024-04-01', end: '2025-03-31' },
  { start: '2024-07-01', end: '2025-06-30' },
] as const;

function fileContext(i: number, part: Partial<ReturnContext> = {}): ReturnContext {
  const period = PERIODS[i] ?? PERIODS[0];
  return contextOf({ file: `file-${i}`, period: { ...period, stated: period }, ...part });
}

/** As the record does: the facts in the order of their stamps. */
function fold(facts: readonly SetFact[]): StandingSet | undefined {
  const state = facts
    .toSorted((a, b) => (a.stamp < b.stamp ? -1 : 1))
    // States are kept as JSON.
    .reduce<ReturnState | undefined>(
      (before, fact) => JSON.parse(JSON.stringify(returnFold.step(before, fact))) as ReturnState,
      undefined,
    );
  return state === undefined ? undefined : returnFold.standing(state, CONTEXT);
}

/** The rows cut into chunks of a file, each a message of its own. */
function factsOf(rows: readonly CldRow[], size: number, context: ReturnContext): SetFact[] {
  const chunks = Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
    rows.slice(i * size, (i + 1) * size),
  );
  return chunks.flatMap((chunk, i) => [
    ...mapReturnRows(chunk, { ...context, chunk: i, sourceMessageId: `${context.file}-${i}` }).sets,
  ]);
}

/** Without which message said so, which differs where chunks do. */
function content(set: StandingSet | undefined): unknown {
  return JSON.parse(JSON.stringify(set, (name, value: unknown) => (name === 'source' ? undefined : value)));
}

const anyRow = fc
  .record({
    kind: fc.constantFrom<CldCellsByName>(
      REQUEST,
      ASSESSMENT,
      REVIEW,
      {},
      {},
      {
        Service_Type: 'Long term support: Residential care',
        Service_Component: 'Long term residential care',
        Provider_CQC_Location_ID: '1-540778124',
      },
    ),
    start: fc.constantFrom('2024-01-05', '2024-04-01', '2024-08-01', '2025-04-01'),
    end: fc.constantFrom(undefined, '2025-04-02', '2025-06-20'),
    more: fc.constantFrom<CldCellsByName>(
      {},
      {},
      { Delivery_Mechanism: 'Direct payment' },
      { Date_of_Death: '2025-05-05' },
      { Adult_1_Linked_Person_ID: 'P2' },
      { Accommodation_Status: 'Registered care home' },
      { Primary_Support_Reason: 'Mental health support' },
      { Event_Outcome: 'NFA: Deceased' },
    ),
  })
  .map(({ kind, start, end, more }) =>
    rowOf({
      ...kind,
      Event_Start_Date: start,
      Event_End_Date: end ?? (kind['Event_Type'] === undefined ? '' : '2025-04-03'),
      ...more,
    }),
  );

describe('the record of a council return', () => {
  it('is the same whatever the order in which facts arrive', () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.array(anyRow, { maxLength: 5 }),
          fc.array(anyRow, { maxLength: 5 }),
          fc.array(anyRow, { maxLength: 5 }),
        ),
        fc.nat({ max: 100 }),
        (files, seed) => {
          const facts = files.flatMap((rows, i): SetFact[] =>
            rows.length === 0 ? [mapReturnAbsence('P1', fileContext(i))] : factsOf(rows, 2, fileContext(i)),
          );
          const shuffled = facts
            .map((fact, i) => ({ fact, at: (i * 37 + seed * 11) % 101 }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ fact }) => fact);
          expect(fold(shuffled)).toEqual(fold(facts));
        },
      ),
    );
  });

  it('is the same whatever the order of rows in a file, and wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(anyRow, { minLength: 1, maxLength: 8 }).chain((rows) =>
          fc.record({
            rows: fc.constant(rows),
            shuffled: fc.shuffledSubarray(rows, { minLength: rows.length }),
          }),
        ),
        fc.integer({ min: 1, max: 8 }),
        ({ rows, shuffled }, size) => {
          const whole = fold(factsOf(rows, rows.length, fileContext(1)));
          expect(content(fold(factsOf(shuffled, size, fileContext(1))))).toEqual(content(whole));
        },
      ),
    );
  });

  it('is not changed by a return told again in other words than its name', () => {
    const rows = [rowOf(ASSESSMENT), rowOf(), rowOf(REVIEW)];
    const once = fold(factsOf(rows, 3, fileContext(1)));
    const again = fold([
      ...factsOf(rows, 3, fileContext(1)),
      ...factsOf(rows.toReversed(), 3, fileContext(1, { file: 'zz-resubmitted' })),
    ]);
    expect(content(again)).toEqual(content(once));
  });

  it('follows what the council says of when it made a file, where two are of one period', () => {
    const early = factsOf(
      [rowOf({ Event_Outcome: 'NFA: Other' })],
      1,
      fileContext(1, { file: 'z', submittedAt: '2025-04-10T09:00:00.000Z' }),
    );
    const late = factsOf(
      [rowOf({ Event_Outcome: 'NFA: Deceased' })],
      1,
      fileContext(1, { file: 'a', submittedAt: '2025-04-20T09:00:00.000Z' }),
    );
    expect(JSON.stringify(fold([...late, ...early]))).toContain('NFA: Deceased');
    expect(JSON.stringify(fold([...late, ...early]))).not.toContain('NFA: Other');
  });

  it('keeps a bounded number of rows, whichever come first', () => {
    const rows = Array.from({ length: 1_200 }, (_, i) =>
      rowOf({ Service_Component: `Made up ${String(i).padStart(4, '0')}` }),
    );
    const services = (facts: readonly SetFact[]): (string | undefined)[] =>
      fold(facts)
        ?.resources.filter(({ resourceType }) => resourceType === 'EpisodeOfCare')
        .map(({ id }) => id) ?? [];
    const kept = services(factsOf(rows, 400, fileContext(1)));
    expect(kept).toHaveLength(1_000);
    expect(services(factsOf(rows.toReversed(), 300, fileContext(1)))).toEqual(kept);
  });

  it('takes no facts of another form', () => {
    const [fact] = factsOf([rowOf()], 1, fileContext(1));
    if (fact === undefined) throw new Error('no fact');
    expect(() => returnFold.step(undefined, { ...fact, kind: 'gp-area' })).toThrow(/no council return/);
  });
});
