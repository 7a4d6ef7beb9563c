/**
 * XCN -> clinician. ITK ADT 1.0.15 datatype XCN: national codes are told by their shape, as senders fill XCN-9
 * inconsistently for the same code: G and 7 digits is a GP's (GMP), C and 7 digits a consultant's (GMC).
 */
import type { HumanName } from '@medplum/fhirtypes';
import { GMC_NUMBER, GMP_NUMBER } from '../../../conformance/systems.ts';
import type { ClinicianStatement } from '../../fact.ts';
import type { IssueList } from '../issue.ts';
import { bounded } from '../limits.ts';
import type { SourceField, SourceSegment } from '../source-message.ts';

/** Absent, cleared, or every distinct clinician of the field: one doctor under several ids is one, the national id first. */
export function clinicians(
  segment: SourceSegment,
  field: number,
  localBase: string,
  issues: IssueList,
): readonly ClinicianStatement[] | null | undefined {
  const repetitions = segment.repetitions(field);
  if (repetitions.length === 0) return undefined;
  if (repetitions.length === 1 && repetitions[0]?.isNull === true) return null;
  const byName = new Map<string, ClinicianStatement>();
  for (const repetition of bounded(repetitions, `${segment.name}-${field}`, 'Practitioner', issues)) {
    const statement = clinician(repetition, localBase);
    if (statement === undefined) continue;
    const key = keyOf(statement);
    const other = byName.get(key);
    if (other === undefined || rank(statement) < rank(other)) byName.set(key, statement);
  }
  return byName.size === 0 ? undefined : [...byName.values()];
}

/** The name tells that two ids are one doctor's; without a name each id stands for itself. */
function keyOf({ name, system, value }: ClinicianStatement): string {
  if (name.family === undefined) return `${system ?? ''}|${value ?? ''}`;
  return `${name.family}|${(name.given ?? []).join(' ')}`.toUpperCase();
}

function clinician(field: SourceField, localBase: string): ClinicianStatement | undefined {
  const text = (n: number): string | undefined => {
    const value = field.value(n)?.trim();
    return value === '' ? undefined : value;
  };
  const family = text(2);
  const given = [text(3), text(4)].filter((part) => part !== undefined);
  const suffix = text(5);
  const prefix = text(6);
  const value = text(1);
  if (family === undefined && value === undefined) return undefined;
  const name: HumanName = {
    ...(family === undefined ? {} : { family }),
    ...(given.length === 0 ? {} : { given }),
    ...(prefix === undefined ? {} : { prefix: [prefix] }),
    ...(suffix === undefined ? {} : { suffix: [suffix] }),
  };
  if (value === undefined) return { name };
  const authority = text(9) ?? '';
  return { name, value, system: system(value, authority.toUpperCase(), localBase) };
}

function system(value: string, authority: string, localBase: string): string {
  if (/^G\d{7}$/.test(value)) return GMP_NUMBER;
  if (/^C\d{7}$/.test(value)) return GMC_NUMBER;
  if (authority === 'GMC') return GMC_NUMBER;
  if (authority === 'GMP') return GMP_NUMBER;
  return `${localBase}practitioner${authority === '' ? '' : `-${encodeURIComponent(authority.toLowerCase())}`}`;
}

function rank(statement: ClinicianStatement): number {
  if (statement.system === GMC_NUMBER) return 0;
  if (statement.system === GMP_NUMBER) return 1;
  return statement.value === undefined ? 3 : 2;
}
