import { describe, expect, it } from 'vitest';
import { sourceMessage } from '../../test-data/adt/source.ts';
import { eventTime } from './event-time.ts';
import { IssueList } from './issue.ts';

interface Times {
  readonly trigger?: string;
  readonly evn6?: string;
  readonly evn2?: string;
  readonly msh7?: string;
  readonly pv1_44?: string;
  readonly pv1_45?: string;
}

function read({ trigger = 'A01', evn6 = '', evn2 = '', msh7 = '', pv1_44 = '', pv1_45 = '' }: Times): {
  effective: string | undefined;
  recorded: string | undefined;
  issues: string[];
} {
  const issues = new IssueList();
  const message = sourceMessage(
    `MSH|^~\\&|PAS|RFR|||${msh7}||ADT^${trigger}|C1|P|2.4`,
    `EVN||${evn2}||||${evn6}`,
    `PV1|1${'|'.repeat(43)}${pv1_44}|${pv1_45}`,
  );
  const reception = { receivedAt: '2026-12-31T00:00:00.000Z', toleranceMinutes: 2880 };
  const time = eventTime(message, trigger, reception, issues);
  return {
    effective: time?.effective.slice(0, 16),
    recorded: time?.recorded.slice(0, 16),
    issues: issues.all().map((issue) => `${issue.from}: ${issue.reason}`),
  };
}

describe('the effective time', () => {
  it.each([
    [
      'EVN-6 before all',
      { evn6: '202611210800', evn2: '202611210830', msh7: '202611210840', pv1_44: '202611210810' },
      '2026-11-21T08:00',
    ],
    [
      'PV1-44 of an admission',
      { evn2: '202611210830', msh7: '202611210840', pv1_44: '202611210810' },
      '2026-11-21T08:10',
    ],
    [
      'PV1-44 of a registration',
      { trigger: 'A04', evn2: '202611210830', pv1_44: '202611210810' },
      '2026-11-21T08:10',
    ],
    [
      'PV1-45 of a discharge',
      { trigger: 'A03', evn2: '202611210830', pv1_44: '202611200810', pv1_45: '202611210820' },
      '2026-11-21T08:20',
    ],
    [
      'EVN-2 of a transfer, whatever PV1-44 repeats',
      { trigger: 'A02', evn2: '202611210830', pv1_44: '202611200810' },
      '2026-11-21T08:30',
    ],
    [
      'EVN-2 of an update',
      { trigger: 'A08', evn2: '202611210830', msh7: '202611210840' },
      '2026-11-21T08:30',
    ],
    ['MSH-7 last', { msh7: '202611210840' }, '2026-11-21T08:40'],
    ['summer time as local', { evn6: '202607210800', evn2: '202607210830' }, '2026-07-21T07:00'],
  ])('is %s', (_, times, expected) => {
    expect(read(times)).toMatchObject({ effective: expected, issues: [] });
  });

  it.each([
    ['a few minutes ahead of the record', { evn6: '202611210834', evn2: '202611210830' }, '2026-11-21T08:34'],
    ['an hour ahead of it', { evn6: '202611210930', evn2: '202611210830' }, '2026-11-21T08:30'],
    ['entered months later', { evn6: '202609010800', evn2: '202611210830' }, '2026-09-01T07:00'],
    ['a year behind it', { evn6: '202511210800', evn2: '202611210830' }, '2026-11-21T08:30'],
    ['of 1900', { evn6: '190001010000', evn2: '202611210830' }, '2026-11-21T08:30'],
    ['of 2099', { evn6: '209911210800', evn2: '202611210830' }, '2026-11-21T08:30'],
    ['ten months early', { evn6: '202601210800', evn2: '202611210830' }, '2026-11-21T08:30'],
  ])('%s', (_, times, expected) => {
    const result = read(times);
    expect(result.effective).toBe(expected);
    expect(result.issues.length).toBe(expected === '2026-11-21T08:30' ? 1 : 0);
  });

  it('says which time it did not believe, and why', () => {
    expect(read({ evn6: '209911210800', evn2: '202611210830' }).issues).toEqual([
      'EVN-6: lies after the time at which the event was recorded; the next time is used',
    ]);
    expect(read({ evn6: '202613210800', evn2: '202611210830' }).issues).toEqual([
      'EVN-6: the value has a month 13, which does not exist',
    ]);
  });

  it('never comes from a bare date, which orders nothing', () => {
    expect(read({ evn6: '20261121', evn2: '202611210830' })).toMatchObject({
      effective: '2026-11-21T08:30',
    });
    expect(read({ evn6: '20261121', evn2: '20261121', msh7: '20261121' }).effective).toBeUndefined();
  });

  it('is none where the message has no readable time', () => {
    expect(read({ msh7: 'T' })).toMatchObject({
      effective: undefined,
      issues: ['MSH-7: the value is not a time of the form YYYY[MM[DD[HHMM[SS]]]][+/-ZZZZ]'],
    });
  });

  it('does not follow an EVN-2 that lies years after the message', () => {
    const result = read({ evn6: '209911210800', evn2: '209911210800', msh7: '202611210840' });
    expect(result).toMatchObject({ effective: '2026-11-21T08:40', recorded: '2026-11-21T08:40' });
    expect(result.issues[0]).toBe('EVN-2: lies days after the time of the message; MSH-7 is used');
  });

  it('bears an EVN-2 that is out of step with MSH-7 by hours, or long before it', () => {
    expect(read({ evn2: '202611211200', msh7: '202611210052' })).toMatchObject({
      effective: '2026-11-21T12:00',
      issues: [],
    });
    expect(read({ evn2: '202611211200', msh7: '202612210052' })).toMatchObject({
      effective: '2026-11-21T12:00',
      issues: [],
    });
  });

  it('tells a time in the hour that happens twice', () => {
    expect(read({ evn6: '202610250130', evn2: '202610250130' })).toMatchObject({
      effective: '2026-10-25T00:30',
      issues: [
        'EVN-2: the local time is ambiguous at the clock change',
        'EVN-6: the local time is ambiguous at the clock change',
      ],
    });
  });
});
