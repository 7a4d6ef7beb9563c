import { describe, expect, it } from 'vitest';
import { FEED, segmentOf } from '../../../test-data/adt/source.ts';
import type { PersonData } from '../../fact.ts';
import { IssueList, type MappingIssue } from '../issue.ts';
import { personFromPid } from './pid.ts';

function read(fields: Readonly<Record<number, string>>): {
  data: PersonData;
  issues: readonly MappingIssue[];
} {
  const issues = new IssueList();
  return { data: personFromPid(segmentOf('PID', fields), FEED, issues), issues: issues.all() };
}

describe('PID', () => {
  it('that says nothing states nothing', () => {
    expect(read({ 1: '1' })).toEqual({ data: { identifiers: [] }, issues: [] });
  });

  it.each([
    [5, 'name'],
    [8, 'gender'],
    [11, 'address'],
    [13, 'homeTelecom'],
    [14, 'workTelecom'],
    [15, 'language'],
    [16, 'maritalStatus'],
    [22, 'ethnicCategory'],
    [23, 'birthPlace'],
    [24, 'multipleBirth'],
    [25, 'birthOrder'],
    [28, 'nationality'],
    [29, 'deathTime'],
    [30, 'deathIndicator'],
  ])('null in PID-%i clears %s', (field, key) => {
    expect(read({ [field]: '""' })).toEqual({ data: { identifiers: [], [key]: null }, issues: [] });
  });

  it('null in PID-7 clears the birth date and its time', () => {
    expect(read({ 7: '""' }).data).toEqual({ identifiers: [], birthDate: null, birthTime: null });
  });

  it.each([
    ['0', 'unknown'],
    ['1', 'male'],
    ['2', 'female'],
    ['9', 'other'],
    ['M', 'male'],
    ['f', 'female'],
    ['A', 'other'],
    ['U', 'unknown'],
  ])('sex %s is %s', (code, gender) => {
    expect(read({ 8: code }).data.gender).toBe(gender);
  });

  it.each([
    ['EN', 'en'],
    ['pl', 'pl'],
    ['q4', 'bfi'],
  ])('language %s is %s', (code, tag) => {
    expect(read({ 15: code }).data.language).toEqual({ coding: [{ system: 'urn:ietf:bcp:47', code: tag }] });
  });

  it('keeps what can be read of a list, and says what is odd in it', () => {
    expect(read({ 5: 'Hartley^Joan^^^^^L~^^^^Mrs~Hart^Jo^^^^^XYZ' })).toEqual({
      data: {
        identifiers: [],
        name: [
          { use: 'official', family: 'Hartley', given: ['Joan'] },
          { family: 'Hart', given: ['Jo'] },
        ],
      },
      issues: [{ from: 'PID-5[3].7', to: 'Patient.name.use', reason: 'the name type is not in table 0200' }],
    });
  });
});

describe('the birth date', () => {
  it.each([
    ['a date', '19250704', '1925-07-04', null],
    ['a summer date with a time', '192507040030', '1925-07-04', '1925-07-04T00:30:00+01:00'],
    ['a summer date at midnight', '19250704000000', '1925-07-04', null],
    ['a time of double summer time', '194107040030', '1941-07-04', '1941-07-04T00:30:00+02:00'],
    ['the winter of standard time', '196901150015', '1969-01-15', '1969-01-15T00:15:00+01:00'],
    ['a year', '1925', '1925', null],
    ['a month', '192507', '1925-07', null],
  ])('%s is a date that never moves', (_, text, birthDate, birthTime) => {
    expect(read({ 7: text })).toEqual({ data: { identifiers: [], birthDate, birthTime }, issues: [] });
  });

  it('of month 13 is left out and reported with both ends', () => {
    expect(read({ 7: '196513121515' })).toEqual({
      data: { identifiers: [] },
      issues: [
        {
          from: 'PID-7',
          to: 'Patient.birthDate',
          reason: 'the value has a month 13, which does not exist',
        },
      ],
    });
  });

  it('tells a birth time in the hour that happened twice', () => {
    expect(read({ 7: '199510220130' }).issues).toEqual([
      {
        from: 'PID-7',
        to: 'Patient.birthDate.extension:birthTime',
        reason: 'the local time is ambiguous at the clock change',
      },
    ]);
  });

  it.each([
    ['ED', true],
    ['UD', true],
    ['NSTS01~ED', true],
    ['~~~ED', true],
    ['NSTS01', false],
    ['US', false],
  ])('with reliability %s is estimated: %s', (codes, estimated) => {
    expect(read({ 32: codes }).data.birthDateEstimated).toBe(estimated);
  });
});

describe('death', () => {
  it.each([
    ['a time and yes', '20261121', 'Y', { deathTime: '2026-11-21', deathIndicator: true }, 0],
    ['yes alone', '', 'Y', { deathIndicator: true }, 0],
    ['no alone', '', 'N', { deathIndicator: false }, 0],
    [
      'a time and no',
      '202611210930',
      'N',
      { deathTime: '2026-11-21T09:30:00+00:00', deathIndicator: false },
      1,
    ],
  ])('%s', (_, time, indicator, expected, issues) => {
    const result = read({ 29: time, 30: indicator });
    expect(result.data).toEqual({ identifiers: [], ...expected });
    expect(result.issues.length).toBe(issues);
  });

  it('that contradicts itself is reported', () => {
    expect(read({ 29: '20261121', 30: 'N' }).issues).toEqual([
      {
        from: 'PID-29',
        to: 'Patient.deceased[x]',
        reason: 'a time of death is given, and PID-30 says not dead',
      },
    ]);
  });
});

describe('a code that cannot be mapped is reported with both ends, and kept as text where there is a place for it', () => {
  it.each([
    [8, 'X', 'Patient.gender', 'gender', undefined],
    [15, 'ENGLISH', 'Patient.communication.language', 'language', undefined],
    [15, 'q5', 'Patient.communication.language', 'language', undefined],
    [16, 'Cohabiting', 'Patient.maritalStatus', 'maritalStatus', { text: 'Cohabiting' }],
    [22, 'Z1', 'Patient.extension:ethnicCategory', 'ethnicCategory', { text: 'Z1' }],
    [24, 'TWIN', 'Patient.multipleBirth[x]', 'multipleBirth', undefined],
    [25, 'second', 'Patient.multipleBirthInteger', 'birthOrder', undefined],
    [28, 'British', 'Patient.extension:nationality', 'nationality', { text: 'British' }],
    [29, '20261399', 'Patient.deceasedDateTime', 'deathTime', undefined],
    [30, '1', 'Patient.deceasedBoolean', 'deathIndicator', undefined],
  ] as const)('PID-%i "%s"', (field, text, to, key, value) => {
    const result = read({ [field]: text });
    expect(result.data[key]).toEqual(value);
    expect(result.issues.map((issue) => [issue.from, issue.to])).toEqual([[`PID-${field}`, to]]);
    expect(JSON.stringify(result.issues)).not.toContain(`"${text}"`);
  });
});
