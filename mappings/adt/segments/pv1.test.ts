import { describe, expect, it } from 'vitest';
import { FEED, segmentOf } from '../../../test-data/adt/source.ts';
import type { VisitData } from '../visit-fact.ts';
import { IssueList } from '../issue.ts';
import { visitFromPv1 } from './pv1.ts';

const NUMBER = { system: FEED.visitNumberSystem, value: 'V1' };

function read(
  pv1: Readonly<Record<number, string>>,
  pv2?: Readonly<Record<number, string>>,
): { data: Omit<VisitData, 'visitNumber'>; issues: string[] } {
  const issues = new IssueList();
  const second = pv2 === undefined ? undefined : segmentOf('PV2', pv2);
  const { visitNumber, ...data } = visitFromPv1(segmentOf('PV1', pv1), second, NUMBER, FEED, issues);
  expect(visitNumber).toBe(NUMBER);
  return { data, issues: issues.all().map((i) => `${i.from} -> ${i.to}: ${i.reason}`) };
}

describe('PV1 and PV2', () => {
  it('that say nothing state nothing', () => {
    expect(read({ 1: '1' }, { 1: '' })).toEqual({ data: {}, issues: [] });
  });

  it.each([
    [{ 2: 'I' }, { class: 'I', setting: 'inpatient' }],
    [{ 3: '^B6^4^RFRPA' }, { location: { site: 'RFRPA', ward: 'B6', bed: '4' } }],
    [{ 5: 'P77' }, { preAdmitNumber: 'P77' }],
    [{ 10: '300' }, { serviceType: { text: '300' } }],
    [{ 18: 'Day unit' }, { patientType: { text: 'Day unit' } }],
    [{ 50: 'E12' }, { alternateVisitId: 'E12' }],
  ])('%o is %o', (pv1, expected) => {
    expect(read(pv1)).toEqual({ data: expected, issues: [] });
  });

  it.each([
    [7, 'attending'],
    [8, 'referring'],
    [9, 'consulting'],
    [17, 'admitting'],
  ])('PV1-%i is the %s doctor', (field, key) => {
    expect(read({ [field]: 'C3456789^Darwin^Samuel' }).data).toMatchObject({
      [key]: [{ value: 'C3456789' }],
    });
  });

  it('codes the admission by the national lists', () => {
    const { data, issues } = read({ 4: '21', 13: 'R', 14: '19' }, { 25: '1', 38: 'A' });
    expect(data.admissionMethod?.coding?.[0]?.code).toBe('21');
    expect(data.admitSource?.coding?.[0]?.code).toBe('19');
    expect(data.readmission?.coding?.[0]).toMatchObject({ code: 'R', display: 'Re-admission' });
    expect(data.priority?.coding?.[0]).toMatchObject({ code: 'EM', display: 'emergency' });
    expect(data.modeOfArrival?.coding?.[0]).toMatchObject({ code: 'A', display: 'Ambulance' });
    expect(issues).toEqual([]);
  });

  it('keeps the words of the reason and the times that are expected, at their precision', () => {
    expect(read({ 1: '1' }, { 3: '01^Chest pain', 8: '20261122', 9: '202611241200' }).data).toEqual({
      reason: { text: 'Chest pain' },
      expectedAdmission: '2026-11-22',
      expectedDischarge: '2026-11-24T12:00:00+00:00',
    });
  });

  it('reads the times of admission and discharge with their zone', () => {
    const { data } = read({ 44: '202607201000', 45: '20260721113000' });
    expect(data.admitTime?.instant).toBe('2026-07-20T09:00:00.000Z');
    expect(data.dischargeTime?.instant).toBe('2026-07-21T10:30:00.000Z');
  });

  it.each([
    [3, 'location'],
    [4, 'admissionMethod'],
    [5, 'preAdmitNumber'],
    [7, 'attending'],
    [10, 'serviceType'],
    [13, 'readmission'],
    [14, 'admitSource'],
    [18, 'patientType'],
    [36, 'dischargeMethod'],
    [37, 'dischargeDestination'],
    [50, 'alternateVisitId'],
  ])('null in PV1-%i clears %s', (field, key) => {
    expect(read({ [field]: '""' })).toEqual({ data: { [key]: null }, issues: [] });
  });

  it.each([
    [3, 'reason'],
    [8, 'expectedAdmission'],
    [9, 'expectedDischarge'],
    [25, 'priority'],
    [38, 'modeOfArrival'],
  ])('null in PV2-%i clears %s', (field, key) => {
    expect(read({ 1: '1' }, { [field]: '""' })).toEqual({ data: { [key]: null }, issues: [] });
  });

  it('says nothing of the prior location, which is often stale', () => {
    expect(read({ 6: 'B6^^^RFRPA' })).toEqual({ data: {}, issues: [] });
  });
});

describe('what cannot be mapped is reported with both ends and kept as text', () => {
  it.each([
    [{ 2: '99' }, {}, 'PV1-2 -> Encounter.class', { class: '99', setting: 'unknown' }],
    [
      { 4: 'Emergency' },
      {},
      'PV1-4 -> Encounter.hospitalization.extension:admissionMethod',
      { admissionMethod: { text: 'Emergency' } },
    ],
    [{ 13: 'X' }, {}, 'PV1-13 -> Encounter.hospitalization.reAdmission', { readmission: { text: 'X' } }],
    [
      { 14: 'Usual' },
      {},
      'PV1-14 -> Encounter.hospitalization.admitSource',
      { admitSource: { text: 'Usual' } },
    ],
    [{ 44: '20261399' }, {}, 'PV1-44 -> Encounter.period.start', {}],
    [{ 45: '2026-11-21' }, {}, 'PV1-45 -> Encounter.period.end', {}],
    [{}, { 8: 'soon' }, 'PV2-8 -> Encounter.extension:plannedStartDate', {}],
    [{}, { 9: '20260230' }, 'PV2-9 -> Encounter.extension:plannedEndDate', {}],
    [{}, { 25: '9' }, 'PV2-25 -> Encounter.priority', { priority: { text: '9' } }],
    [
      {},
      { 38: 'Walk-in' },
      'PV2-38 -> Encounter.extension:modeOfArrival',
      { modeOfArrival: { text: 'Walk-in' } },
    ],
  ])('%o %o', (pv1, pv2, ends, data) => {
    const result = read({ 1: '1', ...pv1 }, { 1: '', ...pv2 });
    expect(result.data).toEqual(data);
    expect(result.issues.map((issue) => issue.slice(0, issue.indexOf(':', ends.length - 1)))).toEqual([ends]);
  });

  it('tells a time at the change of the clocks', () => {
    expect(read({ 44: '202610250130' }).issues).toEqual([
      'PV1-44 -> Encounter.period.start: the local time is ambiguous at the clock change',
    ]);
  });
});
