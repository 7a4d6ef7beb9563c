import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { r4System } from './code-systems.ts';
import {
  asObject,
  date,
  dateTime,
  decimal,
  extension,
  extensionName,
  instant,
  objects,
  present,
  text,
  token,
  tokens,
  whole,
} from './read-json.ts';

describe('a date', () => {
  it.each([
    '2010',
    '2010-03',
    '2010-03-31',
    '2010-03-31T00:00:00Z',
    '2021-06-02T08:22:44.048+00:00',
    '2024-02-29',
  ])('stays as it was sent: %s', (value) => {
    expect(dateTime(value)).toBe(value);
  });

  it.each([
    '2010-13',
    '2010-02-30',
    '2023-02-29',
    '2010-3',
    '2010-03-31T08:00',
    '2010-03-31T08:00:00',
    '31/03/2010',
    2010,
  ])('that is none is not read: %s', (value) => {
    expect(dateTime(value)).toBe(undefined);
  });

  it('has no time, and an instant has one', () => {
    expect([date('2010-03'), date('2010-03-31T00:00:00Z')]).toEqual(['2010-03', undefined]);
    expect([instant('2010-03'), instant('2010-03-31T00:00:00Z')]).toEqual([
      undefined,
      '2010-03-31T00:00:00Z',
    ]);
  });
});

describe('a reader', () => {
  it('takes anything without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const read of [
          dateTime,
          date,
          instant,
          text,
          token,
          tokens,
          decimal,
          whole,
          objects,
          asObject,
        ]) {
          expect(() => read(value)).not.toThrow();
        }
      }),
    );
  });

  it('keeps line breaks and dashes of a text, and cuts one without end', () => {
    expect(text('one\n– two ')).toBe('one\n– two ');
    expect(text(' \n ')).toBe(undefined);
    expect(text('x'.repeat(100_000))?.length).toBeLessThan(65_000);
    expect(text('x'.repeat(100_000))).toMatch(/\[cut\]$/);
  });

  it('leaves out fields and lists that say nothing', () => {
    expect(present({ a: undefined, b: [], c: 0, d: false })).toEqual({ c: 0, d: false });
  });

  it('takes a number that was sent as text, and no other text, for a number', () => {
    expect([decimal('88.5'), decimal('-3'), decimal('1e3'), decimal('about 3'), decimal('')]).toEqual([
      88.5,
      -3,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('does not take a fraction, a text or a negative number for a count', () => {
    expect([whole(3), whole(2.5), whole('3'), whole(-1), whole(0, 1)]).toEqual([
      3,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('finds an extension by the last segment of its URL, under any host', () => {
    for (const host of ['https://fhir.nhs.uk/STU3', 'https://fhir.hl7.org.uk/STU3']) {
      const url = `${host}/StructureDefinition/Extension-CareConnect-GPC-ListWarningCode-1`;
      expect(extensionName(url)).toBe('ListWarningCode');
      expect(extension({ extension: [{ url }] }, 'ListWarningCode')).toEqual({ url });
    }
    expect(extensionName('https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-coding-sctdescid')).toBe(
      'coding-sctdescid',
    );
  });
});

describe('a code system', () => {
  it.each([
    ['http://hl7.org/fhir/v3/NullFlavor', 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'],
    ['http://hl7.org/fhir/v2/0443', 'http://terminology.hl7.org/CodeSystem/v2-0443'],
    [
      'http://hl7.org/fhir/v3/ParticipationType',
      'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
    ],
    ['http://hl7.org/fhir/codesystem-list-order.html', 'http://terminology.hl7.org/CodeSystem/list-order'],
    ['http://hl7.org/fhir/list-order', 'http://terminology.hl7.org/CodeSystem/list-order'],
    [
      'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-ConditionCategory-1',
      'http://terminology.hl7.org/CodeSystem/condition-category',
    ],
    [
      'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-ConditionCategory-1',
      'http://terminology.hl7.org/CodeSystem/condition-category',
    ],
    ['http://terminology.hl7.org/CodeSystem/v2-0443', 'http://terminology.hl7.org/CodeSystem/v2-0443'],
    ['http://read.info/readv2', 'http://read.info/readv2'],
    [
      'https://fhir.nhs.uk/STU3/CodeSystem/GPConnect-ParticipantType-1',
      'https://fhir.nhs.uk/STU3/CodeSystem/GPConnect-ParticipantType-1',
    ],
  ])('%s is %s in R4', (stu3, r4) => {
    expect(r4System(stu3)).toBe(r4);
  });
});
