/**
 * PID-2, PID-3, PID-4 and MRG-1 -> Patient.identifier, by assigning authority and never by position.
 * ITK ADT 1.0.15 PID-3, PID-32 (table 0445); UK Core NHSNumberVerificationStatus.
 */
import type { Identifier } from '@medplum/fhirtypes';
import { IDENTIFIER_TYPE, NHS_NUMBER, UK_CORE } from '../../../conformance/systems.ts';
import { readNhsNumber } from '../../nhs-number.ts';
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
  return readAll(pid, [3, 2, 4], feed, issues);
}

/** MRG-1, read as PID-3 is: ITK ADT 1.0.15 has it mirror PID-3 in type and authority. Its place means nothing. */
export function mergedIdentifiers(mrg: SourceSegment, feed: FeedProfile, issues: IssueList): Identifier[] {
  return readAll(mrg, [1], feed, issues);
}

function readAll(
  segment: SourceSegment,
  fields: readonly number[],
  feed: FeedProfile,
  issues: IssueList,
): Identifier[] {
  const found = new Map<string, Identifier>();
  for (const field of fields) {
    const name = `${segment.name}-${field}`;
    const repetitions = bounded(segment.repetitions(field), name, 'Patient.identifier', issues);
    for (const [i, repetition] of repetitions.entries()) {
      const identifier = read(repetition, { segment, field, where: `${name}[${i + 1}]` }, feed, issues);
      if (identifier === undefined) continue;
      const key = `${identifier.system ?? ''}|${identifier.value ?? ''}`;
      if (!found.has(key)) found.set(key, identifier);
    }
  }
  return [...found.values()];
}

/** Where an identifier stands. */
interface Origin {
  readonly segment: SourceSegment;
  readonly field: number;
  /** E.g. `PID-3[2]`. */
  readonly where: string;
}

/** The NHS number's verification status code, `01` to `08`, of an identifier made here. */
export function verificationStatus(identifier: Identifier): string | undefined {
  return identifier.extension?.find((e) => e.url === VERIFICATION)?.valueCodeableConcept?.coding?.[0]?.code;
}

const VERIFICATION = `${UK_CORE}Extension-UKCore-NHSNumberVerificationStatus`;

function read(
  repetition: SourceField,
  { segment, field, where }: Origin,
  feed: FeedProfile,
  issues: IssueList,
): Identifier | undefined {
  // The list of the person's numbers, beside which PID-2 and PID-4 are others.
  const main = segment.name !== 'PID' || field === 3;
  const value = repetition.value(1)?.trim();
  if (value === undefined || value === '') return undefined;
  const authority = (repetition.value(4, 1)?.trim() ?? '').toUpperCase();
  const typeText = repetition.value(5)?.trim() ?? '';
  const type = typeText.replace(/\{.*\}$/, '').toUpperCase();
  if (NHS_AUTHORITIES.has(authority) || NHS_TYPES.has(type))
    return nhsNumber(value, typeText, where, segment, issues);
  if (!main && authority === '') {
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
    ...(!main && field === 4 ? { use: 'temp' as const } : {}),
    ...(main && rule !== undefined && ofPerson
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
  segment: SourceSegment,
  issues: IssueList,
): Identifier | undefined {
  const number = readNhsNumber(value);
  if ('reason' in number) {
    issues.add(where, 'Patient.identifier:nhsNumber', `the NHS number ${number.reason}`);
    return undefined;
  }
  const status = statusCode(type, segment);
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

/** PID-32 `NSTSnn`, or `NH{status:nn}` in the identifier's type, wherever it stands. MRG has the latter alone. */
function statusCode(type: string, segment: SourceSegment): string | undefined {
  const inType = /\{status:(\d{2})\}/i.exec(type)?.[1];
  if (inType !== undefined) return inType;
  for (const repetition of segment.name === 'PID' ? segment.repetitions(32) : []) {
    const code = /^NSTS(\d{2})$/i.exec(repetition.value()?.trim() ?? '')?.[1];
    if (code !== undefined) return code;
  }
  return undefined;
}
