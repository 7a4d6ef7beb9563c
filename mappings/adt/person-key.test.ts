import { describe, expect, it } from 'vitest';
import { FEED, mappedText, refusedText, segmentOf } from '../../test-data/adt/source.ts';
import type { FeedProfile } from './feed-profile.ts';
import { IssueList } from './issue.ts';
import { ownKeys, personKey, retiredKeys } from './person-key.ts';
import { mergedIdentifiers } from './segments/pid-identifiers.ts';

const EVN = 'EVN||20261121101400||||20261121100000';
const PV1 = `PV1|1|I|^B6^4^RFRPA${'|'.repeat(16)}V1^^^RFR^VN`;

function keyOf(event: string, pid: string): string | undefined {
  return mappedText(event, [EVN, pid, PV1]).people[0]?.person;
}

describe('the person is meant', () => {
  const key = (cx: string, status = '', event = 'ADT^A01'): string | undefined =>
    keyOf(event, `PID|1||${cx}${'|'.repeat(29)}${status}`);

  it.each([
    [
      'by the local number, wherever it stands',
      '9990000018^^^NHS^NH~R1^^^RFR^MR',
      'NSTS01',
      'https://fhir.nhs.uk/RFR/Id/mrn|R1',
    ],
    [
      'by a verified NHS number',
      '9990000018^^^NHS^NH',
      'NSTS01',
      'https://fhir.nhs.uk/Id/nhs-number|9990000018',
    ],
    [
      'by an unverified one as this sender’s own',
      '9990000018^^^NHS^NH',
      'NSTS02',
      'https://fhir.nhs.uk/RFR/Id/unverified-nhs-number|9990000018',
    ],
    [
      'by one without status as this sender’s own',
      '9990000018^^^NHS^NH',
      '',
      'https://fhir.nhs.uk/RFR/Id/unverified-nhs-number|9990000018',
    ],
    ['by a number of another authority', 'X1^^^OTHER^PI', '', 'https://fhir.nhs.uk/RFR/Id/OTHER|X1'],
    [
      'by the visit, where nothing identifies them',
      '3333333333^^^NHS',
      '',
      'https://fhir.nhs.uk/RFR/Id/Encounter-unidentified-patient|V1',
    ],
  ])('%s', (_, cx, status, expected) => {
    expect(key(cx, status)).toBe(expected);
  });

  it('by the same one of several local numbers, in whatever order they are sent', () => {
    expect(key('R2^^^RFR^MR~R1^^^RFR^MR')).toBe('https://fhir.nhs.uk/RFR/Id/mrn|R1');
    expect(key('R1^^^RFR^MR~R2^^^RFR^MR')).toBe('https://fhir.nhs.uk/RFR/Id/mrn|R1');
  });

  it('never by an account number of the same authority', () => {
    expect(key('A9^^^RFR^AN~R1^^^RFR^MR')).toBe('https://fhir.nhs.uk/RFR/Id/mrn|R1');
  });

  it('never by a temporary number', () => {
    expect(keyOf('ADT^A01', 'PID|1||9990000018^^^NHS|T1^^^RFR|')).toBe(
      'https://fhir.nhs.uk/RFR/Id/unverified-nhs-number|9990000018',
    );
    expect(refusedText('ADT^A31', [EVN, 'PID|1|||T1^^^RFR|'])).toMatchObject({ condition: 204 });
  });
});

const MRN = 'https://fhir.nhs.uk/RFR/Id/mrn';
const NHS = 'https://fhir.nhs.uk/Id/nhs-number';
const UNVERIFIED = 'https://fhir.nhs.uk/RFR/Id/unverified-nhs-number';
const EMERGENCY = 'https://fhir.nhs.uk/RFR/Id/ed';
const TWO: FeedProfile = {
  ...FEED,
  identifiers: [...FEED.identifiers, { authority: 'RFRED', system: EMERGENCY }],
};

describe('the retired person is meant', () => {
  const retired = (cx: string, survivor: string, feed = TWO): readonly string[] =>
    retiredKeys(mergedIdentifiers(segmentOf('MRG', { 1: cx }), feed, new IssueList()), feed, survivor);

  it.each([
    [
      'by the local number, whatever stands before it',
      '9990000018^^^NHS~R2^^^RFR',
      `${MRN}|R1`,
      [`${MRN}|R2`],
    ],
    ['by each local number', 'E2^^^RFRED~R2^^^RFR', `${MRN}|R1`, [`${EMERGENCY}|E2`, `${MRN}|R2`]],
    [
      'by a number of another authority, where the survivor is known by one of it',
      'X2^^^OTHER~9990000018^^^NHS',
      'https://fhir.nhs.uk/RFR/Id/OTHER|X1',
      ['https://fhir.nhs.uk/RFR/Id/OTHER|X2'],
    ],
    [
      'by the NHS number for want of one',
      '9990000018^^^NHS~X2^^^OTHER',
      `${MRN}|R1`,
      [`${UNVERIFIED}|9990000018`],
    ],
    ['by a verified NHS number', '9990000018^^^NHS^NH{status:01}', `${MRN}|R1`, [`${NHS}|9990000018`]],
    [
      'by an NHS number without status as the survivor is: verified',
      '9990000018^^^NHS',
      `${NHS}|9990000026`,
      [`${NHS}|9990000018`],
    ],
    [
      'by an NHS number that was not traced, as such',
      '9990000018^^^NHS^NH{status:02}',
      `${NHS}|9990000026`,
      [`${UNVERIFIED}|9990000018`],
    ],
    [
      'by a number of another authority last',
      'X2^^^OTHER',
      `${MRN}|R1`,
      ['https://fhir.nhs.uk/RFR/Id/OTHER|X2'],
    ],
    ['by nothing that is a filler', '3333333333^^^NHS', `${MRN}|R1`, []],
  ])('%s', (_, cx, survivor, keys) => {
    expect(retired(cx, survivor)).toEqual(keys);
  });
});

describe('a number that the message retires', () => {
  const identifiers = [
    { system: MRN, value: 'R1' },
    { system: MRN, value: 'R2' },
  ];

  it('gives way to another of the same authority', () => {
    expect(personKey(identifiers, FEED, undefined, new Set([`${MRN}|R1`]))).toBe(`${MRN}|R2`);
    expect(personKey(identifiers, FEED)).toBe(`${MRN}|R1`);
  });

  it('still means the person where there is no other', () => {
    expect(personKey(identifiers, FEED, undefined, new Set([`${MRN}|R1`, `${MRN}|R2`]))).toBe(`${MRN}|R1`);
  });
});

it('a person’s own numbers are all but the temporary ones, an NHS number verified or not', () => {
  const identifiers = [
    { system: MRN, value: 'R1' },
    { system: MRN, value: 'T1', use: 'temp' as const },
    { system: NHS, value: '9990000018' },
    { value: 'no system' },
  ];
  expect([...ownKeys(identifiers, FEED)]).toEqual([
    `${MRN}|R1`,
    `${NHS}|9990000018`,
    `${UNVERIFIED}|9990000018`,
  ]);
});
