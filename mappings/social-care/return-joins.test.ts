import { describe, expect, it } from 'vitest';
import { contextOf, rowOf } from '../../test-data/social-care/cld-rows.ts';
import type { CldCellsByName } from '../../test-data/social-care/cld-person.ts';
import { mapReturnPerson } from './return-facts.ts';
import { returnFold } from './return-fold.ts';
import { continuations } from './return-joins.ts';
import { settle } from './return-settle.ts';
import type { ReturnState } from './return-state.ts';

/** Which start goes on from which, and since when: of rows of files whose periods end at these dates. */
function joins(...files: readonly (readonly [end: string, ...rows: readonly CldCellsByName[]])[]): string[] {
  let state: ReturnState | undefined;
  for (const [end, ...rows] of files) {
    const period = { start: '2023-01-01', end };
    const context = contextOf({ file: end, period: { ...period, stated: period } });
    for (const fact of mapReturnPerson(rows.map(rowOf), context).sets) state = returnFold.step(state, fact);
  }
  if (state === undefined) return [];
  const events = settle(state.before, state.latest);
  const starts = new Map(events.map(({ key, event }) => [key, event.start]));
  return [...continuations(events)].map(
    ([key, { from, since }]) => `${starts.get(key) ?? ''} from ${from.event.start} since ${since}`,
  );
}

const TO_MARCH = { Event_Start_Date: '2023-06-01', Event_End_Date: '2024-03-31' };
const FROM_APRIL = { Event_Start_Date: '2024-04-01' };

describe('a package at the turn of the financial year', () => {
  it('is one where the service ends on 31 March and starts again on 1 April', () => {
    expect(joins(['2024-06-30', TO_MARCH, FROM_APRIL])).toEqual([
      '2024-04-01 from 2023-06-01 since 2023-06-01',
    ]);
  });

  it('is one where the former service was open and is gone', () => {
    expect(joins(['2023-12-31', { Event_Start_Date: '2023-06-01' }], ['2024-06-30', FROM_APRIL])).toEqual([
      '2024-04-01 from 2023-06-01 since 2023-06-01',
    ]);
  });

  it('is one over several years', () => {
    const years = [
      TO_MARCH,
      { ...FROM_APRIL, Event_End_Date: '2025-03-31' },
      { Event_Start_Date: '2025-04-01' },
    ];
    expect(joins(['2025-06-30', ...years])).toEqual([
      '2024-04-01 from 2023-06-01 since 2023-06-01',
      '2025-04-01 from 2024-04-01 since 2023-06-01',
    ]);
  });

  it.each([
    ['another provider', { Provider_CQC_Location_ID: '1-540778124' }],
    ['another component', { Service_Component: 'Day support' }],
    ['another type', { Service_Type: 'Short term support: Ongoing low level' }],
    ['another day', { Event_Start_Date: '2024-04-02' }],
  ])('is two with %s', (_, other) => {
    expect(joins(['2024-06-30', TO_MARCH, { ...FROM_APRIL, ...other }])).toEqual([]);
  });

  it('is two where the former ended before 31 March', () => {
    expect(joins(['2024-06-30', { ...TO_MARCH, Event_End_Date: '2024-03-30' }, FROM_APRIL])).toEqual([]);
  });
});
