import { describe, expect, it } from 'vitest';
import { FEED, mappedText, refusedText } from '../../test-data/adt/source.ts';
import type { FeedProfile } from './feed-profile.ts';

const EVN = 'EVN||20261121101400||||20261121100000';
const MRN = 'https://fhir.nhs.uk/RFR/Id/mrn';
const VISIT = 'https://fhir.nhs.uk/RFR/Id/Encounter';
const ACCOUNTS: FeedProfile = { ...FEED, visitNumberField: 'PID-18' };
const pid = (number: string, account = ''): string =>
  `PID|1||${number}^^^RFR||Hartley^Joan${'|'.repeat(13)}${account}`;
const pv1 = (visit: string): string => `PV1|1|I|^B6^4${'|'.repeat(16)}${visit}`;
const mrg = (person: string, account = '', prior = ''): string => `MRG|${person}||${account}||${prior}`;

describe('A45 moves a visit to the person in PID', () => {
  it('from the one in MRG-1, under its own number', () => {
    const { people, visits, identity } = mappedText('ADT^A45', [
      EVN,
      pid('R1'),
      mrg('9990000018^^^NHS~R2^^^RFR', 'A1', 'V1'),
      pv1('V1'),
    ]);
    expect(visits).toMatchObject([
      {
        kind: 'move',
        visit: `${VISIT}|V1`,
        person: `${MRN}|R1`,
        data: { visitNumber: { value: 'V1' }, movedFrom: `${MRN}|R2`, location: { ward: 'B6' } },
        effective: '2026-11-21T10:00:00.000Z',
      },
    ]);
    expect(people).toMatchObject([{ kind: 'demographics', person: `${MRN}|R1` }]);
    expect(identity).toEqual([]);
  });

  it('and under a new number, where MRG-5 names another', () => {
    const { visits, identity } = mappedText('ADT^A45', [
      EVN,
      pid('R1'),
      mrg('R2^^^RFR', '', 'V2'),
      pv1('V1'),
    ]);
    expect(visits).toMatchObject([{ kind: 'move', visit: `${VISIT}|V1` }]);
    expect(identity).toMatchObject([
      { kind: 'change-number', of: 'visit', from: `${VISIT}|V2`, into: `${VISIT}|V1` },
    ]);
  });

  it('from whom it was taken for, where MRG-1 does not say', () => {
    const [visit] = mappedText('ADT^A45', [EVN, pid('R1'), mrg(''), pv1('V1')]).visits;
    expect(visit).toMatchObject({ kind: 'move', person: `${MRN}|R1` });
    expect(visit?.data).not.toHaveProperty('movedFrom');
  });

  it('with several visits, each by its own MRG and PV1', () => {
    const { visits, identity, people } = mappedText('ADT^A45', [
      EVN,
      pid('R1'),
      mrg('R2^^^RFR', '', 'V1'),
      pv1('V1'),
      mrg('R3^^^RFR', '', 'V9'),
      pv1('V2'),
      'PV2|||^Fall',
    ]);
    expect(visits.map(({ visit, data }) => [visit, data.movedFrom, data.reason?.text])).toEqual([
      [`${VISIT}|V1`, `${MRN}|R2`, undefined],
      [`${VISIT}|V2`, `${MRN}|R3`, 'Fall'],
    ]);
    expect(identity.map(({ from, into }) => [from, into])).toEqual([[`${VISIT}|V9`, `${VISIT}|V2`]]);
    expect(people).toHaveLength(1);
  });

  it('by PID-18 and MRG-3 in a feed that numbers its visits there', () => {
    const { visits, identity } = mappedText(
      'ADT^A45',
      [EVN, pid('R1', 'A1'), mrg('R2^^^RFR', 'A2', 'V2'), pv1('V1')],
      ACCOUNTS,
    );
    expect(visits).toMatchObject([{ visit: `${VISIT}|A1`, data: { movedFrom: `${MRN}|R2` } }]);
    expect(identity).toMatchObject([{ from: `${VISIT}|A2`, into: `${VISIT}|A1` }]);
  });

  it('to the same person is no more than a new number', () => {
    const { visits, identity } = mappedText('ADT^A45', [
      EVN,
      pid('R1'),
      mrg('R1^^^RFR', '', 'V2'),
      pv1('V1'),
    ]);
    expect(visits[0]?.data).not.toHaveProperty('movedFrom');
    expect(identity).toHaveLength(1);
  });

  it.each<[string, readonly string[], object]>([
    ['without MRG', [pid('R1'), pv1('V1')], { condition: 100, segment: 'MRG' }],
    ['without PV1', [pid('R1'), mrg('R2^^^RFR', '', 'V1')], { condition: 100, segment: 'PV1' }],
    ['without PV1-19', [pid('R1'), mrg('R2^^^RFR', '', 'V1'), pv1('')], { condition: 101, field: 19 }],
    [
      'to the same person under the same number',
      [pid('R1'), mrg('R1^^^RFR', '', 'V1'), pv1('V1')],
      { condition: 204 },
    ],
    ['to nobody', ['PID|1', mrg('R2^^^RFR'), pv1('V1')], { condition: 204, segment: 'PID', field: 3 }],
    [
      'with a former number too long',
      [pid('R1'), mrg('', '', '9'.repeat(65)), pv1('V1')],
      { condition: 102 },
    ],
    [
      'of the same visit twice',
      [pid('R1'), mrg('R2^^^RFR'), pv1('V1'), mrg('R3^^^RFR'), pv1('V1')],
      { condition: 204, segment: 'PV1', field: 19 },
    ],
    [
      'with a fault in the second of two people',
      [pid('R1'), mrg('R2^^^RFR'), pv1('V1'), pid('R3'), mrg('R4^^^RFR')],
      { condition: 100, segment: 'PV1', sequence: 2, text: 'group 2 of 2: the PV1 segment is missing' },
    ],
  ])('is refused %s', (_, segments, refusal) => {
    expect(refusedText('ADT^A45', [EVN, ...segments])).toMatchObject(refusal);
  });
});

describe('A44 moves an account', () => {
  it('which is a visit in a feed that numbers its visits in PID-18', () => {
    const { visits, identity } = mappedText(
      'ADT^A44',
      [EVN, pid('R1', 'A1'), mrg('R2^^^RFR', 'A2')],
      ACCOUNTS,
    );
    expect(visits).toMatchObject([
      {
        kind: 'move',
        visit: `${VISIT}|A1`,
        person: `${MRN}|R1`,
        data: { visitNumber: { value: 'A1' }, movedFrom: `${MRN}|R2` },
      },
    ]);
    expect(identity).toMatchObject([{ of: 'visit', from: `${VISIT}|A2`, into: `${VISIT}|A1` }]);
  });

  it('which is a visit where the message names one', () => {
    const { visits } = mappedText('ADT^A44', [EVN, pid('R1'), mrg('R2^^^RFR', 'A2'), pv1('V1')]);
    expect(visits).toMatchObject([{ kind: 'move', visit: `${VISIT}|V1`, data: { movedFrom: `${MRN}|R2` } }]);
  });

  it('which is not held otherwise: the person is read, and an issue says so', () => {
    const { people, visits, identity, issues } = mappedText('ADT^A44', [
      EVN,
      pid('R1', 'A1'),
      mrg('R2^^^RFR', 'A2'),
    ]);
    expect([people.length, visits.length, identity.length]).toEqual([1, 0, 0]);
    expect(issues).toEqual([
      {
        from: 'MRG-3',
        to: 'Encounter.identifier',
        reason: 'account numbers are not held, and no visit is named',
      },
    ]);
  });
});
