import { describe, expect, it } from 'vitest';
import { FEED, sourceMessage } from '../../test-data/adt/source.ts';
import { mapMessage, type MappedMessage, type MappingRefusal } from './map-message.ts';

const IDENTITY = { sourceMessageId: 'm1', controlId: 'C1', hash: 'f'.repeat(64) };
const PID = 'PID|1||R12345^^^RFR^MR~9990000018^^^NHS^NH||Hartley^Joan^^^Mrs^^L';
const PV1 = `PV1|1|I|^B6^4^RFRPA${'|'.repeat(16)}V1^^^RFR^VN`;

function map(event: string, ...segments: readonly string[]): ReturnType<typeof mapMessage> {
  const msh = `MSH|^~\\&|PAS|RFR|||20261121101500||${event}|C1|P|2.4|7`;
  return mapMessage(sourceMessage(msh, ...segments), IDENTITY, FEED);
}

function mapped(event: string, ...segments: readonly string[]): MappedMessage {
  const result = map(event, ...segments);
  if ('refused' in result) throw new Error(result.refused.text);
  return result.mapped;
}

function refused(event: string, ...segments: readonly string[]): MappingRefusal {
  const result = map(event, ...segments);
  if ('mapped' in result) throw new Error('the message was mapped');
  return result.refused;
}

const EVN = 'EVN||20261121101400||||20261121100000';

describe('a message becomes facts', () => {
  it.each([
    ['A01', 'admit'],
    ['A02', 'transfer'],
    ['A03', 'discharge'],
    ['A04', 'register'],
    ['A05', 'pre-admit'],
    ['A06', 'change-class'],
    ['A07', 'change-class'],
    ['A08', 'update'],
    ['A11', 'cancel-admit'],
    ['A12', 'cancel-transfer'],
    ['A13', 'cancel-discharge'],
  ])('%s says "%s" of the visit', (trigger, kind) => {
    const { visit, person } = mapped(`ADT^${trigger}`, EVN, PID, PV1);
    expect(visit).toMatchObject({
      kind,
      visit: 'https://fhir.nhs.uk/RFR/Id/Encounter|V1',
      person: 'https://fhir.nhs.uk/RFR/Id/mrn|R12345',
      effective: '2026-11-21T10:00:00.000Z',
      dateTime: '2026-11-21T10:00:00+00:00',
      sourceMessageId: 'm1',
    });
    expect(visit?.stamp).toBe(person.stamp);
  });

  it.each(['A28', 'A31'])('%s speaks of the person alone, whatever PV1 it carries', (trigger) => {
    expect(mapped(`ADT^${trigger}`, EVN, PID, PV1)).not.toHaveProperty('visit');
    expect(mapped(`ADT^${trigger}`, EVN, PID).person.data.name).toHaveLength(1);
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
        '03',
        'C00000000000000000001',
        'f'.repeat(64),
      ].join('|'),
    );
  });

  it('reads segments in any order, and keeps unknown ones out of the way', () => {
    expect(mapped('ADT^A01', PV1, 'ZUK|x', PID, EVN).visit?.kind).toBe('admit');
  });

  it('marks a person for whom discretion is asked, and never unmarks', () => {
    expect(mapped('ADT^A01', EVN, PID, PV1, 'ZU8||2').person.data.restricted).toBe(true);
    expect(mapped('ADT^A01', EVN, PID, PV1, 'ZU8||1').person.data).not.toHaveProperty('restricted');
  });
});

describe('the person is meant', () => {
  const key = (cx: string, status = '', event = 'ADT^A01'): string =>
    mapped(event, EVN, `PID|1||${cx}${'|'.repeat(29)}${status}`, PV1).person.person;

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
    const person = mapped('ADT^A01', EVN, 'PID|1||9990000018^^^NHS|T1^^^RFR|', PV1).person;
    expect(person.person).toBe('https://fhir.nhs.uk/RFR/Id/unverified-nhs-number|9990000018');
    expect(refused('ADT^A31', EVN, 'PID|1|||T1^^^RFR|')).toMatchObject({ condition: 204 });
  });
});

describe('a message is refused with the reason', () => {
  it.each([
    [
      'an event that is not taken',
      'ADT^A40',
      [EVN, PID, PV1],
      201,
      'MSH',
      9,
      'event A40 is not taken by this gateway',
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
      IDENTITY,
      FEED,
    );
    expect('refused' in result && result.refused).toMatchObject({ condition: 101, segment: 'EVN', field: 2 });
  });

  it('keeps the issues that were found before it', () => {
    const result = map('ADT^A28', EVN, 'PID|1||3333333333^^^NHS');
    expect('refused' in result && result.issues.map((issue) => issue.from)).toEqual(['PID-3[1]']);
  });
});
