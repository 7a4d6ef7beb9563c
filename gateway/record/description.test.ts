import { describe, expect, it } from 'vitest';
import { at, VISIT_NUMBER } from '../../test-data/adt/facts.ts';
import type { CareSettingStatus } from '../../mappings/adt/resources/states.ts';
import { described, told, withoutEnd, withoutLeave, type Description } from './description.ts';

const reason = { text: 'Chest pain' };
const home = { text: 'home' };

describe('a description', () => {
  it.each<[string, Description, Description, CareSettingStatus, Description]>([
    ['takes a value', {}, { reason }, 'in-progress', { reason }],
    ['replaces a value', { reason: { text: 'x' } }, { reason }, 'in-progress', { reason }],
    ['clears with a null', { reason }, { reason: null }, 'in-progress', {}],
    ['keeps what is absent', { reason }, { serviceType: home }, 'in-progress', { reason, serviceType: home }],
    [
      'says nothing of where a visit stands',
      {},
      { class: 'I', setting: 'inpatient', location: { site: 'X' } },
      'in-progress',
      {},
    ],
    [
      'knows no end before the end',
      {},
      { dischargeDestination: home, dischargeMethod: home },
      'in-progress',
      {},
    ],
    [
      'knows the end after the end',
      {},
      { dischargeDestination: home },
      'finished',
      { dischargeDestination: home },
    ],
    ['knows of no return before the leave', {}, { expectedReturn: '2026-11-22' }, 'arrived', {}],
    [
      'knows of the return during the leave',
      {},
      { expectedReturn: '2026-11-22' },
      'onleave',
      { expectedReturn: '2026-11-22' },
    ],
    [
      'says nothing of plans to move',
      {},
      { pendingLocation: { site: 'X' }, movedFrom: 'p|1' },
      'onleave',
      {},
    ],
  ])('%s', (_, before, stated, status, expected) => {
    expect(described(before, { visitNumber: VISIT_NUMBER, ...stated }, status)).toEqual(expected);
  });

  it('is the same object where nothing changes', () => {
    const before = { reason };
    expect(described(before, { visitNumber: VISIT_NUMBER, reason: { text: 'Chest pain' } }, undefined)).toBe(
      before,
    );
    expect(described(before, { visitNumber: VISIT_NUMBER, serviceType: null }, undefined)).toBe(before);
  });

  it('of a visit that goes on again has no end', () => {
    expect(
      withoutEnd({
        reason,
        dischargeDestination: home,
        dischargeMethod: home,
        readyForDischarge: '2026-11-21',
        medicallyFit: true,
      }),
    ).toEqual({ reason });
  });

  it('of somebody who is back tells no return', () => {
    expect(withoutLeave({ reason, expectedReturn: '2026-11-22' })).toEqual({ reason });
  });

  it('is told in one order of keys', () => {
    const one = JSON.stringify(told({ reason, admitSource: home }, undefined));
    expect(one).toBe(JSON.stringify(told({ admitSource: home, reason }, undefined)));
  });

  it.each([
    ['2026-11-20', false],
    ['2026-11-21', true],
    ['2026-11', true],
    ['2026-10', false],
    ['2026-11-21T09:59:00+00:00', false],
    ['2026-11-21T11:30:00+01:00', true],
    ['2026-11-21T10:30:00+01:00', false],
  ])('is told with an expected discharge of %s: %s', (expectedDischarge, shown) => {
    expect('expectedDischarge' in told({ expectedDischarge }, at('10:00'))).toBe(shown);
    expect(told({ expectedDischarge }, undefined)).toEqual({ expectedDischarge });
  });
});
