import { describe, expect, it } from 'vitest';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import type { CareSetting } from '../../mappings/adt/resources/states.ts';
import { permutations, place, visitFact } from '../../test-data/adt/facts.ts';
import { foldVisit } from './fold-visit.ts';

const time = (instant: string | undefined): string => instant?.slice(11, 16) ?? '?';
const who = (family: string): NonNullable<VisitFact['data']['attending']> => [{ name: { family } }];

/** `inpatient onleave 08:00-? AMU@08:00-? (B6) [in-progress 08:00-12:00]`, the same for every order of the facts. */
function fold(...facts: readonly VisitFact[]): string[] {
  const state = foldVisit(facts);
  for (const order of facts.length < 7 ? permutations(facts) : []) expect(foldVisit(order)).toEqual(state);
  return (state?.settings ?? []).map(line);
}

function line(s: CareSetting): string {
  const stays = s.stays.map(
    (stay) => `${stay.location.ward ?? '-'}@${time(stay.start?.instant)}-${time(stay.end?.instant)}`,
  );
  return [
    s.key,
    s.status,
    `${time(s.start?.instant)}-${time(s.end?.instant)}`,
    ...stays,
    ...(s.plannedLocation === undefined ? [] : [`(${s.plannedLocation.ward ?? ''})`]),
    ...s.earlier.map((e) => `[${e.status} ${time(e.start?.instant)}-${time(e.end.instant)}]`),
  ].join(' ');
}

const arrival = visitFact('register', '07:00', 'E', 'AED');
const admission = visitFact('admit', '08:00', 'I', 'AMU');
const leave = visitFact('leave', '12:00', 'I', '', { expectedReturn: '2026-11-22' });
const back = visitFact('return', '14:00', 'I');
const toB6 = visitFact('pending-transfer', '09:00', 'I', 'AMU', { pendingLocation: place('B6') });
const here = 'inpatient in-progress 08:00-? AMU@08:00-?';

describe('a visit is what its facts come to', () => {
  it.each<[string, readonly VisitFact[], readonly string[]]>([
    [
      'a pending admission is planned',
      [visitFact('pending-admit', '07:00', 'I', 'SAU')],
      ['inpatient planned ?-? (SAU)'],
    ],
    [
      'a pending admission that came true',
      [visitFact('pending-admit', '07:00', 'I', 'SAU'), admission],
      [`${here} [planned 07:00-08:00]`],
    ],
    ['a pending transfer', [admission, toB6], [`${here} (B6)`]],
    [
      'a pending transfer to nowhere in particular',
      [admission, visitFact('pending-transfer', '09:00', 'I', 'AMU')],
      [here],
    ],
    [
      'a pending transfer to where the patient is',
      [admission, visitFact('pending-transfer', '09:00', 'I', '', { pendingLocation: place('AMU') })],
      [here],
    ],
    [
      'a pending transfer that is cleared',
      [admission, toB6, visitFact('pending-transfer', '10:00', 'I', '', { pendingLocation: null })],
      [here],
    ],
    [
      'a pending transfer that came true',
      [admission, toB6, visitFact('transfer', '10:00', 'I', 'B6')],
      ['inpatient in-progress 08:00-? AMU@08:00-10:00 B6@10:00-?'],
    ],
    [
      'a pending transfer that led elsewhere',
      [admission, toB6, visitFact('transfer', '10:00', 'I', 'B10')],
      ['inpatient in-progress 08:00-? AMU@08:00-10:00 B10@10:00-?'],
    ],
    [
      'a pending transfer of somebody who went home',
      [admission, toB6, visitFact('discharge', '10:00', 'I')],
      ['inpatient finished 08:00-10:00 AMU@08:00-10:00 [in-progress 08:00-10:00]'],
    ],
    [
      'a pending transfer of somebody who is only expected',
      [visitFact('pre-admit', '07:00', 'P', 'SAU'), toB6],
      ['inpatient planned ?-? (SAU)'],
    ],
    ['a pending transfer alone', [toB6], ['inpatient unknown ?-?']],
    ['a leave', [admission, leave], ['inpatient onleave 08:00-? AMU@08:00-? [in-progress 08:00-12:00]']],
    [
      'a leave and a return',
      [admission, leave, back],
      [`${here} [in-progress 08:00-12:00] [onleave 12:00-14:00]`],
    ],
    ['a return without a leave', [admission, back], [here]],
    [
      'a leave after the discharge',
      [admission, visitFact('discharge', '10:00', 'I'), leave],
      ['inpatient finished 08:00-10:00 AMU@08:00-10:00 [in-progress 08:00-10:00]'],
    ],
    [
      'a leave of somebody who is only expected',
      [visitFact('pre-admit', '07:00', 'P'), leave],
      ['inpatient planned ?-?'],
    ],
    ['a leave alone', [leave], ['inpatient unknown ?-?']],
    [
      'a discharge during the leave',
      [admission, leave, visitFact('discharge', '15:00', 'I')],
      ['inpatient finished 08:00-15:00 AMU@08:00-15:00 [in-progress 08:00-12:00] [onleave 12:00-15:00]'],
    ],
    [
      'a discharge whose PV1-45 lies before the leave',
      [
        admission,
        leave,
        visitFact('discharge', '15:00', 'I', '', {
          dischargeTime: {
            instant: '2026-11-21T11:00:00.000Z',
            dateTime: '2026-11-21T11:00:00Z',
            precision: 'minute',
          },
        }),
      ],
      ['inpatient finished 08:00-15:00 AMU@08:00-15:00 [in-progress 08:00-12:00] [onleave 12:00-15:00]'],
    ],
    [
      'an admission during the leave, as a return',
      [admission, leave, visitFact('admit', '15:00', 'I', 'AMU')],
      [`${here} [in-progress 08:00-12:00] [onleave 12:00-15:00]`],
    ],
    [
      'an update that is believed about the place',
      [admission, visitFact('relocate', '10:00', 'I', 'B6')],
      ['inpatient in-progress 08:00-? AMU@08:00-10:00 B6@10:00-?'],
    ],
    [
      'such an update of another care setting',
      [arrival, admission, visitFact('relocate', '10:00', 'E', 'AED')],
      ['emergency finished 07:00-08:00 AED@07:00-08:00 [arrived 07:00-08:00]', here],
    ],
    [
      'such an update after the discharge',
      [admission, visitFact('discharge', '09:00', 'I'), visitFact('relocate', '10:00', 'I', 'B6')],
      ['inpatient finished 08:00-09:00 AMU@08:00-09:00 [in-progress 08:00-09:00]'],
    ],
    ['such an update alone', [visitFact('relocate', '10:00', 'I', 'B6')], ['inpatient unknown ?-?']],
    [
      'such an update of somebody who is only expected',
      [visitFact('pre-admit', '07:00', 'P', 'SAU'), visitFact('relocate', '10:00', 'I', 'B6')],
      ['inpatient planned ?-? (SAU)'],
    ],
    [
      'such an update after the admission was cancelled',
      [admission, visitFact('cancel-admit', '09:00', 'I'), visitFact('relocate', '10:00', 'I', 'B6')],
      ['inpatient cancelled 08:00-?'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(fold(...facts)).toEqual(expected);
  });

  it('a leave is expected to end only while it lasts', () => {
    const returns = (...facts: readonly VisitFact[]): unknown =>
      foldVisit(facts)?.settings[0]?.data.expectedReturn;
    expect(returns(admission, leave)).toBe('2026-11-22');
    expect(returns(admission, leave, back)).toBeUndefined();
    expect(returns(admission, leave, back, visitFact('leave', '15:00', 'I'))).toBeUndefined();
    expect(returns(admission, leave, visitFact('discharge', '15:00', 'I'))).toBeUndefined();
  });

  it('a pending discharge tells when it is expected', () => {
    const pending = visitFact('pending-discharge', '09:00', 'I', '', { expectedDischarge: '2026-11-24' });
    expect(fold(admission, pending)).toEqual([here]);
    expect(foldVisit([admission, pending])?.settings[0]?.data).toEqual({ expectedDischarge: '2026-11-24' });
  });
});

describe('who is responsible', () => {
  const dated = (...facts: readonly VisitFact[]): unknown => {
    fold(...facts);
    const setting = foldVisit(facts)?.settings[0];
    return [
      setting?.data.attending?.map((one) => one.name.family),
      setting?.formerParticipants.map((f) => [f.role, f.clinicians[0]?.name.family, time(f.end.instant)]),
    ];
  };
  const admitted = visitFact('admit', '08:00', 'I', 'AMU', {
    attending: who('Darwin'),
    consulting: who('Hooke'),
  });
  const curie = visitFact('change-attending', '10:00', 'I', '', { attending: who('Curie') });

  it('changes at the time of the change, and who was before is remembered until then', () => {
    expect(dated(admitted, curie)).toEqual([['Curie'], [['attending', 'Darwin', '10:00']]]);
  });

  it('does not change by telling the same again, nor by an update', () => {
    const same = visitFact('change-attending', '10:00', 'I', '', { attending: who('Darwin') });
    expect(dated(admitted, same)).toEqual([['Darwin'], []]);
    expect(dated(admitted, visitFact('update', '10:00', 'I', '', { attending: who('Curie') }))).toEqual([
      ['Curie'],
      [],
    ]);
  });

  it('changes apart for those who consult', () => {
    const bell = visitFact('change-consulting', '11:00', 'I', '', { consulting: who('Bell') });
    expect(dated(admitted, curie, bell)).toEqual([
      ['Curie'],
      [
        ['attending', 'Darwin', '10:00'],
        ['consulting', 'Hooke', '11:00'],
      ],
    ]);
  });

  it('is as before where the change is taken back, also where updates repeated it', () => {
    const repeated = visitFact('update', '10:30', 'I', '', { attending: who('Curie') });
    const taken = visitFact('cancel-change-attending', '11:00', 'I', '', { attending: who('Darwin') });
    expect(dated(admitted, curie, repeated, taken)).toEqual([['Darwin'], []]);
    expect(
      dated(
        admitted,
        curie,
        visitFact('change-attending', '10:30', 'I', '', { attending: who('Bell') }),
        taken,
      ),
    ).toEqual([['Curie'], [['attending', 'Darwin', '10:00']]]);
  });

  it('is not remembered of somebody who was only expected', () => {
    const planned = visitFact('pre-admit', '08:00', 'P', '', { attending: who('Darwin') });
    expect(dated(planned, curie)).toEqual([['Curie'], []]);
  });
});

describe('what is taken back', () => {
  it.each<[string, readonly VisitFact[], readonly string[]]>([
    [
      'a plan: cancelled',
      [visitFact('pre-admit', '07:00', 'P', 'SAU'), visitFact('cancel-pre-admit', '07:30', 'P')],
      ['inpatient cancelled ?-?'],
    ],
    [
      'a pending admission: cancelled',
      [visitFact('pending-admit', '07:00', 'I', 'SAU'), visitFact('cancel-pending-admit', '07:30', 'I')],
      ['inpatient cancelled ?-?'],
    ],
    [
      'a plan that came true all the same',
      [visitFact('pre-admit', '07:00', 'P', 'SAU'), visitFact('cancel-pre-admit', '07:30', 'P'), admission],
      [here],
    ],
    [
      'a plan beside the A&E that the patient is in',
      [
        visitFact('pending-admit', '07:30', 'I', 'SAU'),
        arrival,
        visitFact('cancel-pending-admit', '07:40', 'I'),
      ],
      ['emergency arrived 07:00-? AED@07:00-?'],
    ],
    [
      'a plan that never came',
      [visitFact('cancel-pending-admit', '07:40', 'I')],
      ['inpatient cancelled ?-?'],
    ],
    ['a pending transfer', [admission, toB6, visitFact('cancel-pending-transfer', '10:00', 'I')], [here]],
    [
      'a pending transfer, and the one that it had replaced',
      [
        admission,
        toB6,
        leave,
        visitFact('pending-transfer', '13:00', 'I', '', { pendingLocation: place('B10') }),
        visitFact('cancel-pending-transfer', '13:30', 'I'),
      ],
      ['inpatient onleave 08:00-? AMU@08:00-? [in-progress 08:00-12:00]'],
    ],
    ['a leave', [admission, leave, visitFact('cancel-leave', '12:30', 'I')], [here]],
    [
      'a return',
      [admission, leave, back, visitFact('cancel-return', '14:30', 'I')],
      ['inpatient onleave 08:00-? AMU@08:00-? [in-progress 08:00-12:00]'],
    ],
    ['a leave that never came', [visitFact('cancel-leave', '12:30', 'I')], ['inpatient in-progress ?-?']],
    ['a return that never came', [visitFact('cancel-return', '12:30', 'I')], ['inpatient unknown ?-?']],
    [
      'an admission with its leave, its moves and its plans: back in A&E',
      [
        arrival,
        admission,
        toB6,
        visitFact('relocate', '10:00', '', 'B10'),
        leave,
        visitFact('cancel-admit', '08:00', 'I', '', {}, { recorded: '13:00' }),
      ],
      ['emergency arrived 07:00-? AED@07:00-?', 'inpatient cancelled 08:00-?'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(fold(...facts)).toEqual(expected);
  });

  it('an expected discharge, also where updates repeated it', () => {
    const expected = (date: string): Partial<VisitFact['data']> => ({ expectedDischarge: date });
    const facts = [
      admission,
      visitFact('pending-discharge', '09:00', 'I', '', expected('2026-11-24')),
      visitFact('update', '09:30', 'I', '', { ...expected('2026-11-24'), reason: { text: 'kept' } }),
      visitFact('pending-discharge', '10:00', 'I', '', expected('2026-11-25')),
      visitFact('update', '10:30', 'I', '', expected('2026-11-25')),
      visitFact('cancel-pending-discharge', '11:00', 'I'),
    ];
    fold(...facts);
    expect(foldVisit(facts)?.settings[0]?.data).toEqual({ reason: { text: 'kept' } });
    const later = visitFact('update', '12:00', 'I', '', expected('2026-11-25'));
    expect(foldVisit([...facts, later])?.settings[0]?.data.expectedDischarge).toBe('2026-11-25');
  });
});

describe('a visit that was entered in error', () => {
  const gone = visitFact('delete-visit', '13:00', 'I');

  it.each<[string, readonly VisitFact[], readonly string[]]>([
    [
      'is in error in all its settings, and nowhere',
      [arrival, admission, toB6, gone],
      ['emergency entered-in-error 07:00-08:00', 'inpatient entered-in-error 08:00-?'],
    ],
    [
      'is not revived by what describes it',
      [admission, gone, visitFact('update', '14:00', 'I', 'B6'), visitFact('relocate', '15:00', 'I', 'B6')],
      ['inpatient entered-in-error 08:00-?'],
    ],
    [
      'is not left by what closes it',
      [admission, gone, visitFact('discharge', '14:00', 'I', 'B6')],
      ['inpatient entered-in-error 08:00-?'],
    ],
    [
      'is opened by what opens it afterwards, as if for the first time',
      [admission, toB6, gone, visitFact('admit', '14:00', 'I', 'B6')],
      ['inpatient in-progress 14:00-? B6@14:00-?'],
    ],
    [
      'keeps the settings that were not opened again',
      [arrival, admission, gone, visitFact('admit', '14:00', 'I', 'B6')],
      ['emergency entered-in-error 07:00-08:00', 'inpatient in-progress 14:00-? B6@14:00-?'],
    ],
    [
      'is in error where it was cancelled before',
      [admission, visitFact('cancel-admit', '09:00', 'I'), gone],
      ['inpatient entered-in-error 08:00-?'],
    ],
    [
      'is cancelled where it was opened again and cancelled',
      [gone, visitFact('admit', '14:00', 'I', 'B6'), visitFact('cancel-admit', '15:00', 'I')],
      ['inpatient cancelled 14:00-?'],
    ],
    [
      'is in error where only updates spoke of it',
      [visitFact('update', '09:00', 'I', 'B6'), visitFact('delete-visit', '13:00', '')],
      ['inpatient entered-in-error ?-?'],
    ],
    ['is in error where nothing spoke of it', [gone], ['inpatient entered-in-error ?-?']],
  ])('%s', (_, facts, expected) => {
    expect(fold(...facts)).toEqual(expected);
  });
});

describe('what was said before the visit opened', () => {
  const said = (...facts: readonly VisitFact[]): unknown => {
    fold(...facts);
    return foldVisit(facts)?.settings[0]?.data;
  };
  const early = visitFact('update', '06:00', 'I', '', { reason: { text: 'a' }, serviceType: { text: 's' } });
  const cleared = visitFact('update', '06:30', 'I', '', { reason: null });

  it('stands as far as it was not cleared, by updates or by the opening itself', () => {
    expect(said(early, cleared, admission)).toEqual({ serviceType: { text: 's' } });
    expect(said(early, visitFact('admit', '08:00', 'I', 'AMU', { reason: null }))).toEqual({
      serviceType: { text: 's' },
    });
    expect(said(early, cleared)).toEqual({ serviceType: { text: 's' } });
  });

  it('names the update that last changed anything', () => {
    const same = visitFact('update', '06:40', 'I', '', { serviceType: { text: 's' } });
    expect(foldVisit([early, cleared, same])?.settings[0]?.sourceMessageId).toBe(cleared.sourceMessageId);
  });
});
