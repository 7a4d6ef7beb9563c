/**
 * When an event happened, for ordering. ITK ADT 1.0.15 EVN-6 is there so that receivers can re-sequence;
 * candidates in turn: EVN-6, PV1-44 (admission, registration) or PV1-45 (discharge), EVN-2, MSH-7.
 * A candidate must be believable beside the time at which the sender recorded the event.
 */
import { parseTime, type Hl7Time } from './datatypes/time.ts';
import type { IssueList } from './issue.ts';
import type { SourceMessage, SourceSegment } from './source-message.ts';

/** Events are not recorded before they happen; clocks of one sender may differ by this much. */
const AHEAD_MS = 5 * 60_000;
/** A backdated entry may lie this far back; beyond it the field is taken for a slip. */
const BEHIND_MS = 180 * 24 * 3_600_000;
/** EVN-2 may run ahead of MSH-7, whose clock is another's; by more than this it is a slip, which would sort last for ever. */
const RECORDED_AHEAD_MS = 2 * 24 * 3_600_000;

export interface EventTime {
  /** ISO UTC. */
  readonly effective: string;
  /** FHIR dateTime of the effective time, local with offset. */
  readonly dateTime: string;
  readonly recorded: string;
  readonly messageTime: string;
}

/** @returns undefined where the message has no readable time at all. */
export function eventTime(message: SourceMessage, trigger: string, issues: IssueList): EventTime | undefined {
  const evn = message.first('EVN');
  const pv1 = message.first('PV1');
  const messageTime = timed(message.first('MSH'), 7, issues);
  const recorded = believed(timed(evn, 2, issues), messageTime, issues) ?? messageTime;
  const admission = trigger === 'A01' || trigger === 'A04' ? 44 : trigger === 'A03' ? 45 : undefined;
  const candidates: [string, Hl7Time | undefined][] = [
    ['EVN-6', timed(evn, 6, issues)],
    ...(admission === undefined
      ? []
      : [[`PV1-${admission}`, timed(pv1, admission)] as [string, Hl7Time | undefined]]),
    ['EVN-2', recorded],
    ['MSH-7', messageTime],
  ];
  for (const [from, time] of candidates) {
    if (time === undefined) continue;
    const fault = recorded === undefined ? undefined : implausible(time, recorded);
    if (fault === undefined) {
      return {
        effective: time.instant,
        dateTime: time.dateTime,
        recorded: (recorded ?? time).instant,
        messageTime: (messageTime ?? recorded ?? time).instant,
      };
    }
    issues.add(from, 'effective time', fault);
  }
  return undefined;
}

function believed(
  recorded: Hl7Time | undefined,
  messageTime: Hl7Time | undefined,
  issues: IssueList,
): Hl7Time | undefined {
  if (recorded === undefined || messageTime === undefined) return recorded;
  if (Date.parse(recorded.instant) - Date.parse(messageTime.instant) <= RECORDED_AHEAD_MS) return recorded;
  issues.add('EVN-2', 'effective time', 'lies days after the time of the message; MSH-7 is used');
  return undefined;
}

function implausible(time: Hl7Time, reference: Hl7Time): string | undefined {
  const difference = Date.parse(time.instant) - Date.parse(reference.instant);
  if (difference > AHEAD_MS)
    return 'lies after the time at which the event was recorded; the next time is used';
  if (difference < -BEHIND_MS)
    return 'lies half a year or more before it was recorded; the next time is used';
  return undefined;
}

/** A time of day is needed to order events: a bare date is no candidate. */
function timed(segment: SourceSegment | undefined, field: number, issues?: IssueList): Hl7Time | undefined {
  const text = segment?.value(field)?.trim();
  if (segment === undefined || text === undefined || text === '') return undefined;
  const result = parseTime(text);
  if ('reason' in result) {
    issues?.add(`${segment.name}-${field}`, 'effective time', `the value ${result.reason}`);
    return undefined;
  }
  const { time } = result;
  if (time.precision !== 'minute' && time.precision !== 'second') return undefined;
  if (time.doubt !== undefined) {
    issues?.add(
      `${segment.name}-${field}`,
      'effective time',
      `the local time is ${time.doubt} at the clock change`,
    );
  }
  return time;
}
