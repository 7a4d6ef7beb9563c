import { describe, expect, it } from 'vitest';
import { FEED, mappedText, refusedText } from '../../test-data/adt/source.ts';

const EVN = 'EVN||20261121101400||||20261121100000';
const MRN = 'https://fhir.nhs.uk/RFR/Id/mrn';
const VISIT = 'https://fhir.nhs.uk/RFR/Id/Encounter';
const pid = (number: string, family = 'Hartley'): string => `PID|1||${number}^^^RFR^MR||${family}^Joan`;
const pv1 = (place: string, visit: string): string => `PV1|1|I|${place}|||${'|'.repeat(13)}${visit}`;

describe('A17 swaps the beds of two people', () => {
  const one = [pid('R1'), pv1('^B6^1', 'V1'), 'PV2|||^Fall'];
  const other = [pid('R2', 'Marsh'), 'PD1||||G5612908^Townley', pv1('^B6^2', 'V2'), 'ZU8||2'];

  it('each visit is transferred to the place of its own PV1-3', () => {
    const { people, visits, identity } = mappedText('ADT^A17', [EVN, ...one, ...other]);
    expect(visits).toMatchObject([
      { kind: 'transfer', visit: `${VISIT}|V1`, person: `${MRN}|R1`, data: { location: { bed: '1' } } },
      { kind: 'transfer', visit: `${VISIT}|V2`, person: `${MRN}|R2`, data: { location: { bed: '2' } } },
    ]);
    expect(new Set(visits.map(({ effective }) => effective))).toEqual(new Set(['2026-11-21T10:00:00.000Z']));
    expect(identity).toEqual([]);
    // What is said of one is not said of the other.
    expect(people.map(({ person }) => person)).toEqual([`${MRN}|R1`, `${MRN}|R2`]);
    expect(people.map(({ data }) => data.name?.[0]?.family)).toEqual(['Hartley', 'Marsh']);
    expect(people.map(({ data }) => data.restricted)).toEqual([undefined, true]);
    expect(people.map(({ data }) => 'generalPractitioner' in data)).toEqual([false, true]);
    expect(visits.map(({ data }) => data.reason?.text)).toEqual(['Fall', undefined]);
  });

  it('of one person with two visits makes facts that differ in their stamps', () => {
    const { people } = mappedText('ADT^A17', [EVN, ...one, pid('R1'), pv1('^B6^2', 'V2')]);
    expect(new Set(people.map(({ stamp }) => stamp)).size).toBe(2);
  });

  it.each<[string, readonly string[], object]>([
    ['one group', one, { condition: 100, segment: 'PID' }],
    ['three groups', [...one, ...other, pid('R3'), pv1('^B6^3', 'V3')], { condition: 100, segment: 'PID' }],
    [
      'a second group without PV1',
      [...one, pid('R2')],
      { condition: 100, segment: 'PV1', sequence: 2, text: 'group 2 of 2: the PV1 segment is missing' },
    ],
    [
      'a first group without a visit number',
      [pid('R1'), pv1('^B6^1', ''), ...other],
      { condition: 101, segment: 'PV1', field: 19, sequence: 1 },
    ],
    [
      'a group without a place',
      [...one, pid('R2'), pv1('', 'V2')],
      {
        condition: 101,
        segment: 'PV1',
        field: 3,
        sequence: 2,
        text: 'group 2 of 2: no ward to move to, where this feed names wards',
      },
    ],
    ['a null place', [...one, pid('R2'), pv1('""', 'V2')], { condition: 101, field: 3, sequence: 2 }],
    ['one visit twice', [...one, pid('R2'), pv1('^B6^2', 'V1')], { condition: 204, field: 19 }],
  ])('%s is refused as a whole', (_, segments, refusal) => {
    expect(refusedText('ADT^A17', [EVN, ...segments])).toMatchObject(refusal);
  });
});

describe.each([
  ['A24', 'link'],
  ['A37', 'unlink'],
])('%s speaks of two records', (event, kind) => {
  it('by two PID segments: their numbers, and what is stated of both', () => {
    const { people, visits, identity } = mappedText(`ADT^${event}`, [
      EVN,
      pid('R1'),
      pv1('^B6', 'V1'),
      pid('R2', 'Marsh'),
    ]);
    expect(identity).toMatchObject([
      { kind, of: 'person', from: `${MRN}|R2`, into: `${MRN}|R1`, effective: '2026-11-21T10:00:00.000Z' },
    ]);
    expect(people.map(({ person, data }) => [person, data.name?.[0]?.family])).toEqual([
      [`${MRN}|R1`, 'Hartley'],
      [`${MRN}|R2`, 'Marsh'],
    ]);
    expect(visits).toEqual([]);
  });

  it.each<[string, readonly string[], object]>([
    ['one PID', [pid('R1')], { condition: 100, segment: 'PID' }],
    ['three', [pid('R1'), pid('R2'), pid('R3')], { condition: 100, segment: 'PID' }],
    [
      'the same number twice',
      [pid('R1'), pid('R1')],
      { condition: 204, segment: 'PID', field: 3, text: 'both PID segments name the same record' },
    ],
    ['nobody in the second', [pid('R1'), 'PID|2'], { condition: 204, field: 3, sequence: 2 }],
  ])('%s is refused', (_, segments, refusal) => {
    expect(refusedText(`ADT^${event}`, [EVN, ...segments])).toMatchObject(refusal);
  });
});

describe('A37 with MRG', () => {
  it('unlinks the numbers of MRG-1 from the PID', () => {
    const { people, identity } = mappedText('ADT^A37', [EVN, pid('R1'), 'MRG|R2^^^RFR']);
    expect(identity).toMatchObject([{ kind: 'unlink', from: `${MRN}|R2`, into: `${MRN}|R1` }]);
    expect(people).toHaveLength(1);
  });

  it('is refused where both are the same, or MRG-1 cannot be read', () => {
    expect(refusedText('ADT^A37', [EVN, pid('R1'), 'MRG|R1^^^RFR'])).toMatchObject({
      condition: 204,
      text: 'PID-3 and MRG-1 name the same record',
    });
    expect(refusedText('ADT^A37', [EVN, pid('R1'), 'MRG|R2'], FEED)).toMatchObject({
      condition: 101,
      segment: 'MRG',
      field: 1,
    });
  });
});
