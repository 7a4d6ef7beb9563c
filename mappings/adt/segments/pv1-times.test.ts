import { describe, expect, it } from 'vitest';
import { parseTime, type Hl7Time } from '../datatypes/time.ts';
import { IssueList } from '../issue.ts';
import { reportTimes } from './pv1-times.ts';

function time(text: string): Hl7Time {
  const result = parseTime(text);
  if ('reason' in result) throw new Error(result.reason);
  return result.time;
}

function read(
  kind: Parameters<typeof reportTimes>[0],
  admit?: string,
  discharge?: string,
  expected?: string,
): string[] {
  const issues = new IssueList();
  reportTimes(
    kind,
    {
      ...(expected === undefined ? {} : { expectedDischarge: expected }),
      ...(admit === undefined ? {} : { admitTime: time(admit) }),
      ...(discharge === undefined ? {} : { dischargeTime: time(discharge) }),
    },
    { instant: '2026-11-21T10:00:00.000Z', dateTime: '2026-11-21T10:00:00+00:00' },
    issues,
  );
  return issues.all().map((issue) => `${issue.from} -> ${issue.to}: ${issue.reason}`);
}

describe('a time that the record will not use is reported', () => {
  it.each([
    [
      'an admission time after the event',
      'admit',
      '202611211001',
      undefined,
      ['PV1-44 -> Encounter.period.start: lies after the event; the time of the event is used'],
    ],
    [
      'a registration time without a time of day',
      'register',
      '20261121',
      undefined,
      ['PV1-44 -> Encounter.period.start: has no time of day; the time of the event is used'],
    ],
    [
      'an admission time of a patient who is only expected',
      'pre-admit',
      '202611220900',
      undefined,
      ['PV1-44 -> Encounter.period.start: the patient is only expected; PV2-8 says when'],
    ],
    [
      'an admission time of an admission that is pending',
      'pending-admit',
      '202611220900',
      undefined,
      ['PV1-44 -> Encounter.period.start: the patient is only expected; PV2-8 says when'],
    ],
    [
      'a discharge time well after the event',
      'discharge',
      undefined,
      '202611211006',
      ['PV1-45 -> Encounter.period.end: lies after the event; the time of the event is used'],
    ],
    [
      'a discharge date',
      'discharge',
      undefined,
      '20261121',
      ['PV1-45 -> Encounter.period.end: has no time of day; the time of the event is used'],
    ],
    ['nothing of an admission time at the event', 'admit', '202611211000', undefined, []],
    ['nothing of a discharge time a little after the event', 'discharge', '202611200900', '202611211005', []],
    ['nothing of times repeated in an update', 'update', '202611221000', '202611231000', []],
    ['nothing of times repeated in a transfer', 'transfer', '202611221000', undefined, []],
  ] as const)('%s', (_, kind, admit, discharge, expected) => {
    expect(read(kind, admit, discharge)).toEqual(expected);
  });
});

describe('an expected discharge that cannot be', () => {
  it.each([
    ['before the event, as a date', 'admit', undefined, '2026-11-20', true],
    ['before the event, as a time', 'transfer', undefined, '2026-11-21T09:00:00+00:00', true],
    ['before the admission', 'admit', '202611200900', '2026-11-19', true],
    [
      'after the admission, though before the event that tells it',
      'admit',
      '202611200900',
      '2026-11-20',
      false,
    ],
    ['on the day of the event', 'admit', undefined, '2026-11-21', false],
    ['in the month of the event', 'admit', undefined, '2026-11', false],
    ['before a pre-admission is entered', 'pre-admit', undefined, '2026-11-20', false],
  ] as const)('%s', (_, kind, admit, expected, reported) => {
    expect(read(kind, admit, undefined, expected)).toEqual(
      reported
        ? [
            'PV2-9 -> Encounter.extension:plannedEndDate: lies before the admission, or before the event that tells it',
          ]
        : [],
    );
  });
});
