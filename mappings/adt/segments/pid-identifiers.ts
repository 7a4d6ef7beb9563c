/**
 * PID-2, PID-3 and PID-4 -> Patient.identifier, by assigning authority and never by position.
 * ITK ADT 1.0.15 PID-3, PID-32 (table 0445); UK Core NHSNumberVerificationStatus.
 */
import type { Identifier } from '@medplum/fhirtypes';
import { IDENTIFIER_TYPE, NHS_NUMBER, UK_CORE } from '../../../conformance/systems.ts';
import { readNhsNumber } from '../datatypes/nhs-number.ts';
import type { FeedProfile } from '../feed-profile.ts';
import type { IssueList } from '../issue.ts';
import { bounded } from '../limits.ts';
import type { SourceField, SourceSegment } from '../source-message.ts';
import { NHS_NUMBER_STATUS } from '../tables/england.ts';

const NHS_AUTHORITIES = new Set(['NHS', 'NHSNBR', 'NHSNMBR']);
const NHS_TYPES = new Set(['NH', 'NHSNMBR']);
/** Table 0203, and what feeds write, for the number of a person; none means the same. */
const PERSON_TYPES = new Set(['', 'MR', 'PI', 'PT', 'MRN', 'MEDREC', 'HOSP', 'MRNO', 'LR', 'PE', 'U']);

/** All identifiers that can be named with a system; what cannot is reported and stays in the raw message. */
export function patientIdentifiers(pid: SourceSegment, feed: FeedProfile, issues: IssueList): Identifier[] {
  const found = new Map<string, Identifier>();
  for (const field of [3, 2, 4]) {
    const repetitions = bounded(pid.repetitions(field), `PID-${field}`, 'Patient.identifier', issues);
    for (const [i, repetition] of repetitions.entries()) {
      const where = `PID-${field}[${i + 1}]`;
      const identifier = read(repetition, where, pid, feed, issues, field);
      if (identifier === undefined) continue;
      const key = `${identifier.system ?? ''}|${identifier.value ?? ''}`;
      if (!found.has(key)) found.set(key, identifier);
    }
  }
  return [...found.values()];
}

/** The NHS number's verification status code, `01` to `08`, of an identifier made here. */
export function verificationStatus(identifier: Identifier): string | undefined {
  return identifier.extension?.find((e) => e.url === VERIFICATION)?.valueCodeableConcept?.coding?.[0]?.code;
}

const VERIFICATION = `${UK_CORE}Extension-UKCore-NHSNumberVerificationStatus`;

function read(
  field: SourceField,
  where: string,
  pid: SourceSegment,
  feed: FeedProfile,
  issues: IssueList,
  position: number,
): Identifier | undefined {
  const value = field.value(1)?.trim();
  if (value === undefined || value === '') return undefined;
  const authority = (field.value(4, 1)?.trim() ?? '').toUpperCase();
  const typeText = field.value(5)?.trim() ?? '';
  const type = typeText.replace(/\{.*\}$/, '').toUpperCase();
  if (NHS_AUTHORITIES.has(authority) || NHS_TYPES.has(type))
    return nhsNumber(value, typeText, where, pid, issues);
  if (position !== 3 && authority === '') {
    issues.add(where, 'Patient.identifier', 'an identifier without authority is read in PID-3 only');
    return undefined;
  }
  const rule = feed.identifiers.find((r) => r.authority.toUpperCase() === authority);
  if (rule === undefined && authority === '') {
    issues.add(where, 'Patient.identifier', 'no assigning authority, and this feed has no default one');
    return undefined;
  }
  // An account or visit number is of that authority too, and is not the number of a person.
  const ofPerson = PERSON_TYPES.has(type);
  const base = rule?.system ?? `${feed.otherIdentifierBase}${encodeURIComponent(authority)}`;
  const system = ofPerson ? base : `${base}-${encodeURIComponent(type.toLowerCase())}`;
  if (value.length > 64) {
    issues.add(where, 'Patient.identifier.value', 'the identifier is longer than 64 characters');
    return undefined;
  }
  return {
    ...(position === 4 ? { use: 'temp' as const } : {}),
    ...(position === 3 && rule !== undefined && ofPerson
      ? { type: { coding: [{ system: IDENTIFIER_TYPE, code: 'MR', display: 'Medical record number' }] } }
      : {}),
    system,
    value,
  };
}

function nhsNumber(
  value: string,
  type: string,
  where: string,
  pid: SourceSegment,
  issues: IssueList,
): Identifier | undefined {
  const number = readNhsNumber(value);
  if ('reason' in number) {
    issues.add(where, 'Patient.identifier:nhsNumber', `the NHS number ${number.reason}`);
    return undefined;
  }
  const status = statusCode(type, pid);
  const display = status === undefined ? undefined : NHS_NUMBER_STATUS.codes[status];
  if (status !== undefined && display === undefined) {
    issues.add('PID-32', 'Patient.identifier:nhsNumber.extension', 'the NHS number status is not 01 to 08');
  }
  return {
    ...(status === undefined || display === undefined
      ? {}
      : {
          extension: [
            {
              url: VERIFICATION,
              valueCodeableConcept: { coding: [{ system: NHS_NUMBER_STATUS.system, code: status, display }] },
            },
          ],
        }),
    use: 'official',
    system: NHS_NUMBER,
    value: number.value,
  };
}

/** PID-32 `NSTSnn`, or `NH{status:nn}` in the identifier's type, wherever it stands. */
function statusCode(type: string, pid: SourceSegment): string | undefined {
  const inType = /\{status:(\d{2})\}/i.exec(type)?.[1];
  if (inType !== undefined) return inType;
  for (const repetition of pid.repetitions(32)) {
    const code = /^NSTS(\d{2})$/i.exec(repetition.value()?.trim() ?? '')?.[1];
    if (code !== undefined) return code;
  }
  return undefined;
}
