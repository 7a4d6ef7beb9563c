import { describe, expect, it } from 'vitest';
import { FEED, segmentOf } from '../../../test-data/adt/source.ts';
import type { DischargeList } from '../feed-profile.ts';
import { IssueList } from '../issue.ts';
import { dischargeFields } from './pv1-discharge.ts';

function read(
  pv1_36: DischargeList,
  pv1_37: DischargeList,
  fields: Readonly<Record<number, string>>,
): unknown {
  const issues = new IssueList();
  const data = dischargeFields(segmentOf('PV1', fields), { ...FEED, pv1_36, pv1_37 }, issues);
  return {
    method: data.dischargeMethod?.coding?.[0]?.code ?? data.dischargeMethod?.text,
    destination: data.dischargeDestination?.coding?.[0]?.code ?? data.dischargeDestination?.text,
    issues: issues.all().map((issue) => `${issue.from} -> ${issue.to}`),
  };
}

describe('PV1-36 and PV1-37 are read in the lists that the feed uses', () => {
  it.each([
    [
      'ITK',
      'discharge-disposition-0112',
      'discharge-destination',
      '3',
      '19',
      'No follow-up required',
      '19',
      [],
    ],
    [
      'ITK: 4 is a clinic, not a death',
      'discharge-disposition-0112',
      'discharge-destination',
      '4',
      '',
      'Referred to A&E clinic',
      undefined,
      [],
    ],
    [
      'ITK with a destination for a disposition',
      'discharge-disposition-0112',
      'discharge-destination',
      '19',
      '',
      '19',
      undefined,
      ['PV1-36 -> Encounter.extension:dischargeMethod'],
    ],
    ['Epic: the reverse', 'discharge-destination', 'discharge-method', '19', '1', '1', '19', []],
    [
      'Epic in words',
      'discharge-destination',
      'discharge-method',
      'Dead',
      '1',
      '1',
      'Dead',
      ['PV1-36 -> Encounter.hospitalization.dischargeDisposition'],
    ],
    [
      'an old code of the method list',
      'ignored',
      'discharge-method',
      '1',
      '2',
      '2',
      undefined,
      ['PV1-37 -> Encounter.extension:dischargeMethod'],
    ],
    ['a feed whose fields cannot be trusted', 'ignored', 'ignored', '10', '79', undefined, undefined, []],
  ] as const)('%s', (_, pv1_36, pv1_37, first, second, method, destination, issues) => {
    expect(read(pv1_36, pv1_37, { 36: first, 37: second })).toEqual({ method, destination, issues });
  });

  it.each([
    ['discharge-disposition-0112', '1', true],
    ['discharge-disposition-0112', '2', undefined],
    ['discharge-method', '1', undefined],
  ] as const)('says of %s %s that the patient was admitted from here: %s', (list, code, expected) => {
    const feed = { ...FEED, pv1_36: list };
    const data = dischargeFields(segmentOf('PV1', { 36: code }), feed, new IssueList());
    expect(data.admittedFromHere).toBe(expected);
  });

  it('has words of ITK for every disposition, and a UK Core method for none', () => {
    for (let code = 1; code <= 14; code++) {
      const data = dischargeFields(segmentOf('PV1', { 36: String(code) }), FEED, new IssueList());
      expect(data.dischargeMethod?.text).toMatch(/[a-z]/);
      expect(data.dischargeMethod).not.toHaveProperty('coding');
    }
  });
});
