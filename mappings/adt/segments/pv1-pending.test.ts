import { describe, expect, it } from 'vitest';
import { FEED, segmentOf } from '../../../test-data/adt/source.ts';
import type { VisitFactKind } from '../visit-fact.ts';
import { IssueList } from '../issue.ts';
import { pendingLocation } from './pv1-pending.ts';

function read(
  fields: Readonly<Record<number, string>>,
  kind: VisitFactKind = 'pending-transfer',
): { value: unknown; issues: string[] } {
  const issues = new IssueList();
  const value = pendingLocation(segmentOf('PV1', fields), kind, FEED, issues);
  return { value, issues: issues.all().map((issue) => `${issue.from}: ${issue.reason}`) };
}

const B6 = { site: 'RFRPA', ward: 'B6', bed: '4' };
const GUESS = ['PV1-3: PV1-42 is not sent; as PV1-6 differs, PV1-3 is where to'];

describe('where the patient is about to go', () => {
  it.each<[string, Readonly<Record<number, string>>, unknown, string[]]>([
    ['is PV1-42', { 3: '^AMU', 6: '^ED', 42: '^B6^4' }, B6, []],
    ['is nowhere where PV1-42 is null', { 3: '^B6^4', 6: '^AMU', 42: '""' }, null, []],
    ['is PV1-3 of a sender who has where from in PV1-6', { 3: '^B6^4', 6: '^AMU' }, B6, GUESS],
    ['is another bed of the ward, too', { 3: '^B6^4', 6: '^B6^1' }, B6, GUESS],
    ['is not PV1-3 alone, where the patient is', { 3: '^AMU^2' }, undefined, []],
    ['is not PV1-3 where PV1-6 repeats it', { 3: '^AMU^2', 6: '^AMU^2' }, undefined, []],
    ['is not PV1-3 beside a PV1-6 that names no ward', { 3: '^AMU^2', 6: '^^2' }, undefined, []],
    [
      'is not PV1-3 where PV1-42 cannot be read',
      { 3: '^AMU^2', 6: '^ED', 42: 'B6' },
      undefined,
      ['PV1-42: the location names no ward, room or bed where this feed sends them'],
    ],
  ])('%s', (_, fields, value, issues) => {
    expect(read(fields)).toEqual({ value, issues });
  });

  it('is told by PV1-42 in any event, by PV1-3 in a pending transfer alone', () => {
    expect(read({ 42: '^B6^4' }, 'update').value).toEqual(B6);
    expect(read({ 3: '^B6^4', 6: '^AMU' }, 'transfer')).toEqual({ value: undefined, issues: [] });
  });
});
