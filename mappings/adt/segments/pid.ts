/** PID -> Patient data. v2-to-FHIR "Segment PID to Patient"; ITK ADT 1.0.15 section 4.3; UKCore-Patient 2.6.1. */
import type { Address, CodeableConcept, HumanName, Patient } from '@medplum/fhirtypes';
import { address, contactPoints, humanName } from '../datatypes/names-and-addresses.ts';
import { ceCodedIn, present, tri } from '../datatypes/coded.ts';
import { parseTime, type Hl7Time } from '../datatypes/time.ts';
import type { PersonData } from '../../fact.ts';
import type { FeedProfile } from '../feed-profile.ts';
import type { IssueList } from '../issue.ts';
import { bounded } from '../limits.ts';
import type { SourceField, SourceSegment } from '../source-message.ts';
import { ETHNIC_CATEGORY, MARITAL_STATUS } from '../tables/england.ts';
import { GENDER } from '../tables/gender.ts';
import { lookUp } from '../tables/look-up.ts';
import { patientIdentifiers } from './pid-identifiers.ts';

/** Everything PID says of the person, but for GP and next of kin. Issues name what could not be mapped. */
export function personFromPid(pid: SourceSegment, feed: FeedProfile, issues: IssueList): PersonData {
  const birth = birthTimes(pid, issues);
  return {
    identifiers: patientIdentifiers(pid, feed, issues),
    ...present(
      'name',
      list(pid, 5, issues, (f, i) => name(f, i, issues)),
    ),
    ...present(
      'gender',
      tri(pid, 8, (code) => gender(code, issues)),
    ),
    ...birth,
    ...present('birthDateEstimated', reliability(pid)),
    ...present(
      'address',
      list(pid, 11, issues, (f, i) => postalAddress(f, i, issues)),
    ),
    ...present(
      'homeTelecom',
      list(pid, 13, issues, (f) => contactPoints(f, 'home')),
    ),
    ...present(
      'workTelecom',
      list(pid, 14, issues, (f) => contactPoints(f, 'work')),
    ),
    ...present(
      'language',
      tri(pid, 15, (code) => language(code, issues)),
    ),
    ...present(
      'maritalStatus',
      ceCodedIn(MARITAL_STATUS, pid, 16, { from: 'PID-16', to: 'Patient.maritalStatus' }, issues),
    ),
    ...present(
      'ethnicCategory',
      ceCodedIn(ETHNIC_CATEGORY, pid, 22, { from: 'PID-22', to: 'Patient.extension:ethnicCategory' }, issues),
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
      tri(pid, 28, (code) => country(code, issues)),
    ),
    ...death(pid, issues),
  };
}

/** A repeating field as a snapshot: absent keeps, a lone null empties, otherwise what could be read of it. */
export function list<T>(
  segment: SourceSegment,
  field: number,
  issues: IssueList,
  read: (repetition: SourceField, index: number) => T | readonly T[] | undefined,
): readonly T[] | null | undefined {
  const repetitions = segment.repetitions(field);
  if (repetitions.length === 0) return undefined;
  if (repetitions.every((r) => r.isNull)) return null;
  const items = bounded(repetitions, `${segment.name}-${field}`, 'Patient', issues).flatMap(
    (r, i) => read(r, i + 1) ?? [],
  );
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
  const value = lookUp(GENDER, code.toUpperCase());
  if (value === undefined) issues.add('PID-8', 'Patient.gender', 'the code is not in table 0001');
  return value;
}

/**
 * A birth date is a date: its day is taken as written and never passes through an instant. One that comes without
 * a time of day takes back the time that an earlier message gave: the two are one field.
 */
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
  doubt(result.time, 'PID-7', 'Patient.birthDate.extension:birthTime', issues);
  const timed = (precision === 'minute' || precision === 'second') && !/T00:00(:00)?[+-]/.test(dateTime);
  return { birthDate: dateTime.slice(0, 10), birthTime: timed ? dateTime : null };
}

/** Either may come in any message. A time of death beside "not dead" is told, since it states neither. */
function death(pid: SourceSegment, issues: IssueList): Pick<PersonData, 'deathTime' | 'deathIndicator'> {
  const deathTime = tri(pid, 29, (text) => time(text, 'PID-29', 'Patient.deceasedDateTime', issues));
  const deathIndicator = tri(pid, 30, (code) => yesNo(code, 'PID-30', 'Patient.deceasedBoolean', issues));
  if (typeof deathTime === 'string' && deathIndicator === false) {
    issues.add('PID-29', 'Patient.deceased[x]', 'a time of death is given, and PID-30 says not dead');
  }
  return { ...present('deathTime', deathTime), ...present('deathIndicator', deathIndicator) };
}

/** PID-32 is read by value, never by position: ED and UD are about the birth date. Table 0445. */
function reliability(pid: SourceSegment): boolean | undefined {
  const codes = pid.repetitions(32).map((r) => r.value());
  if (codes.length === 0) return undefined;
  return codes.some((code) => code === 'ED' || code === 'UD');
}

/** ITK table 0296: ISO 639-1, and codes of its own for sign languages. Braille and Makaton have no code as languages. */
const SIGN_LANGUAGE: Readonly<Record<string, string>> = { q2: 'ase', q3: 'asf', q4: 'bfi' };

/** Left out where it has no code: UK Core requires one, and words alone would not conform. */
function language(code: string, issues: IssueList): CodeableConcept | undefined {
  const lower = code.toLowerCase();
  const tag = lookUp(SIGN_LANGUAGE, lower) ?? (/^[a-z]{2}$/.test(lower) ? lower : undefined);
  if (tag !== undefined) return { coding: [{ system: 'urn:ietf:bcp:47', code: tag }] };
  issues.add('PID-15', 'Patient.communication.language', 'the code is not an ISO 639-1 language');
  return undefined;
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

function country(code: string, issues: IssueList): CodeableConcept {
  if (/^[A-Z]{3}$/.test(code)) return { coding: [{ system: 'urn:iso:std:iso:3166', code }] };
  issues.add('PID-28', 'Patient.extension:nationality', 'the code is not an ISO 3166-1 alpha-3 country');
  return { text: code };
}

function time(text: string, from: string, to: string, issues: IssueList): string | undefined {
  const result = parseTime(text);
  if ('time' in result) {
    doubt(result.time, from, to, issues);
    return result.time.dateTime;
  }
  issues.add(from, to, `the value ${result.reason}`);
  return undefined;
}

function doubt(time: Hl7Time, from: string, to: string, issues: IssueList): void {
  if (time.doubt !== undefined) issues.add(from, to, `the local time is ${time.doubt} at the clock change`);
}
