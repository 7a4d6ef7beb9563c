import { describe, expect, it } from 'vitest';
import { at, VISIT_NUMBER } from '../../test-data/adt/facts.ts';
import { described, describedEarlier, told, withoutEnd, type Description } from './description.ts';

const reason = { text: 'Chest pain' };
const home = { text: 'home' };

describe('a description', () => {
  it.each<[string, Description, Description, boolean, Description]>([
    ['takes a value', {}, { reason }, false, { reason }],
    ['replaces a value', { reason: { text: 'x' } }, { reason }, false, { reason }],
    ['clears with a null', { reason }, { reason: null }, false, {}],
    ['keeps what is absent', { reason }, { serviceType: home }, false, { reason, serviceType: home }],
    [
      'says nothing of where a visit stands',
      {},
      { class: 'I', setting: 'inpatient', location: { site: 'X' } },
      false,
      {},
    ],
    ['knows no end before the end', {}, { dischargeDestination: home, dischargeMethod: home }, false, {}],
    ['knows the end after the end', {}, { dischargeDestination: home }, true, { dischargeDestination: home }],
  ])('%s', (_, before, stated, ended, expected) => {
    expect(described(before, { visitNumber: VISIT_NUMBER, ...stated }, ended)).toEqual(expected);
  });

  it('is the same object where nothing changes', () => {
    const before = { reason };
    expect(described(before, { visitNumber: VISIT_NUMBER, reason: { text: 'Chest pain' } }, false)).toBe(
      before,
    );
    expect(described(before, { visitNumber: VISIT_NUMBER, serviceType: null }, false)).toBe(before);
  });

  it('that is older fills gaps and nothing else', () => {
    expect(
      describedEarlier(
        { reason },
        {
          visitNumber: VISIT_NUMBER,
          reason: { text: 'old' },
          serviceType: home,
          patientType: null,
          dischargeMethod: home,
        },
      ),
    ).toEqual({ reason, serviceType: home });
  });

  it('of a visit that goes on again has no end', () => {
    expect(withoutEnd({ reason, dischargeDestination: home, dischargeMethod: home })).toEqual({ reason });
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
