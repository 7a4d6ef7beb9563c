import { describe, expect, it } from 'vitest';
import { FEED, mappedText, refusedText } from '../../test-data/adt/source.ts';
import type { FeedProfile } from './feed-profile.ts';

const EVN = 'EVN||20261121101400||||20261121100000';
const MRN = 'https://fhir.nhs.uk/RFR/Id/mrn';
const VISIT = 'https://fhir.nhs.uk/RFR/Id/Encounter';
const pid = (numbers: string, account = ''): string =>
  `PID|1||${numbers}||Hartley^Joan${'|'.repeat(13)}${account}`;
const pv1 = (visit: string): string => `PV1|1|I|^B6^4${'|'.repeat(16)}${visit}`;

interface Pair {
  readonly kind: string;
  readonly of: string;
  readonly from: string;
  readonly into: string;
}

function pairs(event: string, segments: readonly string[], feed = FEED): Pair[] {
  return mappedText(`ADT^${event}`, [EVN, ...segments], feed).identity.map(({ kind, of, from, into }) => ({
    kind,
    of,
    from,
    into,
  }));
}

const person = (kind: string, from: string, into: string): Pair => ({
  kind,
  of: 'person',
  from: `${MRN}|${from}`,
  into: `${MRN}|${into}`,
});
const visit = (kind: string, from: string, into: string): Pair => ({
  kind,
  of: 'visit',
  from: `${VISIT}|${from}`,
  into: `${VISIT}|${into}`,
});

describe('the number of a visit', () => {
  const mrg = (person: string, account: string, prior: string): string =>
    `MRG|${person}||${account}||${prior}`;
  const accounts: FeedProfile = { ...FEED, visitNumberField: 'PID-18' };

  it.each([
    ['A42', 'merge'],
    ['A50', 'change-number'],
  ])('%s: a %s of MRG-5 into PV1-19; MRG-3 into PID-18 where the feed has it there', (event, kind) => {
    const segments = [pid('R1^^^RFR', 'A1'), mrg('R1^^^RFR', 'A2', 'V2'), pv1('V1')];
    expect(pairs(event, segments)).toEqual([visit(kind, 'V2', 'V1')]);
    expect(pairs(event, segments, accounts)).toEqual([visit(kind, 'A2', 'A1')]);
    expect(mappedText(`ADT^${event}`, [EVN, ...segments]).people).toMatchObject([{ person: `${MRN}|R1` }]);
  });

  it.each<[string, readonly string[], object]>([
    ['without PV1', [pid('R1^^^RFR'), mrg('', '', 'V2')], { condition: 100, segment: 'PV1' }],
    ['without PV1-19', [pid('R1^^^RFR'), mrg('', '', 'V2'), pv1('')], { condition: 101, segment: 'PV1' }],
    [
      'without MRG-5',
      [pid('R1^^^RFR'), mrg('', 'A2', ''), pv1('V1')],
      { condition: 101, segment: 'MRG', field: 5 },
    ],
    [
      'into itself',
      [pid('R1^^^RFR'), mrg('', '', 'V1'), pv1('V1')],
      { condition: 204, segment: 'MRG', field: 5 },
    ],
    [
      'with a number too long',
      [pid('R1^^^RFR'), mrg('', '', '9'.repeat(65)), pv1('V1')],
      { condition: 102, segment: 'MRG', field: 5 },
    ],
  ])('is refused %s', (_, segments, refusal) => {
    expect(refusedText('ADT^A50', [EVN, ...segments])).toMatchObject(refusal);
  });

  it.each([
    ['A35', 'merge', 0],
    ['A36', 'merge', 1],
    ['A41', 'merge', 0],
    ['A49', 'change-number', 0],
  ])(
    '%s is about accounts: a %s of visits where they are visits, or visits are named',
    (event, kind, people) => {
      const merged = people === 1 ? [person('merge', 'R2', 'R1')] : [];
      const retired = people === 1 ? 'R2^^^RFR' : 'R1^^^RFR';
      const segments = [pid('R1^^^RFR', 'A1'), mrg(retired, 'A2', 'V2'), pv1('V1')];
      expect(pairs(event, segments)).toEqual([...merged, visit(kind, 'V2', 'V1')]);
      expect(pairs(event, segments, accounts)).toEqual([...merged, visit(kind, 'A2', 'A1')]);
      // Accounts alone are not held.
      const alone = [pid('R1^^^RFR', 'A1'), mrg(retired, 'A2', '')];
      expect(pairs(event, alone)).toEqual(merged);
      const { people: facts, issues } = mappedText(`ADT^${event}`, [EVN, ...alone]);
      expect(facts).toHaveLength(1);
      expect(issues).toEqual([
        {
          from: 'MRG-5',
          to: 'Encounter.identifier',
          reason: 'account numbers are not held, and no visit changes its number',
        },
      ]);
      // A visit that keeps its number is none that changes it.
      expect(pairs(event, [pid('R1^^^RFR'), mrg(retired, 'A2', 'V1'), pv1('V1')])).toEqual(merged);
    },
  );
});
