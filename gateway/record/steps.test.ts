import { describe, expect, it } from 'vitest';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import type { CareSetting, Timed } from '../../mappings/adt/resources/states.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import { at, died, visitFact } from '../../test-data/adt/facts.ts';
import { withDeath } from './death.ts';
import { foldVisit } from './fold-visit.ts';
import { stepsToTell, type StepInput } from './steps.ts';
import { toldOf, type ToldStep } from './told.ts';

/** A fact as it arrives, of another person than P1 where it says so, or with what is known beside the visit from then on. */
type Arrival = VisitFact | ({ readonly fact: VisitFact; readonly of?: string } & Beside);

interface Beside extends Pick<StepInput, 'journey' | 'shadowed'> {
  /** Of the person; null where it is taken back. */
  readonly death?: Timed | null;
}

/** The steps told as the facts arrive, a line each: `transferred 09:00 RFRPA/B6 from RFRPA/AMU`. */
function tell(...arrivals: readonly Arrival[]): string[] {
  const known: VisitFact[] = [];
  const told = new Map<CareSettingKey, ToldStep[]>();
  const lines: string[] = [];
  let beside: Beside = {};
  let after: StepInput['before'];
  for (const arrival of arrivals) {
    const { fact, of = 'P1', ...more } = 'fact' in arrival ? arrival : { fact: arrival };
    beside = { ...beside, ...more };
    const { death, ...linked } = beside;
    const before = after;
    known.push(fact);
    const folded = foldVisit(known);
    if (folded === undefined) throw new Error('no visit');
    after = withDeath(folded, death == null ? undefined : died(death));
    const sofar = new Map([...told].map(([key, steps]) => [key, toldOf(steps)]));
    for (const step of stepsToTell({ told: sofar, before, after, patientId: of, ...linked })) {
      const { setting, kind, retracts, detail, patientId, at: when } = step;
      const steps = told.get(setting) ?? [];
      steps.push({
        seq: lines.length,
        kind,
        retracts: retracts ?? null,
        patientId,
        effective: when ?? fact.effective,
        detail,
      });
      told.set(setting, steps);
      lines.push(
        [
          kind,
          ...(retracts === undefined ? [] : [retracts]),
          ...(when === undefined ? [] : [when.slice(11, 16)]),
          ...(detail['ward'] === undefined ? [] : [detail['ward']]),
          ...(detail['fromWard'] === undefined ? [] : [`from ${detail['fromWard']}`]),
          ...(detail['expected'] === undefined ? [] : [detail['expected']]),
          ...(detail['ready'] === undefined ? [] : [detail['ready']]),
          ...(patientId === 'P1' ? [] : [`of ${patientId}`]),
        ].join(' '),
      );
    }
  }
  return lines;
}

const arrival = visitFact('register', '08:00', 'E', 'AED');
const admission = visitFact('admit', '11:00', 'I', 'AMU/1');
const transfer = visitFact('transfer', '13:00', 'I', 'B6/4');
const discharge = visitFact('discharge', '17:00', 'I', 'AMU');

describe('steps are told as they happen', () => {
  it.each<[string, readonly Arrival[], readonly string[]]>([
    ['an arrival in A&E', [arrival], ['arrived 08:00 RFRPA/AED']],
    ['an admission', [admission], ['admitted 11:00 RFRPA/AMU']],
    [
      'A&E, then a ward: being admitted is not leaving',
      [arrival, admission],
      ['arrived 08:00 RFRPA/AED', 'admitted 11:00 RFRPA/AMU'],
    ],
    [
      'a transfer',
      [admission, transfer],
      ['admitted 11:00 RFRPA/AMU', 'transferred 13:00 RFRPA/B6 from RFRPA/AMU'],
    ],
    [
      'no move within a ward',
      [admission, visitFact('transfer', '13:00', 'I', 'AMU/2')],
      ['admitted 11:00 RFRPA/AMU'],
    ],
    ['a discharge', [admission, discharge], ['admitted 11:00 RFRPA/AMU', 'discharged 17:00 RFRPA/AMU']],
    ['a discharge alone, without an admission', [discharge], ['discharged 17:00 RFRPA/AMU']],
    ['a transfer alone, as an admission', [transfer], ['admitted RFRPA/B6']],
    [
      'an expected discharge, and another',
      [
        admission,
        visitFact('update', '12:00', 'I', '', { expectedDischarge: '2026-11-24' }),
        visitFact('update', '14:00', 'I', '', { expectedDischarge: '2026-11-25' }),
      ],
      ['admitted 11:00 RFRPA/AMU', 'expected-discharge 2026-11-24', 'expected-discharge 2026-11-25'],
    ],
    ['no outpatient', [visitFact('register', '08:00', 'O', 'OPD')], []],
    ['nobody who is only expected', [visitFact('pre-admit', '08:00', 'P', 'SAU')], []],
    [
      'nothing of an update that changes nothing told',
      [admission, visitFact('update', '12:00', 'I', 'B6', { reason: { text: 'x' } })],
      ['admitted 11:00 RFRPA/AMU'],
    ],
    ['nothing of the same message again', [admission, admission], ['admitted 11:00 RFRPA/AMU']],
  ])('%s', (_, story, expected) => {
    expect(tell(...story)).toEqual(expected);
  });
});

describe('what was told and is not so is taken back', () => {
  it.each<[string, readonly Arrival[], readonly string[]]>([
    [
      'an admission',
      [admission, visitFact('cancel-admit', '11:30')],
      ['admitted 11:00 RFRPA/AMU', 'cancelled admitted'],
    ],
    [
      'an admission with all that was told of it',
      [admission, transfer, visitFact('cancel-admit', '11:00', 'I', '', {}, { recorded: '14:00' })],
      ['admitted 11:00 RFRPA/AMU', 'transferred 13:00 RFRPA/B6 from RFRPA/AMU', 'cancelled admitted'],
    ],
    [
      'an arrival',
      [arrival, visitFact('cancel-admit', '08:30', 'E')],
      ['arrived 08:00 RFRPA/AED', 'cancelled arrived'],
    ],
    [
      'a transfer',
      [admission, transfer, visitFact('cancel-transfer', '13:30')],
      [
        'admitted 11:00 RFRPA/AMU',
        'transferred 13:00 RFRPA/B6 from RFRPA/AMU',
        'cancelled transferred RFRPA/AMU from RFRPA/B6',
      ],
    ],
    [
      'a discharge',
      [admission, discharge, visitFact('cancel-discharge', '17:30')],
      ['admitted 11:00 RFRPA/AMU', 'discharged 17:00 RFRPA/AMU', 'cancelled discharged RFRPA/AMU'],
    ],
    [
      'an expected discharge',
      [
        admission,
        visitFact('update', '12:00', 'I', '', { expectedDischarge: '2026-11-24' }),
        visitFact('update', '14:00', 'I', '', { expectedDischarge: null }),
      ],
      ['admitted 11:00 RFRPA/AMU', 'expected-discharge 2026-11-24', 'cancelled expected-discharge'],
    ],
    ['nothing that was never told', [visitFact('cancel-admit', '11:30'), admission], []],
    [
      'a visit that is another person’s, from those who were told of the first',
      [admission, { fact: visitFact('update', '12:00'), of: 'P2' }],
      ['admitted 11:00 RFRPA/AMU', 'cancelled admitted', 'admitted 11:00 RFRPA/AMU of P2'],
    ],
  ])('%s', (_, story, expected) => {
    expect(tell(...story)).toEqual(expected);
  });
});

describe('what comes late is told as it is', () => {
  it.each<[string, readonly Arrival[], readonly string[]]>([
    [
      'an admission after its transfer: a correction',
      [transfer, admission],
      ['admitted RFRPA/B6', 'corrected RFRPA/B6'],
    ],
    [
      'an arrival after the admission',
      [admission, arrival],
      ['admitted 11:00 RFRPA/AMU', 'arrived 08:00 RFRPA/AED'],
    ],
    [
      'a transfer between two that are known: a correction',
      [admission, visitFact('transfer', '15:00', 'I', 'B10'), transfer],
      ['admitted 11:00 RFRPA/AMU', 'transferred 15:00 RFRPA/B10 from RFRPA/AMU', 'corrected RFRPA/B10'],
    ],
    [
      'an admission after its discharge',
      [discharge, admission],
      ['discharged 17:00 RFRPA/AMU', 'admitted 11:00 RFRPA/AMU'],
    ],
  ])('%s', (_, story, expected) => {
    expect(tell(...story)).toEqual(expected);
  });
});

const ADMITTED = 'admitted 11:00 RFRPA/AMU';
const update = visitFact('update', '18:00', 'I');
const ready = (since: string | null, time = '12:00'): VisitFact =>
  visitFact('update', time, 'I', '', { readyForDischarge: since });

describe('readiness to go home', () => {
  it.each<[string, readonly Arrival[], readonly string[]]>([
    [
      'is told when it is known',
      [admission, ready('2026-11-21')],
      [ADMITTED, 'ready-for-discharge 2026-11-21'],
    ],
    [
      'is told once',
      [admission, ready('2026-11-21'), ready('2026-11-21', '13:00')],
      [ADMITTED, 'ready-for-discharge 2026-11-21'],
    ],
    [
      'is told again when it changes, and taken back when it was none',
      [admission, ready('2026-11-21'), ready('2026-11-22', '13:00'), ready(null, '14:00')],
      [
        ADMITTED,
        'ready-for-discharge 2026-11-21',
        'ready-for-discharge 2026-11-22',
        'cancelled ready-for-discharge',
      ],
    ],
    [
      'is taken back with the admission, once',
      [admission, ready('2026-11-21'), visitFact('cancel-admit', '11:30')],
      [ADMITTED, 'ready-for-discharge 2026-11-21', 'cancelled admitted'],
    ],
    [
      'is not told of who has left',
      [admission, discharge, ready('2026-11-21', '18:00')],
      [ADMITTED, 'discharged 17:00 RFRPA/AMU'],
    ],
  ])('%s', (_, story, expected) => {
    expect(tell(...story)).toEqual(expected);
  });
});

describe('a patient on leave has not left', () => {
  it('and nothing is told of the leave, but of a move during it', () => {
    const leave = visitFact('leave', '12:00', 'I');
    expect(tell(admission, leave, transfer, visitFact('return', '14:00', 'I'))).toEqual([
      ADMITTED,
      'transferred 13:00 RFRPA/B6 from RFRPA/AMU',
    ]);
    expect(tell(leave, admission)).toEqual([ADMITTED]);
  });
});

describe('a visit that was entered in error', () => {
  it('is taken back, and told again when it is opened again', () => {
    const gone = visitFact('delete-visit', '14:00', 'I');
    expect(tell(admission, transfer, gone, visitFact('admit', '15:00', 'I', 'B6'))).toEqual([
      ADMITTED,
      'transferred 13:00 RFRPA/B6 from RFRPA/AMU',
      'cancelled admitted',
      'admitted 15:00 RFRPA/B6',
    ]);
  });
});

describe('a death in hospital', () => {
  const died: Arrival = { fact: update, death: at('16:00') };

  it.each<[string, readonly Arrival[], readonly string[]]>([
    [
      'is told instead of a discharge',
      [admission, { fact: discharge, death: at('16:00') }],
      [ADMITTED, 'died 17:00 RFRPA/AMU'],
    ],
    [
      'is told before the discharge is, and then nothing of the discharge',
      [admission, died, discharge],
      [ADMITTED, 'died 16:00 RFRPA/AMU'],
    ],
    [
      'follows a discharge that was told, which is not taken back',
      [admission, discharge, died],
      [ADMITTED, 'discharged 17:00 RFRPA/AMU', 'died 17:00 RFRPA/AMU'],
    ],
    [
      'at home after a discharge is no step',
      [admission, discharge, { fact: update, death: at('21:00') }],
      [ADMITTED, 'discharged 17:00 RFRPA/AMU'],
    ],
    [
      'is taken back where it was none: the patient is here',
      [admission, died, { fact: visitFact('update', '19:00', 'I'), death: null }],
      [ADMITTED, 'died 16:00 RFRPA/AMU', 'cancelled died RFRPA/AMU'],
    ],
    [
      'is taken back where it was none: the patient was discharged',
      [admission, { fact: discharge, death: at('16:00') }, { fact: update, death: null }],
      [ADMITTED, 'died 17:00 RFRPA/AMU', 'cancelled died RFRPA/AMU', 'discharged 17:00 RFRPA/AMU'],
    ],
    [
      'is taken back alone where the discharge had been told',
      [admission, discharge, died, { fact: visitFact('update', '19:00', 'I'), death: null }],
      [ADMITTED, 'discharged 17:00 RFRPA/AMU', 'died 17:00 RFRPA/AMU', 'cancelled died RFRPA/AMU'],
    ],
    [
      'and the discharge are taken back where neither was',
      [admission, discharge, died, { fact: visitFact('cancel-discharge', '19:00', 'I'), death: null }],
      [
        ADMITTED,
        'discharged 17:00 RFRPA/AMU',
        'died 17:00 RFRPA/AMU',
        'cancelled died RFRPA/AMU',
        'cancelled discharged RFRPA/AMU',
      ],
    ],
    [
      'in A&E is told of A&E',
      [arrival, { fact: visitFact('discharge', '10:00', 'E', 'AED'), death: at('09:50') }],
      ['arrived 08:00 RFRPA/AED', 'died 10:00 RFRPA/AED'],
    ],
    [
      'on the ward is told of the ward alone',
      [arrival, admission, died],
      ['arrived 08:00 RFRPA/AED', ADMITTED, 'died 16:00 RFRPA/AMU'],
    ],
    ['alone, without an admission', [{ fact: discharge, death: at('16:00') }], ['died 17:00 RFRPA/AMU']],
    [
      'is followed by nothing that is expected',
      [
        admission,
        died,
        visitFact('update', '19:00', 'I', '', {
          expectedDischarge: '2026-11-24',
          readyForDischarge: '2026-11-22',
        }),
      ],
      [ADMITTED, 'died 16:00 RFRPA/AMU'],
    ],
    [
      'alone is taken back with the visit',
      [{ fact: discharge, death: at('16:00') }, visitFact('delete-visit', '19:00', 'I')],
      ['died 17:00 RFRPA/AMU', 'cancelled died'],
    ],
  ])('%s', (_, story, expected) => {
    expect(tell(...story)).toEqual(expected);
  });
});

describe('a journey that two systems tell', () => {
  const home = visitFact('discharge', '10:30', 'E', 'AED');
  const later = visitFact('update', '18:00', 'E');
  const ward = settingOf(admission);

  it.each<[string, readonly Arrival[], readonly string[]]>([
    [
      'has not ended with the attendance that became an admission',
      [arrival, { fact: home, journey: [ward] }],
      ['arrived 08:00 RFRPA/AED'],
    ],
    [
      'goes on where the admission is known only after the attendance was told to have ended',
      [arrival, home, { fact: later, journey: [ward] }],
      ['arrived 08:00 RFRPA/AED', 'discharged 10:30 RFRPA/AED', 'cancelled discharged RFRPA/AED'],
    ],
    [
      'ended with the attendance after all where the admission is another’s',
      [arrival, { fact: home, journey: [ward] }, { fact: later, journey: [] }],
      ['arrived 08:00 RFRPA/AED', 'discharged 10:30 RFRPA/AED'],
    ],
    [
      'ended with the attendance where the admission was cancelled',
      [arrival, { fact: home, journey: [settingOf(admission, visitFact('cancel-admit', '11:30'))] }],
      ['arrived 08:00 RFRPA/AED', 'discharged 10:30 RFRPA/AED'],
    ],
    [
      'ended with an attendance that came after the admission was over',
      [
        arrival,
        {
          fact: home,
          journey: [settingOf(visitFact('admit', '06:00', 'I'), visitFact('discharge', '07:00', 'I'))],
        },
      ],
      ['arrived 08:00 RFRPA/AED', 'discharged 10:30 RFRPA/AED'],
    ],
    [
      'ends with the admission',
      [{ fact: admission, journey: [settingOf(arrival, home)] }, discharge],
      [ADMITTED, 'discharged 17:00 RFRPA/AMU'],
    ],
    ['is told once', [{ fact: arrival, shadowed: new Set<CareSettingKey>(['emergency']) }, home], []],
    [
      'is told on by whoever began',
      [arrival, { fact: home, shadowed: new Set<CareSettingKey>(['emergency']) }],
      ['arrived 08:00 RFRPA/AED', 'discharged 10:30 RFRPA/AED'],
    ],
    [
      'is told by this one in as far as the other does not',
      [{ fact: arrival, shadowed: new Set<CareSettingKey>(['emergency']) }, admission],
      [ADMITTED],
    ],
    [
      'is told by this one when the other is another’s',
      [
        { fact: arrival, shadowed: new Set<CareSettingKey>(['emergency']) },
        { fact: visitFact('update', '09:00', 'E'), shadowed: new Set<CareSettingKey>() },
      ],
      ['arrived 08:00 RFRPA/AED'],
    ],
    [
      'is taken back from the wrong person, and not told anew by both',
      [arrival, { fact: later, of: 'P2', shadowed: new Set<CareSettingKey>(['emergency']) }],
      ['arrived 08:00 RFRPA/AED', 'cancelled arrived'],
    ],
  ])('%s', (_, story, expected) => {
    expect(tell(...story)).toEqual(expected);
  });
});

/** The one setting of another visit. */
function settingOf(...facts: readonly VisitFact[]): CareSetting {
  const [setting] = foldVisit(facts)?.settings ?? [];
  if (setting === undefined) throw new Error('no setting');
  return setting;
}
