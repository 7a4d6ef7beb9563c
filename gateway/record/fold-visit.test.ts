import { describe, expect, it } from 'vitest';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import { permutations, place, visitFact } from '../../test-data/adt/facts.ts';
import { foldVisit } from './fold-visit.ts';

const time = (instant: string | undefined): string => instant?.slice(11, 16) ?? '?';

/**
 * The care settings, each in one line, after seeing that no order of the facts gives others:
 * `inpatient in-progress I 08:00-? AMU@08:00-09:00 B6@09:00-?`.
 */
function fold(...facts: readonly VisitFact[]): string[] {
  const state = foldVisit(facts);
  if (facts.length < 7) {
    for (const order of permutations(facts)) expect(foldVisit(order)).toEqual(state);
  }
  return (state?.settings ?? []).map((s) => {
    const stays = s.stays.map(
      (stay) =>
        `${[stay.location.ward, stay.location.bed].filter(Boolean).join('/')}@${time(stay.start?.instant)}-${time(stay.end?.instant)}`,
    );
    const planned = s.plannedLocation === undefined ? [] : [`(${s.plannedLocation.ward ?? ''})`];
    const period = `${time(s.start?.instant)}-${time(s.end?.instant)}`;
    return [s.key, s.status, s.class ?? '-', period, ...stays, ...planned].join(' ');
  });
}

const admitTime = {
  instant: '2026-11-21T07:50:00.000Z',
  dateTime: '2026-11-21T07:50:00+00:00',
  precision: 'minute',
} as const;
const lateAdmitTime = { ...admitTime, instant: '2026-11-21T18:00:00.000Z' };
const admitDate = { instant: '2026-11-20T00:00:00.000Z', dateTime: '2026-11-20', precision: 'day' } as const;
const leftAt = (t: string): NonNullable<VisitFact['data']['dischargeTime']> => ({
  instant: `2026-11-21T${t}:00.000Z`,
  dateTime: `2026-11-21T${t}:00+00:00`,
  precision: 'minute',
});

describe('a visit is what its facts come to', () => {
  it('nothing, where there are none', () => {
    expect(foldVisit([])).toBeUndefined();
  });

  it.each<[string, readonly VisitFact[], readonly string[]]>([
    [
      'an admission',
      [visitFact('admit', '08:00', 'I', 'AMU')],
      ['inpatient in-progress I 08:00-? AMU@08:00-?'],
    ],
    [
      'an admission at the time of PV1-44',
      [visitFact('admit', '08:00', 'I', 'AMU', { admitTime })],
      ['inpatient in-progress I 07:50-? AMU@07:50-?'],
    ],
    [
      'an admission whose PV1-44 lies after it',
      [visitFact('admit', '08:00', 'I', 'AMU', { admitTime: lateAdmitTime })],
      ['inpatient in-progress I 08:00-? AMU@08:00-?'],
    ],
    [
      'an admission whose PV1-44 is a date',
      [visitFact('admit', '08:00', 'I', 'AMU', { admitTime: admitDate })],
      ['inpatient in-progress I 08:00-? AMU@08:00-?'],
    ],
    ['an arrival', [visitFact('register', '08:00', 'E', 'AED')], ['emergency arrived E 08:00-? AED@08:00-?']],
    ['a pre-admission', [visitFact('pre-admit', '08:00', 'P', 'SAU')], ['inpatient planned P ?-? (SAU)']],
    [
      'a pre-admission that came true',
      [visitFact('pre-admit', '08:00', 'P', 'SAU'), visitFact('admit', '09:00', 'I', 'SAU')],
      ['inpatient in-progress I 09:00-? SAU@09:00-?'],
    ],
    [
      'a pre-admission entered after the admission',
      [visitFact('admit', '08:00', 'I', 'SAU'), visitFact('pre-admit', '09:00', 'P', 'B6')],
      ['inpatient in-progress I 08:00-? SAU@08:00-?'],
    ],
    [
      'a transfer',
      [visitFact('admit', '08:00', 'I', 'AMU'), visitFact('transfer', '09:00', 'I', 'B6/3')],
      ['inpatient in-progress I 08:00-? AMU@08:00-09:00 B6/3@09:00-?'],
    ],
    [
      'a transfer to where the patient is',
      [visitFact('admit', '08:00', 'I', 'AMU'), visitFact('transfer', '09:00', 'I', 'AMU')],
      ['inpatient in-progress I 08:00-? AMU@08:00-?'],
    ],
    [
      'a transfer within the minute of the admission',
      [
        visitFact('admit', '08:00', 'I', 'AMU', {}, { controlId: '1' }),
        visitFact('transfer', '08:00', 'I', 'B6', {}, { controlId: '2' }),
      ],
      ['inpatient in-progress I 08:00-? B6@08:00-?'],
    ],
    [
      'a transfer without an admission',
      [visitFact('transfer', '09:00', 'I', 'B6', { admitTime })],
      ['inpatient in-progress I 07:50-? B6@09:00-?'],
    ],
    [
      'a transfer before its admission is entered',
      [
        visitFact('transfer', '09:00', 'I', 'B6'),
        visitFact('admit', '08:00', 'I', 'AMU', {}, { recorded: '10:00' }),
      ],
      ['inpatient in-progress I 08:00-? AMU@08:00-09:00 B6@09:00-?'],
    ],
    [
      'a discharge',
      [visitFact('admit', '08:00', 'I', 'AMU'), visitFact('discharge', '12:00', 'I', 'AMU')],
      ['inpatient finished I 08:00-12:00 AMU@08:00-12:00'],
    ],
    [
      'a discharge at the time of PV1-45',
      [
        visitFact('admit', '08:00', 'I', 'AMU'),
        visitFact('discharge', '12:00', 'I', 'AMU', { dischargeTime: leftAt('11:45') }),
      ],
      ['inpatient finished I 08:00-11:45 AMU@08:00-11:45'],
    ],
    [
      'a discharge whose PV1-45 lies before the last move',
      [
        visitFact('admit', '08:00', 'I', 'AMU'),
        visitFact('transfer', '11:50', 'I', 'B6'),
        visitFact('discharge', '12:00', 'I', 'B6', { dischargeTime: leftAt('11:45') }),
      ],
      ['inpatient finished I 08:00-12:00 AMU@08:00-11:50 B6@11:50-12:00'],
    ],
    [
      'a discharge whose PV1-45 lies well after it',
      [
        visitFact('admit', '08:00', 'I', 'AMU'),
        visitFact('discharge', '12:00', 'I', 'AMU', { dischargeTime: leftAt('18:00') }),
      ],
      ['inpatient finished I 08:00-12:00 AMU@08:00-12:00'],
    ],
    [
      'a discharge alone',
      [visitFact('discharge', '12:00', 'I', 'B6', { admitTime })],
      ['inpatient finished I 07:50-12:00 B6@07:50-12:00'],
    ],
    [
      'a transfer after the discharge',
      [
        visitFact('admit', '08:00', 'I', 'AMU'),
        visitFact('discharge', '12:00', 'I', 'AMU'),
        visitFact('transfer', '13:00', 'I', 'B6'),
      ],
      ['inpatient finished I 08:00-12:00 AMU@08:00-12:00'],
    ],
    [
      'an admission after the discharge',
      [
        visitFact('admit', '08:00', 'I', 'AMU'),
        visitFact('discharge', '12:00', 'I', 'AMU'),
        visitFact('admit', '13:00', 'I', 'B6'),
      ],
      ['inpatient in-progress I 08:00-? AMU@08:00-12:00 B6@13:00-?'],
    ],
    [
      'a registration after the admission',
      [visitFact('admit', '08:00', 'I', 'AMU'), visitFact('register', '09:00', 'I', 'AMU')],
      ['inpatient in-progress I 08:00-? AMU@08:00-?'],
    ],
    ['an update alone', [visitFact('update', '09:00', 'I', 'B6')], ['inpatient unknown I ?-?']],
    [
      'an update that speaks of another place, class and time',
      [
        visitFact('admit', '08:00', 'I', 'AMU'),
        visitFact('update', '09:00', 'E', 'B6', { admitTime: lateAdmitTime, dischargeTime: leftAt('08:30') }),
      ],
      ['inpatient in-progress I 08:00-? AMU@08:00-?'],
    ],
    [
      'an update after the discharge',
      [
        visitFact('admit', '08:00', 'I', 'AMU'),
        visitFact('discharge', '12:00', 'I', 'AMU'),
        visitFact('update', '13:00', 'I', 'B6'),
      ],
      ['inpatient finished I 08:00-12:00 AMU@08:00-12:00'],
    ],
    [
      'a class in no table',
      [visitFact('admit', '08:00', '99', 'AMU')],
      ['unknown in-progress 99 08:00-? AMU@08:00-?'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(fold(...facts)).toEqual(expected);
  });
});

describe('what only looks like an event', () => {
  const admission = visitFact('admit', '11:00', 'I', 'AMU');
  const back = visitFact('cancel-admit', '11:00', 'I', 'AMU', {}, { recorded: '11:30' });

  it.each<[string, readonly VisitFact[], readonly string[]]>([
    [
      'an admission to a waiting list is planned',
      [visitFact('admit', '08:00', 'W', 'SAU')],
      ['inpatient planned W ?-? (SAU)'],
    ],
    [
      'a move after the admission was cancelled says that something is wrong',
      [admission, back, visitFact('transfer', '12:00', 'I', 'B6')],
      ['inpatient unknown I ?-? B6@12:00-?'],
    ],
    [
      'a discharge after the admission was cancelled closes what never was',
      [admission, back, visitFact('discharge', '12:00', 'I', 'AMU')],
      ['inpatient cancelled I 11:00-?'],
    ],
    [
      'events of one minute are taken in the order in which they can happen',
      [
        visitFact('discharge', '08:00', 'I', 'AMU', {}, { controlId: '1' }),
        visitFact('admit', '08:00', 'I', 'AMU', {}, { controlId: '2' }),
      ],
      ['inpatient finished I 08:00-08:00 AMU@08:00-08:00'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(fold(...facts)).toEqual(expected);
  });

  it('an attendance that ended in an admission is not left', () => {
    const arrival = visitFact('register', '08:00', 'E', 'AED');
    const ended = (data: Partial<VisitFact['data']>): string | undefined =>
      foldVisit([arrival, visitFact('discharge', '11:00', 'E', 'AED', data)])?.settings[0]?.endedBy;
    expect(ended({ admittedFromHere: true })).toBe('next-setting');
    expect(ended({})).toBe('discharge');
  });
});

describe('a change of care setting is a new Encounter', () => {
  const arrival = visitFact('register', '08:00', 'E', 'AED');
  const admission = visitFact('admit', '11:00', 'I', 'AMU');

  it.each<[string, readonly VisitFact[], readonly string[]]>([
    [
      'A&E, then a ward',
      [arrival, admission],
      ['emergency finished E 08:00-11:00 AED@08:00-11:00', 'inpatient in-progress I 11:00-? AMU@11:00-?'],
    ],
    [
      'by A06 too',
      [arrival, visitFact('change-class', '11:00', 'I', 'AMU')],
      ['emergency finished E 08:00-11:00 AED@08:00-11:00', 'inpatient in-progress I 11:00-? AMU@11:00-?'],
    ],
    [
      'a discharge from A&E after the admission describes A&E',
      [arrival, admission, visitFact('discharge', '11:05', 'E', 'AED')],
      ['emergency finished E 08:00-11:00 AED@08:00-11:00', 'inpatient in-progress I 11:00-? AMU@11:00-?'],
    ],
    [
      'a discharge from the ward ends the ward',
      [arrival, admission, visitFact('discharge', '18:00', 'I', 'AMU')],
      [
        'emergency finished E 08:00-11:00 AED@08:00-11:00',
        'inpatient finished I 11:00-18:00 AMU@11:00-18:00',
      ],
    ],
    [
      'a discharge that names a class nobody opened ends what is open',
      [visitFact('admit', '08:00', 'E', 'AED'), visitFact('discharge', '12:00', 'I', 'AED')],
      ['emergency finished E 08:00-12:00 AED@08:00-12:00'],
    ],
    [
      'a planned stay that gave way to A&E did not happen',
      [visitFact('pre-admit', '07:00', 'P', 'SAU'), arrival],
      ['inpatient cancelled P ?-?', 'emergency arrived E 08:00-? AED@08:00-?'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(fold(...facts)).toEqual(expected);
  });
});

describe('what is taken back', () => {
  const arrival = visitFact('register', '08:00', 'E', 'AED');
  const admission = visitFact('admit', '11:00', 'I', 'AMU');

  it.each<[string, readonly VisitFact[], readonly string[]]>([
    [
      'an admission: cancelled, in no place',
      [admission, visitFact('cancel-admit', '11:00', 'I', 'AMU', {}, { recorded: '11:30' })],
      ['inpatient cancelled I 11:00-?'],
    ],
    [
      'an admission after A&E: back in A&E',
      [arrival, admission, visitFact('cancel-admit', '11:00', 'I', 'AMU', {}, { recorded: '11:30' })],
      ['emergency arrived E 08:00-? AED@08:00-?', 'inpatient cancelled I 11:00-?'],
    ],
    [
      'an admission and the transfer reported of it',
      [
        arrival,
        admission,
        visitFact('transfer', '12:00', 'I', 'B6'),
        visitFact('cancel-admit', '11:00', 'I', 'AMU', {}, { recorded: '12:30' }),
      ],
      ['emergency arrived E 08:00-? AED@08:00-?', 'inpatient cancelled I 11:00-?'],
    ],
    [
      'a planned admission: planned again',
      [
        visitFact('pre-admit', '08:00', 'P', 'SAU'),
        admission,
        visitFact('cancel-admit', '11:30', 'I', 'AMU'),
      ],
      ['inpatient planned P ?-? (SAU)'],
    ],
    [
      'an admission, and then an update',
      [admission, visitFact('cancel-admit', '11:30', 'I'), visitFact('update', '12:00', 'I', 'AMU')],
      ['inpatient cancelled I 11:00-?'],
    ],
    [
      'a transfer: back with the old start',
      [
        admission,
        visitFact('transfer', '12:00', 'I', 'B6'),
        visitFact('cancel-transfer', '12:00', 'I', 'AMU', {}, { recorded: '12:10' }),
      ],
      ['inpatient in-progress I 11:00-? AMU@11:00-?'],
    ],
    [
      'a transfer between others',
      [
        admission,
        visitFact('transfer', '12:00', 'I', 'B6'),
        visitFact('transfer', '13:00', 'I', 'B10'),
        visitFact('cancel-transfer', '12:00', 'I', 'AMU', {}, { recorded: '12:10' }),
      ],
      ['inpatient in-progress I 11:00-? AMU@11:00-13:00 B10@13:00-?'],
    ],
    [
      'a discharge: open again',
      [
        admission,
        visitFact('discharge', '14:00', 'I', 'AMU'),
        visitFact('cancel-discharge', '14:30', 'I', 'AMU'),
      ],
      ['inpatient in-progress I 11:00-? AMU@11:00-?'],
    ],
    [
      'a discharge, and then a transfer',
      [
        admission,
        visitFact('discharge', '14:00', 'I', 'AMU'),
        visitFact('cancel-discharge', '14:30', 'I', 'AMU'),
        visitFact('transfer', '15:00', 'I', 'B6'),
      ],
      ['inpatient in-progress I 11:00-? AMU@11:00-15:00 B6@15:00-?'],
    ],
    [
      'an admission that never came',
      [visitFact('cancel-admit', '11:00', 'I', 'AMU')],
      ['inpatient cancelled I 11:00-?'],
    ],
    [
      'a discharge that never came',
      [visitFact('cancel-discharge', '14:00', 'I', 'AMU')],
      ['inpatient in-progress I ?-?'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(fold(...facts)).toEqual(expected);
  });

  it('names the reversal as the source of what it left', () => {
    const back = visitFact(
      'cancel-transfer',
      '12:00',
      'I',
      'AMU',
      {},
      { recorded: '12:10', controlId: 'A12' },
    );
    const state = foldVisit([admission, visitFact('transfer', '12:00', 'I', 'B6'), back]);
    expect(state?.settings[0]?.sourceMessageId).toContain('A12');
  });
});

describe('descriptions', () => {
  const method = { text: 'method' };

  it.each<[string, readonly VisitFact[], Record<string, unknown>]>([
    [
      'of an update count',
      [
        visitFact('admit', '08:00', 'I', 'AMU', { reason: { text: 'a' } }),
        visitFact('update', '09:00', 'I', '', { reason: { text: 'b' } }),
      ],
      { reason: { text: 'b' } },
    ],
    [
      'of an update before the admission fill gaps',
      [
        visitFact('update', '07:00', 'I', '', { reason: { text: 'early' }, serviceType: { text: 's' } }),
        visitFact('admit', '08:00', 'I', 'AMU', { reason: { text: 'a' } }),
      ],
      { reason: { text: 'a' }, serviceType: { text: 's' } },
    ],
    [
      'of updates alone count',
      [
        visitFact('update', '07:00', 'I', '', { reason: { text: 'a' } }),
        visitFact('update', '08:00', 'I', '', { serviceType: { text: 's' } }),
      ],
      { reason: { text: 'a' }, serviceType: { text: 's' } },
    ],
    [
      'of the end wait for the end',
      [visitFact('admit', '08:00', 'I', 'AMU', { dischargeMethod: method })],
      {},
    ],
    [
      'of the end stand at the end',
      [
        visitFact('admit', '08:00', 'I', 'AMU'),
        visitFact('discharge', '12:00', 'I', '', { dischargeMethod: method }),
      ],
      { dischargeMethod: method },
    ],
    [
      'of the end go when it is taken back',
      [
        visitFact('admit', '08:00', 'I', 'AMU'),
        visitFact('discharge', '12:00', 'I', '', { dischargeMethod: method }),
        visitFact('cancel-discharge', '12:30', 'I'),
      ],
      {},
    ],
    [
      'of the end go when the visit goes on',
      [
        visitFact('admit', '08:00', 'I', 'AMU'),
        visitFact('discharge', '12:00', 'I', '', { dischargeMethod: method }),
        visitFact('admit', '13:00', 'I', 'B6'),
      ],
      {},
    ],
    [
      'of an expected discharge before the start are left out',
      [visitFact('admit', '08:00', 'I', 'AMU', { expectedDischarge: '2026-11-20' })],
      {},
    ],
  ])('%s', (_, facts, expected) => {
    fold(...facts);
    expect(foldVisit(facts)?.settings[0]?.data).toEqual(expected);
  });

  it('of a status that has gone by stand in its history', () => {
    const state = foldVisit([
      visitFact('pre-admit', '07:00', 'P', 'SAU'),
      visitFact('admit', '08:00', 'I', 'AMU'),
      visitFact('discharge', '12:00', 'I', 'AMU'),
    ]);
    expect(
      state?.settings[0]?.earlier.map((e) => [e.status, time(e.start?.instant), time(e.end.instant)]),
    ).toEqual([
      ['planned', '07:00', '08:00'],
      ['in-progress', '08:00', '12:00'],
    ]);
    expect(state?.settings[0]?.endedBy).toBe('discharge');
  });

  it('keep the person and the number of the last fact', () => {
    const other = { ...visitFact('update', '09:00'), person: 'mrn|2' };
    const state = foldVisit([other, visitFact('admit', '08:00', 'I', 'AMU')]);
    expect(state?.person).toBe('mrn|2');
    expect(state?.settings[0]?.stays[0]?.location).toEqual(place('AMU'));
  });
});
