import { describe, expect, it } from 'vitest';
import { segmentOf } from '../../../test-data/adt/source.ts';
import { IssueList } from '../issue.ts';
import { readinessFromZu1 } from './zu1.ts';

function read(fields: Readonly<Record<number, string>>): { data: unknown; issues: string[] } {
  const issues = new IssueList();
  const data = readinessFromZu1(segmentOf('ZU1', fields), issues);
  return { data, issues: issues.all().map((i) => `${i.from} -> ${i.to}: ${i.reason}`) };
}

describe('whether the patient could leave', () => {
  it.each([
    ['fit', { 22: 'Y' }, { medicallyFit: true }],
    ['not fit', { 22: 'n' }, { medicallyFit: false }],
    ['no longer told', { 22: '""', 24: '""' }, { readyForDischarge: null, medicallyFit: null }],
    ['ready since a time', { 24: '202607211130' }, { readyForDischarge: '2026-07-21T11:30:00+01:00' }],
    ['ready since a day', { 24: '20260721' }, { readyForDischarge: '2026-07-21' }],
    ['nothing said', { 1: '20260721' }, {}],
  ])('%s', (_, fields, data) => {
    expect(read(fields)).toEqual({ data, issues: [] });
  });

  it('is not guessed from what is in no list', () => {
    expect(read({ 22: '1', 24: '20261340' })).toEqual({
      data: {},
      issues: [
        'ZU1-24 -> Encounter.extension:readyForDischarge: the value has a month 13, which does not exist',
        'ZU1-22 -> Encounter.extension:medicallyFit: the code is neither Y nor N',
      ],
    });
  });

  it('is not stated without the segment', () => {
    expect(readinessFromZu1(undefined, new IssueList())).toEqual({});
  });
});
