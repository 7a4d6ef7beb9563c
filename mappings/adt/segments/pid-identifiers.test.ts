import { describe, expect, it } from 'vitest';
import { NHS_NUMBER } from '../../../conformance/systems.ts';
import { FEED, segmentOf } from '../../../test-data/adt/source.ts';
import type { FeedProfile } from '../feed-profile.ts';
import { IssueList } from '../issue.ts';
import { mergedIdentifiers, patientIdentifiers, verificationStatus } from './pid-identifiers.ts';

const MRN = 'https://fhir.nhs.uk/RFR/Id/mrn';

function read(
  fields: Readonly<Record<number, string>>,
  feed: FeedProfile = FEED,
): { values: string[]; statuses: (string | undefined)[]; issues: string[] } {
  const issues = new IssueList();
  const identifiers = patientIdentifiers(segmentOf('PID', fields), feed, issues);
  return {
    values: identifiers.map((i) => `${i.system ?? ''}|${i.value ?? ''}`),
    statuses: identifiers.filter((i) => i.system === NHS_NUMBER).map(verificationStatus),
    issues: issues.all().map((issue) => `${issue.from} ${issue.reason}`),
  };
}

describe('the NHS number is told by its authority or type, never by its place', () => {
  it.each([
    '9990000018^^^NHS',
    '9990000018^^^NHS^NH',
    '9990000018^^^NHS^HN',
    '9990000018^^^NHSNBR^NHSNMBR',
    '9990000018^^^NHSNMBR',
    '9990000018^^^nhs^nh',
    '9990000018^^^^NH',
    '999 000 0018^^^NHS^NH',
    ' 9990000018^^^NHS^NH{status:01}',
  ])('%s', (cx) => {
    for (const list of [`${cx}~R1^^^RFR^MR`, `R1^^^RFR^MR~${cx}`]) {
      expect(read({ 3: list }).values.toSorted()).toEqual([`${NHS_NUMBER}|9990000018`, `${MRN}|R1`]);
    }
  });

  it('has its status from PID-32, in whichever repetition it stands', () => {
    for (const codes of ['NSTS01', 'ED~NSTS01', '~~~~~NSTS01', 'nsts01']) {
      expect(read({ 3: '9990000018^^^NHS', 32: codes }).statuses).toEqual(['01']);
    }
  });

  it('has its status from the type of the identifier, before PID-32', () => {
    expect(read({ 3: '9990000018^^^NHS^NH{status:02}', 32: 'NSTS01' }).statuses).toEqual(['02']);
  });

  it('without a status has none', () => {
    expect(read({ 3: '9990000018^^^NHS' }).statuses).toEqual([undefined]);
  });

  it('with a status that is in no list has none, and says so', () => {
    expect(read({ 3: '9990000018^^^NHS', 32: 'NSTS77' })).toMatchObject({
      statuses: [undefined],
      issues: ['PID-32 the NHS number status is not 01 to 08'],
    });
  });

  it.each([
    ['523456789^^^NHS^NH{status:01}', 'PID-3[1] the NHS number is not ten digits'],
    ['9990000019^^^NHS^NH', 'PID-3[1] the NHS number fails the modulus 11 check'],
    ['3333333333^^^NHS', 'PID-3[1] the NHS number is a known filler number that identifies nobody'],
  ])('%s is not an identifier, and is reported without its digits', (cx, issue) => {
    expect(read({ 3: cx })).toEqual({ values: [], statuses: [], issues: [issue] });
  });

  it('in PID-2 counts when an authority says so, and not for its shape alone', () => {
    expect(read({ 2: '9990000018^^^NHSNBR^NHSNMBR' }).values).toEqual([`${NHS_NUMBER}|9990000018`]);
    expect(read({ 2: '9990000018' })).toEqual({
      values: [],
      statuses: [],
      issues: ['PID-2[1] an identifier without authority is read in PID-3 only'],
    });
  });
});

describe('a local number', () => {
  it('is named by the rule of its authority, without regard to case', () => {
    expect(read({ 3: 'R1^^^rfr^MR' }).values).toEqual([`${MRN}|R1`]);
  });

  it('of another authority has a system of its own', () => {
    expect(read({ 3: 'X1^^^A&E PAS^PI' }).values).toEqual(['https://fhir.nhs.uk/RFR/Id/A|X1']);
    expect(read({ 3: 'X1^^^OTHER PAS^PI' }).values).toEqual(['https://fhir.nhs.uk/RFR/Id/OTHER%20PAS|X1']);
  });

  it('without an authority is reported, unless the feed has a rule for it', () => {
    expect(read({ 3: 'R1' })).toEqual({
      values: [],
      statuses: [],
      issues: ['PID-3[1] no assigning authority, and this feed has no default one'],
    });
    const lenient = { ...FEED, identifiers: [{ authority: '', system: MRN }] };
    expect(read({ 3: 'R1' }, lenient).values).toEqual([`${MRN}|R1`]);
  });

  it('sent twice is one', () => {
    expect(read({ 2: 'R1^^^RFR', 3: 'R1^^^RFR^MR~R1^^^RFR^PI' }).values).toEqual([`${MRN}|R1`]);
  });

  it('in PID-4 is temporary', () => {
    const [identifier] = patientIdentifiers(segmentOf('PID', { 4: 'T1^^^RFR' }), FEED, new IssueList());
    expect(identifier).toEqual({ use: 'temp', system: MRN, value: 'T1' });
  });

  it('too long to be one is reported', () => {
    expect(read({ 3: `${'1'.repeat(65)}^^^RFR` }).issues).toEqual([
      'PID-3[1] the identifier is longer than 64 characters',
    ]);
  });

  it.each(['MR', 'PI', 'PT', 'MRN', 'MEDREC', '', 'U'])(
    'of the type "%s" is a number of a person',
    (type) => {
      expect(read({ 3: `R1^^^RFR^${type}` }).values).toEqual([`${MRN}|R1`]);
    },
  );

  it.each([
    ['AN', 'an'],
    ['VN', 'vn'],
    ['A/B', 'a%2Fb'],
  ])('of the type "%s" is a number of something else, under a system of its own', (type, suffix) => {
    expect(read({ 3: `R1^^^RFR^${type}` }).values).toEqual([`${MRN}-${suffix}|R1`]);
  });

  it('is read fifty times and no more', () => {
    const many = Array.from({ length: 60 }, (_, i) => `R${i}^^^RFR^MR`).join('~');
    const result = read({ 3: many });
    expect(result.values).toHaveLength(50);
    expect(result.issues).toEqual(['PID-3 only the first 50 of 60 repetitions are read']);
  });

  it('that is null is none', () => {
    expect(read({ 3: '""' })).toEqual({ values: [], statuses: [], issues: [] });
  });
});

describe('MRG-1 is read as PID-3 is', () => {
  const merged = (
    cx: string,
    feed: FeedProfile = FEED,
  ): { values: string[]; statuses: (string | undefined)[]; issues: string[] } => {
    const issues = new IssueList();
    // MRG-3 is no number of a person, and MRG has no statuses where PID has them.
    const identifiers = mergedIdentifiers(
      segmentOf('MRG', { 1: cx, 3: 'A9^^^RFR', 32: 'NSTS01' }),
      feed,
      issues,
    );
    return {
      values: identifiers.map((i) => `${i.system ?? ''}|${i.value ?? ''}`),
      statuses: identifiers.filter((i) => i.system === NHS_NUMBER).map(verificationStatus),
      issues: issues.all().map((issue) => `${issue.from} ${issue.reason}`),
    };
  };

  it('by authority, whatever the place', () => {
    for (const cx of ['9990000018^^^NHS^NH~R1^^^RFR^MR', 'R1^^^RFR^MR~9990000018^^^NHS^NH']) {
      expect(merged(cx).values.toSorted()).toEqual([`${NHS_NUMBER}|9990000018`, `${MRN}|R1`]);
    }
  });

  it('with the status of an NHS number in its type alone', () => {
    expect(merged('9990000018^^^NHS^NH').statuses).toEqual([undefined]);
    expect(merged('9990000018^^^NHS^NH{status:01}').statuses).toEqual(['01']);
  });

  it('without an authority only by the rule of the feed', () => {
    expect(merged('R1')).toMatchObject({
      values: [],
      issues: ['MRG-1[1] no assigning authority, and this feed has no default one'],
    });
    const feed = { ...FEED, identifiers: [{ authority: '', system: MRN }] };
    expect(merged('R1', feed)).toMatchObject({ values: [`${MRN}|R1`], issues: [] });
  });
});
