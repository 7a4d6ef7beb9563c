/**
 * By which number a sender means a visit: PV1-19, or PID-18 where the feed says so; and the number that it had
 * before, in MRG-5 or MRG-3 accordingly. ITK ADT 1.0.15 PV1-19; HL7 v2.4 3.4.9.
 */
import type { Identifier } from '@medplum/fhirtypes';
import type { VisitKey } from './visit-fact.ts';
import type { FeedProfile } from './feed-profile.ts';
import { refuse, type Refused } from './refusal.ts';
import type { SourceSegment } from './source-message.ts';

const LIMIT = 64;

/** The segments that may hold it. */
interface Holders {
  readonly pid: SourceSegment | undefined;
  readonly pv1: SourceSegment | undefined;
}

/** The number; or the refusal, naming the field that the feed has it in: 100 and 101 absent, 102 too long. */
export function visitNumber({ pid, pv1 }: Holders, feed: FeedProfile): Identifier | Refused {
  const where = feed.visitNumberField;
  const segment = where === 'PID-18' ? pid : pv1;
  if (segment === undefined) {
    const name = where.slice(0, 3);
    return refuse(100, name, `the ${name} segment is missing`);
  }
  const value = numberIn(segment, where === 'PID-18' ? 18 : 19, where);
  if (value === undefined) {
    return refuse(101, where, 'the visit number is missing, so the visit cannot be told');
  }
  return typeof value === 'string' ? visitNumberIdentifier(value, feed) : value;
}

/** Whether a visit is not named at all, rather than named in a way that cannot be read. */
export function isUnnamed({ refused }: Refused): boolean {
  return refused.condition !== 102;
}

function visitNumberIdentifier(value: string, feed: FeedProfile): Identifier {
  return {
    type: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'VN', display: 'Visit number' },
      ],
    },
    system: feed.visitNumberSystem,
    value,
  };
}

/** Which field of MRG has the visit's former number. */
export function priorNumberField(feed: FeedProfile): 'MRG-3' | 'MRG-5' {
  return feed.visitNumberField === 'PID-18' ? 'MRG-3' : 'MRG-5';
}

/** The number that the visit had before; undefined where MRG names none. */
export function priorVisitNumber(mrg: SourceSegment, feed: FeedProfile): VisitKey | Refused | undefined {
  const field = priorNumberField(feed);
  const value = numberIn(mrg, field === 'MRG-3' ? 3 : 5, field);
  return typeof value === 'string' ? `${feed.visitNumberSystem}|${value}` : value;
}

export function visitKey(number: Identifier): VisitKey {
  return `${number.system ?? ''}|${number.value ?? ''}`;
}

/** Cutting a number short could make two visits one. */
function numberIn(segment: SourceSegment, field: number, where: string): string | Refused | undefined {
  const value = segment.value(field)?.trim();
  if (value === undefined || value === '') return undefined;
  return value.length <= LIMIT
    ? value
    : refuse(102, where, `the visit number is longer than ${LIMIT} characters`);
}
