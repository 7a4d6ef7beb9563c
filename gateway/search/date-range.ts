/**
 * FHIR dates as ranges of instants, for the index and for queries alike. FHIR R4 search.html 3.1.1.4.6: where no offset is
 * given the server may choose one, and here it is London's, as it is for the HL7 times that the record is made of. A dateTime
 * without a time stands for its whole day, month or year in London; a time without an offset is London's clock.
 * A `date` has no zone (a birthday is the same everywhere): both sides of its comparisons are widened as if it were UTC.
 */
import type { ElementType } from '../../conformance/search-parameters/definition.ts';
import { parseTime } from '../../mappings/adt/datatypes/time.ts';

/** ISO UTC instants with milliseconds, both included; as text they sort as the instants do. */
export interface DateRange {
  readonly low: string;
  readonly high: string;
}

/** Whose days: those of London's clock, or days without a zone. */
export type Days = 'london' | 'zoneless';

/** Sorts before and after every instant: the open ends of a Period. */
export const OPEN_LOW = '0000';
export const OPEN_HIGH = '9999';

const PATTERN =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;
const MINUTE_MS = 60_000;

/** Whose days the dates of an element are. */
export function daysOf(element: ElementType): Days {
  return element === 'date' ? 'zoneless' : 'london';
}

/** Range of a FHIR date, dateTime or instant, whole or partial; undefined where the text is not one. */
export function dateRange(text: string, days: Days): DateRange | undefined {
  const parts = PATTERN.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = parts;
  const y = Number(year);
  const m = Number(month ?? 1) - 1;
  const d = Number(day ?? 1);
  // 9999 is the open end; earlier than 1000 a year needs four digits all the same, which Date.UTC would shift.
  if (y < 1000 || y > 9998 || m < 0 || m > 11 || d < 1 || d > daysIn(y, m)) return undefined;
  if (hour === undefined || minute === undefined) {
    const next =
      day !== undefined
        ? Date.UTC(y, m, d + 1)
        : month !== undefined
          ? Date.UTC(y, m + 1, 1)
          : Date.UTC(y + 1, 0, 1);
    return range(onClock(Date.UTC(y, m, d), days), onClock(next, days) - 1);
  }
  const h = Number(hour);
  const min = Number(minute);
  const s = Number(second ?? 0);
  const shift = offset === undefined ? 0 : offsetMs(offset);
  if (h > 23 || min > 59 || s > 59 || shift === undefined) return undefined;
  const milliseconds = (fraction ?? '').slice(0, 3);
  const wall = Date.UTC(y, m, d) + (h * 60 + min) * MINUTE_MS + s * 1000;
  const start = offset === undefined ? onClock(wall, days) : wall - shift;
  const low = start + Number(milliseconds.padEnd(3, '0'));
  return range(low, low + (second === undefined ? MINUTE_MS : 10 ** (3 - milliseconds.length)) - 1);
}

/** Range of a Period: an end that is absent is open; undefined where a part is not a date, or the end is before the start. */
export function periodRange(period: { start?: unknown; end?: unknown }): DateRange | undefined {
  const start = bound(period.start);
  const end = bound(period.end);
  if (start === 'invalid' || end === 'invalid' || (start === undefined && end === undefined))
    return undefined;
  const low = start?.low ?? OPEN_LOW;
  const high = end?.high ?? OPEN_HIGH;
  return low <= high ? { low, high } : undefined;
}

/**
 * Range of a Timing: from its first moment to its last, by its events and the bounds of its repetition; what lies between is
 * taken as one (FHIR R4 search.html 3.1.1.4.7). Undefined where nothing of it is a date.
 */
export function timingRange(timing: { event?: unknown; repeat?: unknown }): DateRange | undefined {
  const events: readonly unknown[] = Array.isArray(timing.event) ? timing.event : [];
  const ranges = events.flatMap((event) =>
    typeof event === 'string' ? (dateRange(event, 'london') ?? []) : [],
  );
  const bounds = boundsOf(timing.repeat);
  if (bounds !== undefined) ranges.push(bounds);
  const [first] = ranges;
  if (first === undefined) return undefined;
  return ranges.reduce(
    (all, { low, high }) => ({ low: low < all.low ? low : all.low, high: high > all.high ? high : all.high }),
    first,
  );
}

function boundsOf(repeat: unknown): DateRange | undefined {
  const bounds =
    typeof repeat === 'object' && repeat !== null && 'boundsPeriod' in repeat
      ? repeat.boundsPeriod
      : undefined;
  return typeof bounds === 'object' && bounds !== null ? periodRange(bounds) : undefined;
}

function bound(value: unknown): DateRange | 'invalid' | undefined {
  if (value === undefined) return undefined;
  return (typeof value === 'string' ? dateRange(value, 'london') : undefined) ?? 'invalid';
}

function range(low: number, high: number): DateRange {
  return { low: new Date(low).toISOString(), high: new Date(high).toISOString() };
}

/**
 * The instant at which a clock shows the time that `wall` shows in UTC. London's is read as an HL7 time is: the hour that
 * happens twice is the first, the one that is skipped is an hour later. Years that no record has are taken as UTC.
 */
function onClock(wall: number, days: Days): number {
  if (days === 'zoneless') return wall;
  const hl7 = new Date(wall).toISOString().slice(0, 19).replace(/[-T:]/g, '');
  const result = parseTime(hl7);
  return 'time' in result ? Date.parse(result.time.instant) : wall;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/** What to take from the local time to get UTC. */
function offsetMs(offset: string): number | undefined {
  if (offset === 'Z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(4, 6));
  if (hours > 14 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
}
