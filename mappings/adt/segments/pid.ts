/** PID -> Patient data. v2-to-FHIR "Segment PID to Patient"; ITK ADT 1.0.15 section 4.3; UKCore-Patient 2.6.1. */
import type { Address, CodeableConcept, HumanName, Patient } from '@medplum/fhirtypes';
import { address, contactPoint, humanName } from '../datatypes/names-and-addresses.ts';
import { codedIn, present, tri } from '../datatypes/coded.ts';
import { parseTime } from '../datatypes/time.ts';
import type { PersonData } from '../fact.ts';
import type { FeedProfile } from '../feed-profile.ts';
import type { IssueList } from '../issue.ts';
import type { SourceField, SourceSegment } from '../source-message.ts';
import { ETHNIC_CATEGORY, MARITAL_STATUS } from '../tables/england.ts';
import { patientIdentifiers } from './pid-identifiers.ts';

/** PID-8: NHS codes and the HL7 letters that most feeds send. A, indeterminate, is other; what is not known is unknown. */
const GENDER: Readonly<Record<string, NonNullable<Patient['gender']>>> = {
  '0': 'unknown',
  '1': 'male',
  '2': 'female',
  '9': 'other',
  M: 'male',
  F: 'female',
  A: 'other',
  O: 'other',
  U: 'unknown',
  N: 'unknown',
};

/** Everything PID says of the person, but for GP and next of kin. Issues name what could not be mapped. */
export function personFromPid(pid: SourceSegment, feed: FeedProfile, issues: IssueList): PersonData {
  const birth = birthTimes(pid, issues);
  return {
    identifiers: patientIdentifiers(pid, feed, issues),
    ...present(
      'name',
      list(pid, 5, (f, i) => name(f, i, issues)),
    ),
    ...present(
      'gender',
      tri(pid, 8, (code) => gender(code, issues)),
    ),
    ...birth,
    ...present('birthDateEstimated', reliability(pid)),
    ...present(
      'address',
      list(pid, 11, (f, i) => postalAddress(f, i, issues)),
    ),
    ...present(
      'homeTelecom',
      list(pid, 13, (f) => contactPoint(f, 'home')),
    ),
    ...present(
      'workTelecom',
      list(pid, 14, (f) => contactPoint(f, 'work')),
    ),
    ...present(
      'language',
      tri(pid, 15, (code) => language(code, issues)),
    ),
    ...present(
      'maritalStatus',
      tri(pid, 16, (code) =>
        codedIn(MARITAL_STATUS, code, { from: 'PID-16', to: 'Patient.maritalStatus' }, issues),
      ),
    ),
    ...present(
      'ethnicCategory',
      tri(pid, 22, (code) =>
        codedIn(ETHNIC_CATEGORY, code, { from: 'PID-22', to: 'Patient.extension:ethnicCategory' }, issues),
      ),
    ),
    ...present(
      'birthPlace',
      tri(pid, 23, (text) => text),
    ),
    ...present(
      'multipleBirth',
      tri(pid, 24, (code) => yesNo(code, 'PID-24', 'Patient.multipleBirth[x]', issues)),
    ),
    ...present(
      'birthOrder',
      tri(pid, 25, (text) => wholeNumber(text, issues)),
    ),
    ...present(
      'nationality',
      tri(pid, 28, (code) => country(code)),
    ),
    ...present(
      'deathTime',
      tri(pid, 29, (text) => time(text, 'PID-29', 'Patient.deceasedDateTime', issues)),
    ),
    ...present(
      'deathIndicator',
      tri(pid, 30, (code) => yesNo(code, 'PID-30', 'Patient.deceasedBoolean', issues)),
    ),
  };
}

/** A repeating field as a snapshot: absent keeps, a lone null empties, otherwise what could be read of it. */
export function list<T>(
  segment: SourceSegment,
  field: number,
  read: (repetition: SourceField, index: number) => T | undefined,
): readonly T[] | null | undefined {
  const repetitions = segment.repetitions(field);
  if (repetitions.length === 0) return undefined;
  if (repetitions.every((r) => r.isNull)) return null;
  const items = repetitions
    .map((r, i) => read(r, i + 1))
    .filter((item): item is T & {} => item !== undefined);
  return items.length === 0 ? undefined : items;
}

function name(field: SourceField, index: number, issues: IssueList): HumanName | undefined {
  const result = humanName(field);
  if (result !== undefined && !result.known) {
    issues.add(`PID-5[${index}].7`, 'Patient.name.use', 'the name type is not in table 0200');
  }
  return result?.name;
}

function postalAddress(field: SourceField, index: number, issues: IssueList): Address | undefined {
  const result = address(field);
  if (result !== undefined && !result.known) {
    issues.add(`PID-11[${index}].7`, 'Patient.address.use', 'the address type is not in table 0190');
  }
  return result?.address;
}

function gender(code: string, issues: IssueList): NonNullable<Patient['gender']> | undefined {
  const value = GENDER[code.toUpperCase()];
  if (value === undefined) issues.add('PID-8', 'Patient.gender', 'the code is not in table 0001');
  return value;
}

/** A birth date is a date: its day is taken as written and never passes through an instant. */
function birthTimes(pid: SourceSegment, issues: IssueList): Pick<PersonData, 'birthDate' | 'birthTime'> {
  const sent = pid.value(7);
  if (sent === null) return { birthDate: null, birthTime: null };
  if (sent === undefined || sent.trim() === '') return {};
  const result = parseTime(sent);
  if ('reason' in result) {
    issues.add('PID-7', 'Patient.birthDate', `the value ${result.reason}`);
    return {};
  }
  const { dateTime, precision } = result.time;
  const timed = (precision === 'minute' || precision === 'second') && !/T00:00(:00)?[+-]/.test(dateTime);
  return { birthDate: dateTime.slice(0, 10), ...(timed ? { birthTime: dateTime } : {}) };
}

/** PID-32 is read by value, never by position: ED and UD are about the birth date. Table 0445. */
function reliability(pid: SourceSegment): boolean | undefined {
  const codes = pid.repetitions(32).map((r) => r.value());
  if (codes.length === 0) return undefined;
  return codes.some((code) => code === 'ED' || code === 'UD');
}

function language(code: string, issues: IssueList): CodeableConcept | undefined {
  const lower = code.toLowerCase();
  if (/^[a-z]{2}$/.test(lower)) return { coding: [{ system: 'urn:ietf:bcp:47', code: lower }] };
  issues.add('PID-15', 'Patient.communication.language', 'the code is not an ISO 639-1 language');
  return { text: code };
}

function yesNo(code: string, from: string, to: string, issues: IssueList): boolean | undefined {
  const upper = code.toUpperCase();
  if (upper === 'Y' || upper === 'N') return upper === 'Y';
  issues.add(from, to, 'the code is neither Y nor N');
  return undefined;
}

function wholeNumber(text: string, issues: IssueList): number | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  issues.add(
    'PID-25',
    'Patient.multipleBirthInteger',
    'the value is not a whole number of at most two digits',
  );
  return undefined;
}

function country(code: string): CodeableConcept {
  return /^[A-Z]{3}$/.test(code) ? { coding: [{ system: 'urn:iso:std:iso:3166', code }] } : { text: code };
}

function time(text: string, from: string, to: string, issues: IssueList): string | undefined {
  const result = parseTime(text);
  if ('time' in result) return result.time.dateTime;
  issues.add(from, to, `the value ${result.reason}`);
  return undefined;
}
