import { describe, expect, it } from 'vitest';
import { segmentOf } from '../../../test-data/adt/source.ts';
import { IssueList } from '../issue.ts';
import { ADMISSION_METHOD, ETHNIC_CATEGORY } from '../tables/england.ts';
import { ceCodedIn, codedIn, present, textConcept, tri } from './coded.ts';

const ENDS = { from: 'PV1-4', to: 'Encounter.hospitalization.extension:admissionMethod' };

describe('a code of a national list', () => {
  it.each([
    [
      '21',
      'Emergency Admission: Emergency Care Department or dental casualty department of the Health Care Provider',
    ],
    [
      '2A',
      'Emergency Admission: Emergency Care Department of another provider where the Patient had not been admitted',
    ],
    ['82', 'Other Admission: The birth of a baby in this Health Care Provider'],
  ])('%s has the system and the official display', (code, display) => {
    const issues = new IssueList();
    expect(codedIn(ADMISSION_METHOD, code, ENDS, issues)).toEqual({
      coding: [{ system: ADMISSION_METHOD.system, code, display }],
    });
    expect(issues.all()).toEqual([]);
  });

  it('is found through the map of the feed, which keeps the code that was sent', () => {
    const concept = codedIn(ADMISSION_METHOD, '28b', ENDS, new IssueList(), { '28b': '2B' });
    expect(concept.coding?.[0]?.code).toBe('2B');
    expect(concept.text).toBe('28b');
  });

  it.each(['28b', 'Emergency', '2a', '021', 'constructor', '__proto__', 'toString'])(
    '%s is unknown to the list: kept as text only, and reported with both ends',
    (code) => {
      const issues = new IssueList();
      expect(codedIn(ADMISSION_METHOD, code, ENDS, issues)).toEqual({ text: code });
      expect(issues.all()).toEqual([{ ...ENDS, reason: 'the code is not in UKCore-AdmissionMethodEngland' }]);
    },
  );
});

describe('CE', () => {
  const ends = { from: 'PID-22', to: 'Patient.extension:ethnicCategory' };
  const read = (text: string): { value: ReturnType<typeof ceCodedIn>; issues: number } => {
    const issues = new IssueList();
    const value = ceCodedIn(ETHNIC_CATEGORY, segmentOf('PID', { 22: text }), 22, ends, issues);
    return { value, issues: issues.all().length };
  };

  it.each([
    ['in the first triplet', 'A^White British'],
    ['in the second triplet, beside a local one', 'WB^White British^LOCAL^A^White British^NHS'],
  ])('has its national code %s', (_, text) => {
    expect(read(text)).toEqual({
      value: { coding: [{ system: ETHNIC_CATEGORY.system, code: 'A', display: 'White - British' }] },
      issues: 0,
    });
  });

  it.each([
    ['its words', 'WB^White British^LOCAL', 'White British'],
    ['its code where it has no words', 'WB', 'WB'],
    ['its words where it has no code', '^White British', 'White British'],
  ])('unknown to the list keeps %s, and is reported', (_, text, expected) => {
    expect(read(text)).toEqual({ value: { text: expected }, issues: 1 });
  });

  it('is cleared by a null and absent without a value', () => {
    expect(read('""').value).toBeNull();
    expect(read('').value).toBeUndefined();
    expect(read('^^LOCAL').value).toBeUndefined();
  });
});

describe('three states', () => {
  it.each([
    ['a value', 'X', 'x'],
    ['a null', '""', null],
    ['nothing', '', undefined],
    ['blanks', '  ', undefined],
  ])('%s', (_, text, expected) => {
    expect(tri(segmentOf('PV1', { 4: text }), 4, (t) => t.toLowerCase())).toBe(expected);
  });

  it('a text concept prefers the words to the code', () => {
    expect(textConcept(segmentOf('PV2', { 3: '01^Chest pain' }), 3)).toEqual({ text: 'Chest pain' });
    expect(textConcept(segmentOf('PV2', { 3: 'Labour' }), 3)).toEqual({ text: 'Labour' });
    expect(textConcept(segmentOf('PV2', { 3: '""' }), 3)).toBeNull();
    expect(textConcept(segmentOf('PV2', { 3: '' }), 3)).toBeUndefined();
  });

  it('puts a key only where there is a value, a null included', () => {
    expect(present('a', undefined)).toEqual({});
    expect(present('a', null)).toEqual({ a: null });
    expect(present('a', 0)).toEqual({ a: 0 });
  });
});
