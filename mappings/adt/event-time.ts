/**
 * When an event happened, for ordering. ITK ADT 1.0.15 EVN-6 is there so that receivers can re-sequence;
 * candidates in turn: EVN-6, PV1-44 (admission, registration) or PV1-45 (discharge), EVN-2, MSH-7.
 * A candidate must be believable beside the time at which the sender recorded the event; and no clock of a sender
 * is believed that runs further ahead of ours than its feed allows.
 */
import { laterReading, parseTime, timeAt, type Hl7Time } from './datatypes/time.ts';
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
  /** The other reading, where the effective time is in the hour that October repeats and either can be meant. */
  readonly laterReading?: { readonly instant: string; readonly dateTime: string };
  readonly recorded: string;
  readonly messageTime: string;
}

/** Our own clock, against which a sender's that runs ahead is measured: it is never used otherwise. */
export interface Reception {
  /** When the message was first received, ISO UTC. */
  readonly receivedAt: string;
  /** FeedProfile.clockSkewToleranceMinutes. */
  readonly toleranceMinutes: number;
}

/** @returns undefined where the message has no readable time at all. */
export function eventTime(
  message: SourceMessage,
  trigger: string,
  reception: Reception,
  issues: IssueList,
): EventTime | undefined {
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
    if (fault !== undefined) {
      issues.add(from, 'effective time', fault);
      continue;
    }
    const later = possibleLater(time, recorded, messageTime);
    const stated: EventTime = {
      effective: time.instant,
      dateTime: time.dateTime,
      ...(later === undefined ? {} : { laterReading: later }),
      recorded: (recorded ?? time).instant,
      messageTime: (messageTime ?? recorded ?? time).instant,
    };
    return withinReception(stated, messageTime, reception, issues);
  }
  return undefined;
}

/**
 * A clock that runs ahead would sort its messages after all later ones, for as long as it runs ahead: beyond the
 * tolerance, no time of the message counts as later than its receipt. One that runs behind is taken at its word, as
 * it cannot be told from a message that waited.
 */
function withinReception(
  stated: EventTime,
  messageTime: Hl7Time | undefined,
  { receivedAt, toleranceMinutes }: Reception,
  issues: IssueList,
): EventTime {
  const clock = messageTime?.instant ?? stated.effective;
  const minutes = Math.floor((Date.parse(clock) - Date.parse(receivedAt)) / 60_000);
  if (minutes <= toleranceMinutes) return stated;
  issues.add(
    'MSH-7',
    'effective time',
    `the sender's clock runs ahead of ours by ${minutes} minutes; the time of receipt stands`,
  );
  const cap = (instant: string): string => (instant < receivedAt ? instant : receivedAt);
  const { laterReading: later, ...rest } = stated;
  return {
    ...rest,
    ...(stated.effective < receivedAt
      ? {}
      : { effective: receivedAt, dateTime: timeAt(receivedAt).dateTime }),
    ...(later === undefined || later.instant > receivedAt ? {} : { laterReading: later }),
    recorded: cap(stated.recorded),
    messageTime: cap(stated.messageTime),
  };
}

/**
 * Of the two readings of a time in October's repeated hour the earlier is taken, and the later kept beside it, unless
 * it would put the event after its own recording. Where that is in the repeated hour too, its later reading is what
 * bounds it, and the time of the message as well.
 */
function possibleLater(
  time: Hl7Time,
  recorded: Hl7Time | undefined,
  messageTime: Hl7Time | undefined,
): EventTime['laterReading'] {
  const later = laterReading(time);
  if (later === undefined) return undefined;
  const bounds = [recorded, recorded?.doubt === 'ambiguous' ? messageTime : undefined];
  const ruledOut = bounds.some(
    (bound) => bound !== undefined && Date.parse(later.instant) > latest(bound) + AHEAD_MS,
  );
  return ruledOut ? undefined : later;
}

function believed(
  recorded: Hl7Time | undefined,
  messageTime: Hl7Time | undefined,
  issues: IssueList,
): Hl7Time | undefined {
  if (recorded === undefined || messageTime === undefined) return recorded;
  if (Date.parse(recorded.instant) - latest(messageTime) <= RECORDED_AHEAD_MS) return recorded;
  issues.add('EVN-2', 'effective time', 'lies days after the time of the message; MSH-7 is used');
  return undefined;
}

function implausible(time: Hl7Time, reference: Hl7Time): string | undefined {
  const instant = Date.parse(time.instant);
  if (instant > latest(reference) + AHEAD_MS)
    return 'lies after the time at which the event was recorded; the next time is used';
  if (instant < Date.parse(reference.instant) - BEHIND_MS)
    return 'lies half a year or more before it was recorded; the next time is used';
  return undefined;
}

/** The last instant that a time can mean. */
function latest(time: Hl7Time): number {
  return Date.parse(laterReading(time)?.instant ?? time.instant);
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
