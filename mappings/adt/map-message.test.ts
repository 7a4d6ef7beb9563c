import { describe, expect, it } from 'vitest';
import { FEED, mappedText, mapText, refusedText, sourceMessage } from '../../test-data/adt/source.ts';
import type { PersonFact } from '../fact.ts';
import type { VisitFact } from './visit-fact.ts';
import { mapMessage, type MappedMessage } from './map-message.ts';

const PID = 'PID|1||R12345^^^RFR^MR~9990000018^^^NHS^NH||Hartley^Joan^^^Mrs^^L';
const PV1 = `PV1|1|I|^B6^4^RFRPA${'|'.repeat(16)}V1^^^RFR^VN`;

const map = (event: string, ...segments: readonly string[]): ReturnType<typeof mapText> =>
  mapText(event, segments);
const refused = (event: string, ...segments: readonly string[]): ReturnType<typeof refusedText> =>
  refusedText(event, segments);

/** A message about one person, and a visit of theirs if any. */
function mapped(
  event: string,
  ...segments: readonly string[]
): MappedMessage & { person: PersonFact; visit: VisitFact | undefined } {
  const result = mappedText(event, segments);
  const [person] = result.people;
  if (person === undefined || result.people.length > 1 || result.visits.length > 1) {
    throw new Error('the message is not about one person and at most one visit');
  }
  return { ...result, person, visit: result.visits[0] };
}

const EVN = 'EVN||20261121101400||||20261121100000';

describe('a message becomes facts', () => {
  it.each(['A28', 'A31', 'A60'])('%s speaks of the person alone, whatever PV1 it carries', (trigger) => {
    expect(mapped(`ADT^${trigger}`, EVN, PID, PV1).visit).toBeUndefined();
    expect(mapped(`ADT^${trigger}`, EVN, PID).person).toMatchObject({ kind: 'demographics' });
    expect(mapped(`ADT^${trigger}`, EVN, PID).person.data.name).toHaveLength(1);
  });

  it('A29 takes the person’s entry back: of PID the numbers count, and that discretion is asked for', () => {
    const { person, visit } = mapped('ADT^A29', EVN, PID, PV1, 'ZU8||2');
    expect(visit).toBeUndefined();
    expect(person).toMatchObject({
      kind: 'delete-person',
      person: 'https://fhir.nhs.uk/RFR/Id/mrn|R12345',
      data: { restricted: true, discretion: ['dissent'] },
    });
    expect(person.data.identifiers).toHaveLength(2);
    expect(person.data).not.toHaveProperty('name');
  });

  it('is read by MSH-9.2, and by EVN-1 only where that is missing', () => {
    expect(mapped('ADT^A01', 'EVN|A08|20261121101400', PID, PV1).trigger).toBe('A01');
    expect(mapped('ADT', 'EVN|A01|20261121101400', PID, PV1).trigger).toBe('A01');
  });

  it('is ordered by the sender’s own words, then by what can only come first, the hash last', () => {
    expect(mapped('ADT^A01', EVN, PID, PV1).person.stamp).toBe(
      [
        '2026-11-21T10:00:00.000Z',
        '2026-11-21T10:14:00.000Z',
        '000000000007',
        '2026-11-21T10:15:00.000Z',
        '04',
        'C00000000000000000001',
        'f'.repeat(64),
      ].join('|'),
    );
  });

  it('reads segments in any order, and keeps unknown ones out of the way', () => {
    expect(mapped('ADT^A01', PV1, 'ZUK|x', PID, EVN).visit?.kind).toBe('admit');
  });

  it('marks a person for whom discretion is asked, and never unmarks', () => {
    expect(mapped('ADT^A01', EVN, PID, PV1, 'ZU8||2').person.data).toMatchObject({
      restricted: true,
      discretion: ['dissent'],
    });
    expect(mapped('ADT^A01', EVN, PID, PV1, 'ZU8||1').person.data).not.toHaveProperty('restricted');
    expect(mapped('ADT^A01', EVN, PID, PV1, 'ZU8||1').person.data).not.toHaveProperty('discretion');
  });

  it('states what is expected, and whether the patient could leave', () => {
    const pv1 = `PV1|1|I|^B6^4^RFRPA${'|'.repeat(16)}V1${'|'.repeat(23)}^C3`;
    const pv2 = `PV2${'|'.repeat(47)}202611231800`;
    const zu1 = `ZU1${'|'.repeat(22)}Y||202611211130`;
    expect(mapped('ADT^A21', EVN, PID, pv1, pv2, zu1).visit?.data).toMatchObject({
      pendingLocation: { ward: 'C3' },
      expectedReturn: '2026-11-23T18:00:00+00:00',
      medicallyFit: true,
      readyForDischarge: '2026-11-21T11:30:00+00:00',
    });
  });

  it('keeps both readings of the hour that October repeats, in all of its facts', () => {
    const { person, visit } = mapped('ADT^A01', 'EVN||202610250300||||202610250130', PID, PV1);
    const laterReading = { instant: '2026-10-25T01:30:00.000Z', dateTime: '2026-10-25T01:30:00+00:00' };
    expect(person).toMatchObject({ effective: '2026-10-25T00:30:00.000Z', laterReading });
    expect(visit).toMatchObject({ effective: '2026-10-25T00:30:00.000Z', laterReading });
    expect(mapped('ADT^A01', EVN, PID, PV1).visit).not.toHaveProperty('laterReading');
  });

  it('does not stand behind our clock where the sender’s runs too far ahead', () => {
    const late = 'EVN||20261124101400||||20261124100000';
    const ahead = sourceMessage('MSH|^~\\&|PAS|RFR|||20261124101500||ADT^A01|C1|P|2.4|7', late, PID, PV1);
    const identity = {
      sourceMessageId: 'm1',
      controlId: 'C1',
      hash: 'f',
      receivedAt: '2026-11-21T10:16:00.000Z',
    };
    const read = (clockSkewToleranceMinutes: number): ReturnType<typeof mapMessage> =>
      mapMessage(ahead, identity, { ...FEED, clockSkewToleranceMinutes });
    expect(read(2880)).toMatchObject({
      mapped: {
        effective: '2026-11-21T10:16:00.000Z',
        visits: [{ dateTime: '2026-11-21T10:16:00+00:00' }],
        issues: [{ from: 'MSH-7' }],
      },
    });
    expect(read(4320)).toMatchObject({ mapped: { effective: '2026-11-24T10:00:00.000Z', issues: [] } });
  });
});

describe('a message is refused with the reason', () => {
  it.each([
    [
      'an event that is not taken',
      'ADT^A99',
      [EVN, PID, PV1],
      201,
      'MSH',
      9,
      'event A99 is not taken by this gateway',
    ],
    [
      'an event that is about no person',
      'ADT^A20',
      [EVN, 'NPU|B6|K'],
      201,
      'MSH',
      9,
      'event A20 is not taken by this gateway: it is about a bed, and the record holds people and their visits',
    ],
    [
      'an event that is no event',
      'ADT^constructor',
      [EVN, PID, PV1],
      201,
      'MSH',
      9,
      'event (unreadable) is not taken by this gateway',
    ],
    ['no event at all', 'ADT', [PID, PV1], 201, 'MSH', 9, 'event (unreadable) is not taken by this gateway'],
    ['no PID', 'ADT^A01', [EVN, PV1], 100, 'PID', undefined, 'the PID segment is missing'],
    ['no PV1', 'ADT^A01', [EVN, PID], 100, 'PV1', undefined, 'the PV1 segment is missing'],
    [
      'no visit number',
      'ADT^A01',
      [EVN, PID, 'PV1|1|I'],
      101,
      'PV1',
      19,
      'the visit number is missing, so the visit cannot be told',
    ],
    [
      'a null visit number',
      'ADT^A01',
      [EVN, PID, `PV1|1|I${'|'.repeat(17)}""`],
      101,
      'PV1',
      19,
      'the visit number is missing, so the visit cannot be told',
    ],
    [
      'a visit number that is too long',
      'ADT^A01',
      [EVN, PID, `PV1|1|I${'|'.repeat(17)}${'9'.repeat(65)}`],
      102,
      'PV1',
      19,
      'the visit number is longer than 64 characters',
    ],
    [
      'nobody named',
      'ADT^A28',
      [EVN, 'PID|1||3333333333^^^NHS'],
      204,
      'PID',
      3,
      'no identifier in PID-3 that can identify a person: a local number with its authority, or a valid NHS number',
    ],
  ] as const)('%s', (_, event, segments, condition, segment, field, text) => {
    expect(refused(event, ...segments)).toEqual({
      condition,
      segment,
      ...(field === undefined ? {} : { field }),
      text,
    });
  });

  it('no readable time', () => {
    const result = mapMessage(
      sourceMessage('MSH|^~\\&|PAS|RFR|||T||ADT^A01|C1|P|2.4', PID, PV1),
      { sourceMessageId: 'm1', controlId: 'C1', hash: 'f', receivedAt: '2026-11-21T10:16:00.000Z' },
      FEED,
    );
    expect('refused' in result && result.refused).toMatchObject({ condition: 101, segment: 'EVN', field: 2 });
  });

  it('keeps the issues that were found before it', () => {
    const result = map('ADT^A28', EVN, 'PID|1||3333333333^^^NHS');
    expect('refused' in result && result.issues.map((issue) => issue.from)).toEqual(['PID-3[1]']);
  });
});
