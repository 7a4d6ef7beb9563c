import { describe, expect, it } from 'vitest';
import { ASSESSMENT, contextOf, rowOf } from '../../test-data/social-care/cld-rows.ts';
import type { CldCellsByName } from '../../test-data/social-care/cld-person.ts';
import { mapReturnAbsence, mapReturnPerson, type ReturnContext } from './return-facts.ts';
import { returnFold } from './return-fold.ts';
import { settle, type StandingEvent } from './return-settle.ts';
import type { ReturnState } from './return-state.ts';

/** Three returns of a year each, which overlap. */
const FILES = {
  december: { start: '2024-01-01', end: '2024-12-31' },
  march: { start: '2024-04-01', end: '2025-03-31' },
  june: { start: '2024-07-01', end: '2025-06-30' },
};

type File = readonly [name: keyof typeof FILES, ...rows: readonly CldCellsByName[]];

/** What stands after the files, in the order of their periods. */
function after(...files: readonly File[]): StandingEvent[] {
  let state: ReturnState | undefined;
  for (const [name, ...rows] of files) {
    const context: ReturnContext = contextOf({
      file: name,
      sourceMessageId: `message-${name}`,
      period: { ...FILES[name], stated: FILES[name] },
    });
    const facts =
      rows.length === 0 ? [mapReturnAbsence('P1', context)] : mapReturnPerson(rows.map(rowOf), context).sets;
    for (const fact of facts) state = returnFold.step(state, fact);
  }
  return state === undefined ? [] : settle(state.before, state.latest);
}

function told(events: readonly StandingEvent[]): unknown[] {
  return events.map(({ event, asOf, source, ended }) => [
    event.type,
    event.start,
    event.end ?? 'open',
    asOf,
    source,
    ...(ended === undefined ? [] : [ended]),
  ]);
}

const OPEN = { Event_Start_Date: '2024-05-01' };

describe('a service', () => {
  it('that is still in the next return is open to the end of its period', () => {
    expect(told(after(['march', OPEN], ['june', OPEN]))).toEqual([
      ['service', '2024-05-01', 'open', '2025-06-30', 'message-june'],
    ]);
  });

  it('that is missing from the next return ended when it was last seen, which is assumed', () => {
    const other = { Event_Start_Date: '2025-05-01', Service_Component: 'Day support' };
    expect(told(after(['march', OPEN], ['june', other]))).toEqual([
      ['service', '2024-05-01', '2025-03-31', '2025-06-30', 'message-june', 'assumed'],
      ['service', '2025-05-01', 'open', '2025-06-30', 'message-june'],
    ]);
  });

  it('of somebody who is not in the next return at all ended so too', () => {
    expect(told(after(['march', OPEN], ['june']))).toEqual([
      ['service', '2024-05-01', '2025-03-31', '2025-06-30', 'message-june', 'assumed'],
    ]);
  });

  it('that is back in a third return never ended', () => {
    expect(told(after(['december', OPEN], ['march'], ['june', OPEN]))).toEqual([
      ['service', '2024-05-01', 'open', '2025-06-30', 'message-june'],
    ]);
  });

  it('whose end was assumed stays so in later returns that lack it, though it ended in their period', () => {
    const other = { Event_Start_Date: '2025-05-01', Service_Component: 'Day support' };
    expect(told(after(['december', OPEN], ['march', other], ['june', other]))[0]).toEqual([
      'service',
      '2024-05-01',
      '2024-12-31',
      '2025-03-31',
      'message-march',
      'assumed',
    ]);
  });

  it('with an end that is still to come is open, and assumed to have ended where it vanishes', () => {
    const planned = { ...OPEN, Event_End_Date: '2025-05-15' };
    expect(told(after(['march', planned], ['june']))).toEqual([
      ['service', '2024-05-01', '2025-03-31', '2025-06-30', 'message-june', 'assumed'],
    ]);
  });

  it('that ended is told once, by the return that told its end first', () => {
    const over = { ...OPEN, Event_End_Date: '2025-01-10', Event_Outcome: 'NFA: Support ended as planned' };
    expect(told(after(['december', OPEN], ['march', over], ['june', over]))).toEqual([
      ['service', '2024-05-01', '2025-01-10', '2025-03-31', 'message-march'],
    ]);
  });
});

describe('a return', () => {
  const assessed = (end: string): CldCellsByName => ({
    ...ASSESSMENT,
    Event_Start_Date: '2024-06-01',
    Event_End_Date: end,
  });

  it('replaces what ended in its period', () => {
    expect(
      told(after(['march', assessed('2024-08-20'), OPEN], ['june', assessed('2024-08-22'), OPEN])),
    ).toEqual([
      ['assessment', '2024-06-01', '2024-08-22', '2025-06-30', 'message-june'],
      ['service', '2024-05-01', 'open', '2025-06-30', 'message-june'],
    ]);
  });

  it('loses nothing of other periods', () => {
    expect(told(after(['march', assessed('2024-06-20')], ['june', OPEN]))[0]).toEqual([
      'assessment',
      '2024-06-01',
      '2024-06-20',
      '2025-03-31',
      'message-march',
    ]);
  });

  it('that lacks a person takes back nothing that was completed', () => {
    expect(told(after(['march', assessed('2024-08-20')], ['june']))).toHaveLength(1);
  });

  it('has what lies outside its derived period too', () => {
    const late = { ...ASSESSMENT, Event_Start_Date: '2025-07-01', Event_End_Date: '2025-07-03' };
    expect(told(after(['march', late], ['june', OPEN]))).toContainEqual([
      'assessment',
      '2025-07-01',
      '2025-07-03',
      '2025-03-31',
      'message-march',
    ]);
  });
});

describe('at death', () => {
  it('what is open ends, and what was to end later; what ended before stays', () => {
    const death = { Date_of_Death: '2025-02-10' };
    const events = after([
      'june',
      { ...OPEN, ...death },
      { Event_Start_Date: '2024-08-01', Event_End_Date: '2025-03-01', Service_Component: 'Meals' },
      { Event_Start_Date: '2024-08-02', Event_End_Date: '2025-02-01', Service_Component: 'Transport' },
      { ...ASSESSMENT, Event_Start_Date: '2025-02-01', Event_End_Date: '2025-02-20' },
    ]);
    expect(told(events)).toEqual([
      ['assessment', '2025-02-01', '2025-02-10', '2025-06-30', 'message-june', 'death'],
      ['service', '2024-05-01', '2025-02-10', '2025-06-30', 'message-june', 'death'],
      ['service', '2024-08-01', '2025-02-10', '2025-06-30', 'message-june', 'death'],
      ['service', '2024-08-02', '2025-02-01', '2025-06-30', 'message-june'],
    ]);
  });

  it('what started after it is left as it is', () => {
    const later = { Event_Start_Date: '2025-03-01', Date_of_Death: '2025-02-10' };
    expect(told(after(['june', later]))).toEqual([
      ['service', '2025-03-01', 'open', '2025-06-30', 'message-june'],
    ]);
  });

  it('that the next return no longer states, what it has open is open again', () => {
    expect(told(after(['march', { ...OPEN, Date_of_Death: '2025-02-10' }], ['june', OPEN]))).toEqual([
      ['service', '2024-05-01', 'open', '2025-06-30', 'message-june'],
    ]);
  });
});
