/**
 * Which medicines are current: those whose status says so, as dates alone do not (an active course may have an end, an
 * ended one none). Beside them what ended lately, by the windows of the SCR: acute courses of 12 months, repeats that were
 * stopped in the last 6. GP Connect 1.6.2 "Medications"; a course of unknown kind counts as a repeat.
 */
import type { MedicationRequest, MedicationStatement } from '@medplum/fhirtypes';
import { UK_CORE } from '../../conformance/systems.ts';
import { dateWords } from '../gp-summary/summary-text.ts';
import { extensionOf } from './extension-of.ts';
import { resolve, type PersonRecord, type Stored } from './person-record.ts';
import { conceptWords, joined } from './view-words.ts';

type Course = Stored<MedicationStatement> | Stored<MedicationRequest>;

export type CourseStanding = 'current' | 'ended-lately' | 'over';

const CURRENT: readonly string[] = ['active', 'intended', 'on-hold', 'draft', 'unknown'];
const ACUTE_MONTHS = 12;
const REPEAT_MONTHS = 6;
const LAST_ISSUE = `${UK_CORE}Extension-UKCore-MedicationStatementLastIssueDate`;
const ELSEWHERE = `${UK_CORE}Extension-UKCore-MedicationPrescribingOrganizationType`;

export function isCourse(resource: Stored): resource is Course {
  return resource.resourceType === 'MedicationStatement' || resource.resourceType === 'MedicationRequest';
}

/** @param now ISO UTC. */
export function standingOf(course: Course, record: PersonRecord, now: string): CourseStanding {
  const { status } = course;
  if (CURRENT.includes(status)) return 'current';
  const end = endOf(course, record);
  if (end === undefined || (status !== 'completed' && status !== 'stopped')) return 'over';
  const months = isAcute(planOf(course, record)) ? ACUTE_MONTHS : REPEAT_MONTHS;
  return Date.parse(end) >= monthsBefore(now, months) && Date.parse(end) <= Date.parse(now)
    ? 'ended-lately'
    : 'over';
}

/** @returns name, dosage, kind of course and dates; adherence is not known and not told. */
export function medicineWords(course: Course, record: PersonRecord): string {
  const plan = planOf(course, record);
  const dosage = course.resourceType === 'MedicationStatement' ? course.dosage : course.dosageInstruction;
  const instructions = (dosage ?? []).flatMap(({ text, patientInstruction }) =>
    [text, patientInstruction].filter((part) => part !== undefined && part !== ''),
  );
  const period = course.resourceType === 'MedicationStatement' ? course.effectivePeriod : undefined;
  const issued = extensionOf(course, LAST_ISSUE)?.valueDateTime;
  const end = endOf(course, record);
  return (
    joined([
      medicineName(course, record),
      instructions.length === 0 ? undefined : instructions.join('; '),
      conceptWords(plan?.courseOfTherapyType)?.toLowerCase(),
      course.status === 'active' ? undefined : course.status,
      conceptWords(extensionOf(course, ELSEWHERE)?.valueCodeableConcept)?.toLowerCase(),
      period?.start === undefined ? undefined : `since ${dateWords(period.start)}`,
      end === undefined ? undefined : `until ${dateWords(end)}`,
      issued === undefined ? undefined : `last issued ${dateWords(issued)}`,
    ]) ?? ''
  );
}

/** The prescriber's words and, where they differ, the product's name. */
function medicineName(course: Course, record: PersonRecord): string {
  const product = resolve(record, course.medicationReference);
  const concept =
    course.medicationCodeableConcept ?? (product?.resourceType === 'Medication' ? product.code : undefined);
  const name = conceptWords(concept) ?? course.medicationReference?.display ?? 'Medicine without a name';
  const coded = concept?.coding?.find(({ system }) => system === 'http://snomed.info/sct')?.display;
  return coded === undefined || coded.toLowerCase() === name.toLowerCase() ? name : `${name} [${coded}]`;
}

/** The authorisation of a course: of a statement the plan that it is based on. */
function planOf(course: Course, record: PersonRecord): MedicationRequest | undefined {
  if (course.resourceType === 'MedicationRequest') return course;
  for (const reference of course.basedOn ?? []) {
    const found = resolve(record, reference);
    if (found?.resourceType === 'MedicationRequest') return found;
  }
  return undefined;
}

function isAcute(plan: MedicationRequest | undefined): boolean {
  return plan?.courseOfTherapyType?.coding?.some(({ code }) => code === 'acute') === true;
}

function endOf(course: Course, record: PersonRecord): string | undefined {
  if (course.resourceType === 'MedicationStatement') {
    if (course.effectivePeriod?.end !== undefined) return course.effectivePeriod.end;
    if (course.status === 'active') return undefined;
  }
  return planOf(course, record)?.dispenseRequest?.validityPeriod?.end;
}

/** Calendar months, in UTC: the day of a window's edge is not one that anybody acts on. */
function monthsBefore(now: string, months: number): number {
  const date = new Date(now);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date.getTime();
}
