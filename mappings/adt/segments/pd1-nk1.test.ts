import { describe, expect, it } from 'vitest';
import { GMP_NUMBER } from '../../../conformance/systems.ts';
import { FEED, segmentOf, sourceMessage } from '../../../test-data/adt/source.ts';
import { IssueList } from '../issue.ts';
import { contactsFromNk1, registrationFromPd1 } from './pd1-nk1.ts';

describe('PD1', () => {
  const read = (fields: Readonly<Record<number, string>>): unknown => {
    const issues = new IssueList();
    const data = registrationFromPd1(segmentOf('PD1', fields), FEED, issues);
    return { data, issues: issues.all().map((i) => `${i.from} -> ${i.to}: ${i.reason}`) };
  };

  it('names the practice by its ODS code and the GP by the national number', () => {
    expect(read({ 3: 'Clifton Medical Centre^^C87017', 4: 'G5612908^Townley^Gregory^^^Dr^^^GMP' })).toEqual({
      data: {
        practice: { ods: 'C87017', name: 'Clifton Medical Centre' },
        generalPractitioner: {
          system: GMP_NUMBER,
          value: 'G5612908',
          name: { family: 'Townley', given: ['Gregory'], prefix: ['Dr'] },
        },
      },
      issues: [],
    });
  });

  it.each([
    ['has no code', 'Family Practice', 'the practice has no ODS code, and a name does not identify it'],
    ['has something else for a code', 'Family Practice^^c87-017', 'the value is not an ODS code'],
  ])('a practice that %s is reported and left as it was', (_, text, reason) => {
    expect(read({ 3: text })).toEqual({
      data: {},
      issues: [`PD1-3.3 -> Patient.generalPractitioner: ${reason}`],
    });
  });

  it('takes the first practice and the first GP of a list', () => {
    expect(read({ 3: 'One^^C87017~Branch surgery', 4: 'G5612908^A^B~G5612909^C^D' })).toMatchObject({
      data: { practice: { ods: 'C87017' }, generalPractitioner: { value: 'G5612908' } },
    });
  });

  it('clears with a null, and keeps without a value or without the segment', () => {
    expect(read({ 3: '""', 4: '""' })).toEqual({
      data: { practice: null, generalPractitioner: null },
      issues: [],
    });
    expect(read({ 1: 'S' })).toEqual({ data: {}, issues: [] });
    expect(registrationFromPd1(undefined, FEED, new IssueList())).toEqual({});
  });
});

describe('NK1', () => {
  const read = (...lines: readonly string[]): unknown => {
    const issues = new IssueList();
    const contacts = contactsFromNk1(sourceMessage(...lines).all('NK1'), issues);
    return { contacts, issues: issues.all().map((i) => `${i.from} -> ${i.to}: ${i.reason}`) };
  };

  it('becomes a contact with every field that a contact has', () => {
    expect(
      read(
        'NK1|1|Hartley^Albert^^^Mr^^L|1|1 Mill Lane^^Rotherham^^S60 9ZZ^GBR^H|01709 555010|01709 555020^WPN|20||||||||1',
      ),
    ).toEqual({
      contacts: [
        {
          relationship: [{ text: 'Spouse' }, { text: 'Carer' }],
          name: { use: 'official', family: 'Hartley', given: ['Albert'], prefix: ['Mr'] },
          telecom: [
            { system: 'phone', value: '01709 555010', use: 'home' },
            { system: 'phone', value: '01709 555020', use: 'work' },
          ],
          address: {
            use: 'home',
            line: ['1 Mill Lane'],
            city: 'Rotherham',
            postalCode: 'S60 9ZZ',
            country: 'GBR',
          },
          gender: 'male',
        },
      ],
      issues: [],
    });
  });

  it('keeps the order of the list', () => {
    expect(read('NK1|1|A^One|12', 'NK1|2|B^Two|13')).toMatchObject({
      contacts: [{ relationship: [{ text: 'Mother' }] }, { relationship: [{ text: 'Father' }] }],
    });
  });

  it('with codes that are in no table keeps the words, and reports them', () => {
    expect(read('NK1|1|A^One|MTH^Mutter||||||||||||X')).toEqual({
      contacts: [
        { relationship: [{ text: 'Mutter' }], name: { use: 'official', family: 'A', given: ['One'] } },
      ],
      issues: [
        'NK1[1]-3 -> Patient.contact.relationship: the code is not in table 0063',
        'NK1[1]-15 -> Patient.contact.gender: the code is not in table 0001',
      ],
    });
    expect(read('NK1|1|A^One|constructor')).toMatchObject({
      contacts: [{ relationship: [{ text: 'constructor' }] }],
    });
  });

  it('is emptied by a lone null, kept where there is none, and kept where nothing can be read', () => {
    expect(read('NK1|""|')).toEqual({ contacts: null, issues: [] });
    expect(read('PID|1')).toEqual({ contacts: undefined, issues: [] });
    expect(read('NK1|3')).toEqual({ contacts: undefined, issues: [] });
  });
});
