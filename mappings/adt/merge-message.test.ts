import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEED, mappedText, refusedText } from '../../test-data/adt/source.ts';
import type { FeedProfile } from './feed-profile.ts';

const EVN = 'EVN||20261121101400||||20261121100000';
const MRN = 'https://fhir.nhs.uk/RFR/Id/mrn';
const EMERGENCY = 'https://fhir.nhs.uk/RFR/Id/ed';
const TWO: FeedProfile = {
  ...FEED,
  identifiers: [...FEED.identifiers, { authority: 'RFRED', system: EMERGENCY }],
};
const pid = (numbers: string): string => `PID|1||${numbers}||Hartley^Joan`;

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
describe('the number of a person', () => {
  it.each([
    ['A18', 'merge'],
    ['A30', 'merge'],
    ['A34', 'merge'],
    ['A36', 'merge'],
    ['A39', 'merge'],
    ['A40', 'merge'],
    ['A43', 'merge'],
    ['A46', 'change-number'],
    ['A47', 'change-number'],
    ['A48', 'change-number'],
  ])('%s: a %s of MRG-1 into PID-3, and what PID states of the survivor', (event, kind) => {
    const { people, visits, identity } = mappedText(`ADT^${event}`, [EVN, pid('R1^^^RFR'), 'MRG|R2^^^RFR']);
    expect(identity).toMatchObject([
      {
        ...person(kind, 'R2', 'R1'),
        effective: '2026-11-21T10:00:00.000Z',
        dateTime: '2026-11-21T10:00:00+00:00',
        sourceMessageId: 'm1',
      },
    ]);
    expect(identity[0]?.stamp).toContain('|90|');
    expect(people).toMatchObject([{ kind: 'demographics', person: `${MRN}|R1` }]);
    expect(people[0]?.data.name).toHaveLength(1);
    expect(visits).toEqual([]);
  });

  it('is read by authority, not by position; each local number is retired', () => {
    const mrg = 'MRG|E2^^^RFRED~9990000026^^^NHS~R2^^^RFR';
    expect(pairs('A40', [pid('R1^^^RFR~9990000018^^^NHS~E1^^^RFRED'), mrg], TWO)).toEqual([
      { ...person('merge', '', 'R1'), from: `${EMERGENCY}|E2` },
      person('merge', 'R2', 'R1'),
    ]);
  });

  it('that is the person’s own is not retired with the others', () => {
    const mrg = 'MRG|R2^^^RFR~E1^^^RFRED';
    expect(pairs('A40', [pid('R1^^^RFR~E1^^^RFRED'), mrg], TWO)).toEqual([person('merge', 'R2', 'R1')]);
  });

  it('that PID-3 lists beside its own is the one meant', () => {
    for (const list of ['R1^^^RFR~R2^^^RFR', 'R2^^^RFR~R1^^^RFR']) {
      expect(pairs('A40', [pid(list), 'MRG|R1^^^RFR'])).toEqual([person('merge', 'R1', 'R2')]);
    }
  });

  it('without an authority is read by the rule of the feed', () => {
    const feed = { ...FEED, identifiers: [{ authority: '', system: MRN }] };
    expect(pairs('A40', [pid('R1'), 'MRG|R2'], feed)).toEqual([person('merge', 'R2', 'R1')]);
  });

  it('may be an NHS number where there is no other', () => {
    expect(pairs('A40', [pid('R1^^^RFR'), 'MRG|9990000018^^^NHS'])).toEqual([
      {
        ...person('merge', '', 'R1'),
        from: 'https://fhir.nhs.uk/RFR/Id/unverified-nhs-number|9990000018',
      },
    ]);
  });

  it('is retired by each of several groups, each for its own survivor', () => {
    const groups = [pid('R1^^^RFR'), 'PD1', 'MRG|R2^^^RFR', pid('R3^^^RFR'), 'MRG|R4^^^RFR'];
    expect(pairs('A40', groups)).toEqual([person('merge', 'R2', 'R1'), person('merge', 'R4', 'R3')]);
    const { people } = mappedText('ADT^A40', [EVN, ...groups]);
    expect(people.map((fact) => fact.person)).toEqual([`${MRN}|R1`, `${MRN}|R3`]);
  });

  it('is retired once, however often it is named, and each fact has a stamp of its own', () => {
    const groups = [pid('R1^^^RFR'), 'MRG|R2^^^RFR~R3^^^RFR', pid('R1^^^RFR'), 'MRG|R2^^^RFR~R4^^^RFR'];
    const { identity, people } = mappedText('ADT^A40', [EVN, ...groups]);
    expect(identity.map(({ from }) => from)).toEqual([`${MRN}|R2`, `${MRN}|R3`, `${MRN}|R4`]);
    expect(new Set(identity.map(({ stamp }) => stamp)).size).toBe(3);
    expect(new Set(people.map(({ stamp }) => stamp)).size).toBe(2);
  });

  it('means the same in whatever order MRG-1 and PID-3 list their numbers', () => {
    const numbers = ['R2^^^RFR', 'E2^^^RFRED', '9990000026^^^NHS', 'X2^^^OTHER'];
    const own = ['R1^^^RFR', 'E1^^^RFRED', '9990000018^^^NHS', 'X1^^^OTHER'];
    const shuffled = (all: readonly string[]): fc.Arbitrary<string> =>
      fc.shuffledSubarray([...all], { minLength: all.length }).map((list) => list.join('~'));
    const expected = [`${EMERGENCY}|E2`, `${MRN}|R2`];
    fc.assert(
      fc.property(shuffled(numbers), shuffled(own), (mrg, list) => {
        const found = pairs('A40', [pid(list), `MRG|${mrg}`], TWO);
        expect(found.map(({ from }) => from).toSorted()).toEqual(expected);
        expect(new Set(found.map(({ into }) => into))).toEqual(new Set([`${MRN}|R1`]));
      }),
    );
  });
});

describe('a merge is refused, and nothing of it is taken', () => {
  const SELF = 'the number to be retired is the number that survives';

  it.each<[string, readonly string[], object]>([
    ['without MRG', [pid('R1^^^RFR')], { condition: 100, segment: 'MRG' }],
    ['with an empty MRG-1', [pid('R1^^^RFR'), 'MRG|'], { condition: 101, segment: 'MRG', field: 1 }],
    ['with a null MRG-1', [pid('R1^^^RFR'), 'MRG|""'], { condition: 101, segment: 'MRG', field: 1 }],
    ['with a filler number', [pid('R1^^^RFR'), 'MRG|3333333333^^^NHS'], { condition: 101, segment: 'MRG' }],
    [
      'without an authority that the feed has',
      [pid('R1^^^RFR'), 'MRG|R2'],
      { condition: 101, segment: 'MRG' },
    ],
    [
      'into itself',
      [pid('R1^^^RFR'), 'MRG|R1^^^RFR'],
      { condition: 204, segment: 'MRG', field: 1, text: SELF },
    ],
    ['into itself by another number', [pid('9990000018^^^NHS'), 'MRG|9990000018^^^NHS'], { text: SELF }],
    ['of somebody into nobody', [pid('R1'), 'MRG|R2^^^RFR'], { condition: 204, segment: 'PID', field: 3 }],
    [
      'with a second group at fault',
      [pid('R1^^^RFR'), 'MRG|R2^^^RFR', pid('R3^^^RFR'), 'MRG|R3^^^RFR'],
      { condition: 204, segment: 'MRG', sequence: 2, text: `group 2 of 2: ${SELF}` },
    ],
    [
      'with a group that lacks its MRG',
      [pid('R1^^^RFR'), pid('R3^^^RFR'), 'MRG|R4^^^RFR'],
      { condition: 100, segment: 'MRG', sequence: 1 },
    ],
    [
      'of more groups than can be applied at once',
      Array.from({ length: 51 }, (_, i) => [pid(`R${i}^^^RFR`), `MRG|S${i}^^^RFR`]).flat(),
      { condition: 100, segment: 'PID', text: 'more than 50 PID segments; send them in several messages' },
    ],
  ])('%s', (_, segments, refusal) => {
    expect(refusedText('ADT^A40', [EVN, ...segments])).toMatchObject(refusal);
  });

  it('but a change of another number leaves the person theirs, and says so', () => {
    for (const event of ['A46', 'A48']) {
      const { people, identity, issues } = mappedText(`ADT^${event}`, [EVN, pid('R1^^^RFR'), 'MRG|R1^^^RFR']);
      expect([people.length, identity.length]).toEqual([1, 0]);
      expect(issues.map(({ from }) => from)).toEqual(['MRG-1']);
    }
    expect(refusedText('ADT^A47', [EVN, pid('R1^^^RFR'), 'MRG|R1^^^RFR'])).toMatchObject({ text: SELF });
  });
});
