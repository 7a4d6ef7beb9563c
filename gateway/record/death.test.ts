import { describe, expect, it } from 'vitest';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import type { CareSetting, Timed, VisitState } from '../../mappings/adt/resources/states.ts';
import { DISCHARGE_METHOD } from '../../mappings/adt/tables/england.ts';
import { at, died, place, visitFact } from '../../test-data/adt/facts.ts';
import { withDeath } from './death.ts';
import { foldVisit } from './fold-visit.ts';

const DAY_BEFORE: Timed = { instant: '2026-11-20T06:00:00.000Z', dateTime: '2026-11-20T06:00:00+00:00' };
const DAYS_BEFORE: Timed = { instant: '2026-11-01T06:00:00.000Z', dateTime: '2026-11-01T06:00:00+00:00' };

function state(...facts: readonly VisitFact[]): VisitState {
  const folded = foldVisit(facts);
  if (folded === undefined) throw new Error('no visit');
  return folded;
}

const time = (t: Timed | undefined): string => t?.instant.slice(11, 16) ?? '?';

/** `inpatient finished death 08:00-10:00 AMU@08:00-10:00`. */
function line(s: CareSetting): string {
  const stays = s.stays.map((stay) => `${stay.location.ward ?? '-'}@${time(stay.start)}-${time(stay.end)}`);
  return [s.key, s.status, s.endedBy ?? '-', `${time(s.start)}-${time(s.end)}`, ...stays].join(' ');
}

const admission = visitFact('admit', '08:00', 'I', 'AMU');
const toB6 = visitFact('transfer', '11:00', 'I', 'B6');
const method = (code: string): Partial<VisitFact['data']> => ({
  dischargeMethod: { coding: [{ system: DISCHARGE_METHOD.system, code }] },
});

describe('a death', () => {
  it.each<[string, readonly VisitFact[], Timed | undefined, readonly string[]]>([
    ['not known changes nothing', [admission], undefined, ['inpatient in-progress - 08:00-? AMU@08:00-?']],
    [
      'ends a stay that goes on',
      [admission],
      at('10:00'),
      ['inpatient finished death 08:00-10:00 AMU@08:00-10:00'],
    ],
    [
      'ends an attendance',
      [visitFact('register', '08:00', 'E', 'AED')],
      at('10:00'),
      ['emergency finished death 08:00-10:00 AED@08:00-10:00'],
    ],
    [
      'ends a leave',
      [admission, visitFact('leave', '09:00', 'I')],
      at('10:00'),
      ['inpatient finished death 08:00-10:00 AMU@08:00-10:00'],
    ],
    [
      'ends a stay without an admission',
      [toB6],
      at('12:00'),
      ['inpatient finished death ?-12:00 B6@11:00-12:00'],
    ],
    [
      'is not followed by moves of the patient',
      [admission, toB6],
      at('10:00'),
      ['inpatient finished death 08:00-10:00 AMU@08:00-10:00'],
    ],
    [
      'before the stay began ends it with what is last known of it',
      [admission, toB6],
      at('07:00'),
      ['inpatient finished death 08:00-11:00 AMU@08:00-11:00 B6@11:00-11:00'],
    ],
    [
      'a day and more before contradicts the stay, which goes on',
      [admission],
      DAY_BEFORE,
      ['inpatient in-progress - 08:00-? AMU@08:00-?'],
    ],
    [
      'cancels what was planned',
      [visitFact('pre-admit', '08:00', 'P', 'SAU')],
      DAYS_BEFORE,
      ['inpatient cancelled - ?-?'],
    ],
    [
      'during a finished stay ended it',
      [admission, visitFact('discharge', '14:00', 'I')],
      at('10:00'),
      ['inpatient finished death 08:00-14:00 AMU@08:00-14:00'],
    ],
    [
      'within the hour after it ended it too',
      [admission, visitFact('discharge', '14:00', 'I')],
      at('15:00'),
      ['inpatient finished death 08:00-14:00 AMU@08:00-14:00'],
    ],
    [
      'later than that is another story',
      [admission, visitFact('discharge', '14:00', 'I')],
      at('15:01'),
      ['inpatient finished discharge 08:00-14:00 AMU@08:00-14:00'],
    ],
    [
      'before a finished stay is too',
      [admission, visitFact('discharge', '14:00', 'I')],
      at('07:59'),
      ['inpatient finished discharge 08:00-14:00 AMU@08:00-14:00'],
    ],
    [
      'at a lone discharge ended it',
      [visitFact('discharge', '14:00', 'I')],
      at('13:00'),
      ['inpatient finished death ?-14:00'],
    ],
    [
      'long before a lone discharge did not',
      [visitFact('discharge', '14:00', 'I')],
      DAYS_BEFORE,
      ['inpatient finished discharge ?-14:00'],
    ],
    [
      'on the ward did not end the attendance before it',
      [visitFact('register', '08:00', 'E', 'AED'), visitFact('admit', '10:00', 'I', 'AMU')],
      at('10:30'),
      [
        'emergency finished next-setting 08:00-10:00 AED@08:00-10:00',
        'inpatient finished death 10:00-10:30 AMU@10:00-10:30',
      ],
    ],
    [
      'leaves what was cancelled as it is',
      [admission, visitFact('cancel-admit', '09:00', 'I')],
      at('10:00'),
      ['inpatient cancelled - 08:00-?'],
    ],
  ])('%s', (_, facts, death, expected) => {
    expect(
      withDeath(state(...facts), death === undefined ? undefined : died(death)).settings.map(line),
    ).toEqual(expected);
  });

  it.each([
    ['4', 'death'],
    ['5', 'death'],
    ['1', 'discharge'],
  ])('that only the discharge method tells (%s) is how the stay ended: %s', (code, endedBy) => {
    const left = visitFact('discharge', '14:00', 'I', '', method(code));
    expect(withDeath(state(admission, left), undefined).settings[0]?.endedBy).toBe(endedBy);
  });

  it('is not read from a code of another list', () => {
    const left = visitFact('discharge', '14:00', 'I', '', {
      dischargeMethod: { coding: [{ system: 'x', code: '4' }] },
    });
    expect(withDeath(state(admission, left), undefined).settings[0]?.endedBy).toBe('discharge');
  });

  it('leaves nothing to expect, and keeps what the status was', () => {
    const facts = [
      admission,
      visitFact('pending-transfer', '09:00', 'I', '', {
        pendingLocation: place('B6'),
        expectedDischarge: '2026-11-24',
        reason: { text: 'kept' },
      }),
      visitFact('leave', '09:30', 'I', '', { expectedReturn: '2026-11-22' }),
    ];
    const setting = withDeath(state(...facts), died(at('10:00'))).settings[0];
    expect(setting?.data).toEqual({ reason: { text: 'kept' } });
    expect(setting).not.toHaveProperty('plannedLocation');
    expect(setting?.earlier).toEqual([
      { status: 'in-progress', start: at('08:00'), end: at('09:30') },
      { status: 'onleave', start: at('09:30'), end: at('10:00') },
    ]);
  });

  it('that changes nothing gives the same state back', () => {
    const one = state(admission);
    expect(withDeath(one, undefined)).toBe(one);
    expect(withDeath(one, died(DAYS_BEFORE))).toBe(one);
  });
});
