import { describe, expect, it } from 'vitest';
import { ASSESSMENT, REQUEST, REVIEW, rowOf } from '../../test-data/social-care/cld-rows.ts';
import type { CldCellsByName } from '../../test-data/social-care/cld-person.ts';
import { eventKey, joinRows } from './cld-event-key.ts';
import type { CountedEvent } from './return.ts';

function event(cells: CldCellsByName = {}): CountedEvent {
  const { event: found } = rowOf(cells);
  if (found === undefined) throw new Error('the row has no event');
  return { ...found, rows: 1 };
}

describe('an event is the same', () => {
  it.each([
    ['a service', {}, { Event_End_Date: '2025-01-01' }, true],
    ['a service', {}, { Event_Outcome: 'NFA: Deceased' }, true],
    ['a service', {}, { Delivery_Mechanism: 'Direct payment' }, true],
    ['a service', {}, { Event_Start_Date: '2024-09-03' }, false],
    ['a service', {}, { Service_Component: 'Day support' }, false],
    ['a service', {}, { Service_Type: 'Short term support: ST-Max' }, false],
    ['a service', {}, { Client_Type: 'Unpaid carer' }, false],
    ['a request', REQUEST, { Event_Reference: 'another' }, true],
    ['a request', REQUEST, { Event_End_Date: '2024-08-04' }, false],
    ['a request', REQUEST, { Request_Route_of_Access: 'Prison' }, false],
    ['an assessment', ASSESSMENT, { Event_Outcome: 'NFA: Other' }, true],
    ['an assessment', ASSESSMENT, { Event_End_Date: '2024-08-21' }, false],
    ['an assessment', ASSESSMENT, { Assessment_Type: 'Short term assessment' }, false],
    ['a review', REVIEW, { Review_Reason: 'Unplanned - Carer related' }, true],
    ['a review', REVIEW, { Event_End_Date: '2025-01-12' }, false],
  ] as const)('%s %o with %o: %s', (_, cells, other: CldCellsByName, same) => {
    expect(eventKey(event({ ...cells, ...other })) === eventKey(event(cells))).toBe(same);
  });
});

describe('of several rows of one event', () => {
  const rows = [
    event({ Event_End_Date: '2025-01-31', Event_Outcome: 'Progress to reablement/ST-Max' }),
    event({ Event_Outcome: 'NFA: Other', Provider_CQC_Location_ID: '1-540778124' }),
    event({ Event_Outcome: 'Admitted to hospital', Provider_CQC_Location_ID: '1-540778125' }),
    event({ Event_End_Date: '2025-02-01', Delivery_Mechanism: 'Direct payment' }),
  ];

  it('an open end stands before any other, then the outcome that is higher in the national order', () => {
    for (const order of [rows, rows.toReversed()]) {
      expect(joinRows(order)).toEqual({
        event: expect.objectContaining({
          outcome: 'Admitted to hospital',
          provider: '1-540778125',
        }) as unknown,
        rows: 4,
        mechanisms: ['Direct payment'],
        otherProviders: ['1-540778124'],
      });
    }
  });

  it('the latest end stands where all have one', () => {
    const closed = rows.filter(({ end }) => end !== undefined);
    expect(joinRows(closed)?.event.end).toBe('2025-02-01');
    expect(joinRows(closed.toReversed())?.event.end).toBe('2025-02-01');
  });

  it('one without an outcome comes after one with any', () => {
    const none = event({ ...ASSESSMENT, Event_Outcome: '' });
    const odd = event({ ...ASSESSMENT, Event_Outcome: 'Who knows' });
    const last = event({ ...ASSESSMENT, Event_Outcome: 'NFA: Other' });
    expect(joinRows([none, odd, last])?.event.outcome).toBe('NFA: Other');
    expect(joinRows([none, odd])?.event.outcome).toBe('Who knows');
  });

  it('none gives none', () => {
    expect(joinRows([])).toBeUndefined();
  });
});
