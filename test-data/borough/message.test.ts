import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPlace } from '../../gateway/place.ts';
import { components, escapeText, localTime, segment } from './hl7-writer.ts';
import { messageText, type MessageEvent } from './message.ts';
import { generatePeople } from './people.ts';
import type { Person } from './person.ts';
import { personToPid, personToPd1 } from './pid.ts';

const untraced: Person = {
  localNumber: '1000001',
  nhsNumberStatus: '07',
  family: "O'Brien",
  given: 'Zoë',
  title: 'Mrs',
  heritage: 'british',
  sex: 'female',
  birthDate: '1941-02-28',
  address: {
    lines: ['Rose & Crown Cottage', '3 Larkfield Road', 'Maltby'],
    town: 'Rotherham',
    postcode: 'S66 8ZA',
  },
  landline: '01632960001',
  language: 'EN',
  ethnicCategory: 'A',
  practice: { ods: 'C87017', name: 'CLIFTON MEDICAL CENTRE' },
};

const person: Person = { ...untraced, nhsNumber: '9990000018', nhsNumberStatus: '01' };

const aboutPerson: MessageEvent = {
  trigger: 'A31',
  person,
  occurredAt: 32_400,
  recordedAt: 36_000,
  sentAt: 36_005,
  day: '2026-03-10',
  controlId: 'D1',
  site: 'RFRPA',
};

const event: MessageEvent = {
  ...aboutPerson,
  trigger: 'A12',
  visit: {
    number: 'V1',
    patientClass: 'I',
    spot: { ward: { code: 'A1', name: 'Ward A1' }, bed: 'Bay 1-2' },
    prior: { ward: { code: 'B4', name: 'Ward B4' }, bed: 'Bay 3-3' },
    specialty: '300',
    admittedAt: -3600,
    readySince: 30_000,
  },
};

const fieldsOf = (text: string, name: string): readonly string[] =>
  text
    .split('\r')
    .find((line) => line.startsWith(name))
    ?.split('|') ?? [];

describe('personToPid', () => {
  it('names identifiers by authority, gives the status in PID-32 and escapes separators', () => {
    const pid = personToPid(person).split('|');
    expect(pid[3]).toBe('9990000018^^^NHS^NH~1000001^^^RFR^MR');
    expect(pid[5]).toBe("O'Brien^Zoë^^^Mrs^^L");
    expect(pid[7]).toBe('19410228');
    expect(pid[8]).toBe('2');
    expect(pid[11]).toBe(
      'Rose \\T\\ Crown Cottage^3 Larkfield Road, Maltby^Rotherham^South Yorkshire^S66 8ZA^GBR^H',
    );
    expect(pid[32]).toBe('NSTS01');
  });

  it('leaves the NHS number out where there is none', () => {
    const pid = personToPid(untraced).split('|');
    expect(pid[3]).toBe('1000001^^^RFR^MR');
    expect(pid[32]).toBe('NSTS07');
  });
});

describe('personToPd1', () => {
  it('has the practice with its code in the third component', () => {
    expect(personToPd1(person)).toBe('PD1|||CLIFTON MEDICAL CENTRE^^C87017');
  });
});

describe('messageText', () => {
  it('writes an ITK shaped message: header, event times, locations and visit number where they belong', () => {
    const text = messageText(event);
    const msh = fieldsOf(text, 'MSH');
    expect(msh.slice(1, 12)).toEqual([
      '^~\\&',
      'PAS',
      'RFR',
      'ROUTE',
      'ROUTE',
      '20260310100005',
      '',
      'ADT^A12^ADT_A09',
      'D1',
      'P',
      '2.4',
    ]);
    expect(msh[17]).toBe('UNICODE UTF-8');
    const evn = fieldsOf(text, 'EVN');
    expect([evn[2], evn[6]]).toEqual(['20260310100000', '20260310090000']);
    const pv1 = fieldsOf(text, 'PV1');
    expect(pv1[2]).toBe('I');
    expect(pv1[3]).toBe('Ward A1^A1^Bay 1-2^RFRPA');
    expect(pv1[6]).toBe('Ward B4^B4^Bay 3-3^RFRPA');
    expect(pv1[19]).toBe('V1^^^RFR^VN');
    expect(pv1[44]).toBe('20260309230000');
    const zu1 = fieldsOf(text, 'ZU1');
    expect([zu1[22], zu1[24]]).toEqual(['Y', '20260310082000']);
  });

  it('ends every segment with CR and has no PV1 without a visit', () => {
    const text = messageText(aboutPerson);
    expect(text.endsWith('\r')).toBe(true);
    expect(text).not.toContain('\n');
    expect(text.split('\r').map((line) => line.slice(0, 3))).toEqual(['MSH', 'EVN', 'PID', 'PD1', '']);
  });
});

describe('escapeText', () => {
  it('leaves no separator in the text, and the text can be had back', () => {
    const back: Record<string, string> = { F: '|', S: '^', T: '&', R: '~', E: '\\' };
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = escapeText(text);
        expect(escaped).not.toMatch(/[|^~&]/);
        expect(escaped.replace(/\\([FSTRE])\\/g, (_, code: string) => back[code] ?? '')).toBe(text);
      }),
    );
  });
});

describe('segment and components', () => {
  it('put values at their numbers and drop what is empty at the end', () => {
    expect(segment('PV2', { 3: 'x', 9: undefined })).toBe('PV2|||x');
    expect(components('a', '', 'b', '', undefined)).toBe('a^^b');
  });
});

describe('localTime', () => {
  it('runs over midnight both ways', () => {
    expect(localTime('2026-03-01', -1)).toBe('20260228235959');
    expect(localTime('2026-12-31', 86_400)).toBe('20270101000000');
  });
});

describe('every person of a borough', () => {
  it('fits into a PID with as many fields as the standard has', () => {
    const people = generatePeople(loadPlace('place.json'), { people: 300, seed: 3, day: '2026-03-10' });
    for (const someone of people) {
      const pid = personToPid(someone).split('|');
      expect(pid.length).toBe(33);
      expect(pid[3]).toContain(`${someone.localNumber}^^^RFR^MR`);
    }
  });
});
