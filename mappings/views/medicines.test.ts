import type { MedicationRequest, MedicationStatement } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { medicineWords, standingOf } from './medicines.ts';
import type { Stored } from './person-record.ts';
import { NOW, recordOf } from './testing/view-records.ts';

function course(status: MedicationStatement['status'], end: string | undefined): Stored<MedicationStatement> {
  return {
    resourceType: 'MedicationStatement',
    id: 'm',
    status,
    subject: {},
    basedOn: [{ reference: 'MedicationRequest/plan' }],
    medicationCodeableConcept: { text: 'Amoxicillin' },
    effectivePeriod: { start: '2020-01-01', ...(end === undefined ? {} : { end }) },
    dosage: [{ text: 'One three times a day', patientInstruction: 'With food' }],
  };
}

function plan(code: string): MedicationRequest {
  return {
    resourceType: 'MedicationRequest',
    id: 'plan',
    status: 'active',
    intent: 'plan',
    subject: {},
    courseOfTherapyType: { coding: [{ code }], text: code === 'acute' ? 'Acute' : 'Repeat' },
  };
}

describe('which medicines are current', () => {
  it.each<[string, MedicationStatement['status'], string | undefined, string, string]>([
    ['active without an end', 'active', undefined, 'continuous', 'current'],
    ['active though its end has passed', 'active', '2026-01-01', 'acute', 'current'],
    ['an acute of 12 months ago', 'completed', '2025-11-23', 'acute', 'ended-lately'],
    ['an acute of the day before that', 'completed', '2025-11-21', 'acute', 'over'],
    ['a repeat that was stopped 6 months ago', 'stopped', '2026-05-23', 'continuous', 'ended-lately'],
    ['a repeat of the day before that', 'stopped', '2026-05-21', 'continuous', 'over'],
    ['a course of unknown kind, as a repeat', 'completed', '2026-01-01', '', 'over'],
    ['one that ended nobody knows when', 'completed', undefined, 'acute', 'over'],
  ])('%s', (_, status, end, type, standing) => {
    expect(standingOf(course(status, end), recordOf(plan(type)), NOW)).toBe(standing);
  });
});

describe('a medicine in words', () => {
  it('has the dosage as written, the kind of course and its dates', () => {
    expect(medicineWords(course('stopped', '2026-05-23'), recordOf(plan('acute')))).toBe(
      'Amoxicillin, One three times a day; With food, acute, stopped, since 1 January 2020, until 23 May 2026',
    );
  });

  it("shows the prescriber's name beside the product where they differ", () => {
    const concept = {
      text: 'Special cream',
      coding: [{ system: 'http://snomed.info/sct', code: '1', display: 'Drug not coded' }],
    };
    const words = medicineWords(
      { ...course('active', undefined), medicationCodeableConcept: concept },
      recordOf(),
    );
    expect(words).toMatch(/^Special cream \[Drug not coded\], /);
  });
});
