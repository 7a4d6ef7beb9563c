import { describe, expect, it } from 'vitest';
import type { VisitFact } from '../../mappings/adt/fact.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import { visitFact } from '../../test-data/adt/facts.ts';
import { foldVisit } from './fold-visit.ts';
import { stepsToTell } from './steps.ts';
import { toldOf, type ToldStep } from './told.ts';

/** A fact as it arrives, of another person than P1 where it says so. */
type Arrival = VisitFact | { readonly fact: VisitFact; readonly of: string };

/** The steps told as the facts arrive, a line each: `transferred 09:00 RFRPA/B6 from RFRPA/AMU`. */
function tell(...arrivals: readonly Arrival[]): string[] {
  const known: VisitFact[] = [];
  const told = new Map<CareSettingKey, ToldStep[]>();
  const lines: string[] = [];
  for (const arrival of arrivals) {
    const { fact, of } = 'fact' in arrival ? arrival : { fact: arrival, of: 'P1' };
    const before = foldVisit(known);
    known.push(fact);
    const after = foldVisit(known);
    if (after === undefined) throw new Error('no visit');
    const sofar = new Map([...told].map(([key, steps]) => [key, toldOf(steps)]));
    for (const step of stepsToTell({ told: sofar, before, after, patientId: of })) {
      const { setting, kind, retracts, detail, patientId, at } = step;
      const steps = told.get(setting) ?? [];
      steps.push({
        seq: lines.length,
        kind,
        retracts: retracts ?? null,
        patientId,
        effective: at ?? fact.effective,
        detail,
      });
      told.set(setting, steps);
      lines.push(
        [
          kind,
          ...(retracts === undefined ? [] : [retracts]),
          ...(at === undefined ? [] : [at.slice(11, 16)]),
          ...(detail['ward'] === undefined ? [] : [detail['ward']]),
          ...(detail['fromWard'] === undefined ? [] : [`from ${detail['fromWard']}`]),
          ...(detail['expected'] === undefined ? [] : [detail['expected']]),
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
