import { describe, expect, it } from 'vitest';
import { FEED, mappedText, refusedText } from '../../test-data/adt/source.ts';

const EVN = 'EVN||20261121101400||||20261121100000';
const PID = 'PID|1||R12345^^^RFR^MR~9990000018^^^NHS^NH||Hartley^Joan^^^Mrs^^L';
const PV1 = `PV1|1|I|^B6^4^RFRPA${'|'.repeat(16)}V1^^^RFR^VN`;

describe('an event about a visit', () => {
  it.each([
    ['A01', 'admit'],
    ['A02', 'transfer'],
    ['A03', 'discharge'],
    ['A04', 'register'],
    ['A05', 'pre-admit'],
    ['A06', 'change-class'],
    ['A07', 'change-class'],
    ['A08', 'update'],
    ['A09', 'update'],
    ['A10', 'update'],
    ['A11', 'cancel-admit'],
    ['A12', 'cancel-transfer'],
    ['A13', 'cancel-discharge'],
    ['A14', 'pending-admit'],
    ['A15', 'pending-transfer'],
    ['A16', 'pending-discharge'],
    ['A21', 'leave'],
    ['A22', 'return'],
    ['A23', 'delete-visit'],
    ['A25', 'cancel-pending-discharge'],
    ['A26', 'cancel-pending-transfer'],
    ['A27', 'cancel-pending-admit'],
    ['A32', 'update'],
    ['A33', 'update'],
    ['A38', 'cancel-pre-admit'],
    ['A51', 'update'],
    ['A52', 'cancel-leave'],
    ['A53', 'cancel-return'],
    ['A54', 'change-attending'],
    ['A55', 'cancel-change-attending'],
    ['A61', 'change-consulting'],
    ['A62', 'cancel-change-consulting'],
  ])('%s says "%s" of the visit', (trigger, kind) => {
    const { visits, people, identity } = mappedText(`ADT^${trigger}`, [EVN, PID, PV1]);
    const [visit] = visits;
    const [person] = people;
    expect([visits.length, people.length]).toEqual([1, 1]);
    expect(visit).toMatchObject({
      kind,
      visit: 'https://fhir.nhs.uk/RFR/Id/Encounter|V1',
      person: 'https://fhir.nhs.uk/RFR/Id/mrn|R12345',
      effective: '2026-11-21T10:00:00.000Z',
      dateTime: '2026-11-21T10:00:00+00:00',
      sourceMessageId: 'm1',
    });
    expect(visit?.stamp).toBe(person?.stamp);
    expect(person).toMatchObject({ kind: 'demographics', person: visit?.person });
    expect(identity).toEqual([]);
  });
});

describe('a feed whose PV1-3 is believed on other events', () => {
  const feed = { ...FEED, movesOn: ['A08', 'A31', 'A54'] };
  const kinds = (event: string, ...segments: readonly string[]): string[] =>
    mappedText(event, [EVN, PID, ...segments], feed).visits.map(({ kind }) => kind);

  it('moves by an update, which then says all that it says as one fact', () => {
    expect(kinds('ADT^A08', PV1)).toEqual(['relocate']);
    expect(mappedText('ADT^A08', [EVN, PID, PV1], feed).visits[0]?.data.location).toMatchObject({
      ward: 'B6',
    });
  });

  it('moves beside what another event states, by the place alone', () => {
    const doctor = `PV1|1|I|^B6^4^RFRPA||||C3456789^Darwin^Samuel${'|'.repeat(12)}V1`;
    const { visits } = mappedText('ADT^A54', [EVN, PID, doctor], feed);
    expect(visits.map(({ kind }) => kind)).toEqual(['change-attending', 'relocate']);
    expect(Object.keys(visits[1]?.data ?? {})).toEqual(['visitNumber', 'class', 'setting', 'location']);
    expect(new Set(visits.map(({ stamp }) => stamp)).size).toBe(2);
    expect(kinds('ADT^A31', doctor)).toEqual(['relocate']);
  });

  it('does not move where PV1-3 names no place, or PV1 no visit', () => {
    const nowhere = `PV1|1|I|${'|'.repeat(16)}V1`;
    expect(kinds('ADT^A08', nowhere)).toEqual(['update']);
    expect(kinds('ADT^A08', nowhere.replace('I|', 'I|""'))).toEqual(['update']);
    expect(kinds('ADT^A54', nowhere)).toEqual(['change-attending']);
    expect(kinds('ADT^A31', nowhere)).toEqual([]);
    expect(kinds('ADT^A31')).toEqual([]);
    const unnamed = mappedText('ADT^A31', [EVN, PID, 'PV1|1|I|^B6'], feed);
    expect(unnamed.visits).toEqual([]);
    expect(unnamed.issues.map(({ from }) => from)).toEqual(['PV1-3']);
  });

  it('moves by no event that only tracks, and no feed by one that it does not list', () => {
    const all = { ...FEED, movesOn: ['A09', 'A10', 'A32', 'A33', 'A51', 'A28'] };
    for (const event of ['A09', 'A10', 'A32', 'A33', 'A51']) {
      expect(mappedText(`ADT^${event}`, [EVN, PID, PV1], all).visits[0]?.kind, event).toBe('update');
    }
    expect(mappedText('ADT^A08', [EVN, PID, PV1]).visits[0]?.kind).toBe('update');
  });
});

describe('a feed that numbers its visits in PID-18', () => {
  const feed = { ...FEED, visitNumberField: 'PID-18' as const };
  const pid = (number: string): string => `PID|1||R1^^^RFR${'|'.repeat(15)}${number}`;

  it('means the visit by it, whatever PV1-19 says', () => {
    expect(mappedText('ADT^A02', [EVN, pid('A77^^^RFR'), PV1], feed).visits[0]).toMatchObject({
      visit: 'https://fhir.nhs.uk/RFR/Id/Encounter|A77',
      data: { visitNumber: { value: 'A77' } },
    });
  });

  it.each([
    ['', 101, 'the visit number is missing, so the visit cannot be told'],
    ['9'.repeat(65), 102, 'the visit number is longer than 64 characters'],
  ])('is refused without it: "%s"', (number, condition, text) => {
    expect(refusedText('ADT^A02', [EVN, pid(number), PV1], feed)).toEqual({
      condition,
      segment: 'PID',
      field: 18,
      text,
    });
  });
});
