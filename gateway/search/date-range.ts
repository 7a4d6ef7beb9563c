/**
 * FHIR dates as ranges of instants, for the index and for queries alike. FHIR R4 search.html 3.1.1.4.6.
 * A date without a time stands for its whole day, month or year in UTC (not in Europe/London: a birth date has no zone,
 * and both sides of every comparison are widened the same way). A time without an offset is read as UTC.
 */

/** ISO UTC instants with milliseconds, both included; as text they sort as the instants do. */
export interface DateRange {
  readonly low: string;
  readonly high: string;
}

/** Sorts before and after every instant: the open ends of a Period. */
export const OPEN_LOW = '0000';
export const OPEN_HIGH = '9999';

const PATTERN =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;
const MINUTE_MS = 60_000;

/** Range of a FHIR date, dateTime or instant, whole or partial; undefined where the text is not one. */
export function dateRange(text: string): DateRange | undefined {
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
      day !== undefined ? utc(y, m, d + 1) : month !== undefined ? utc(y, m + 1, 1) : utc(y + 1, 0, 1);
    return range(utc(y, m, d), next - 1);
  }
  const h = Number(hour);
  const min = Number(minute);
  const s = Number(second ?? 0);
  const shift = offsetMs(offset);
  if (h > 23 || min > 59 || s > 59 || shift === undefined) return undefined;
  const milliseconds = (fraction ?? '').slice(0, 3);
  const low =
    utc(y, m, d) + (h * 60 + min) * MINUTE_MS + s * 1000 + Number(milliseconds.padEnd(3, '0')) - shift;
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

function bound(value: unknown): DateRange | 'invalid' | undefined {
  if (value === undefined) return undefined;
  return (typeof value === 'string' ? dateRange(value) : undefined) ?? 'invalid';
}

function range(low: number, high: number): DateRange {
  return { low: new Date(low).toISOString(), high: new Date(high).toISOString() };
}

function utc(year: number, month: number, day: number): number {
  return Date.UTC(year, month, day);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/** What to take from the local time to get UTC. */
function offsetMs(offset: string | undefined): number | undefined {
  if (offset === undefined || offset === 'Z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(4, 6));
  if (hours > 14 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
}
