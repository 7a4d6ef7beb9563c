/**
 * TS -> instant and FHIR dateTime. HL7 v2.4 2.9.47; ITK ADT: times without an offset are local, Europe/London.
 * Nothing is rounded and no day rolls over: what is not a time is refused with the reason.
 */
import { Temporal } from 'temporal-polyfill';

export type Precision = 'year' | 'month' | 'day' | 'minute' | 'second';

export interface Hl7Time {
  /** UTC, ISO 8601 with milliseconds: the first instant of what was sent (a day starts at local midnight). */
  readonly instant: string;
  /** FHIR date or dateTime at the precision sent; local time with its offset where there is a time of day. */
  readonly dateTime: string;
  readonly precision: Precision;
  /** `ambiguous`: the hour that happens twice in October, the earlier taken. `nonexistent`: March, one hour added. */
  readonly doubt?: 'ambiguous' | 'nonexistent';
}

export type TimeResult = { readonly time: Hl7Time } | { readonly reason: string };

/** No time in a record of today lies outside; default dates such as `00010101` and `99991231` do. */
const YEARS = { first: 1850, last: 2100 };

const TS =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,4}))?)?)?)?)?)?([+-]\d{4})?$/;

/** Reads a TS value; its reason for refusal says what is wrong without quoting the value. */
export function parseTime(text: string): TimeResult {
  const match = TS.exec(text.trim());
  if (match === null) return { reason: 'is not a time of the form YYYY[MM[DD[HHMM[SS]]]][+/-ZZZZ]' };
  const [, y, mo, d, h, mi, s, fraction, offset] = match;
  const year = Number(y);
  if (year < YEARS.first || year > YEARS.last) {
    return { reason: `has a year that is not between ${YEARS.first} and ${YEARS.last}` };
  }
  if (offset !== undefined && !/^[+-](?:0\d|1[0-4])[0-5]\d$/.test(offset)) {
    return { reason: 'has an offset from UTC that no place has' };
  }
  if (mo === undefined || mo === '00') {
    return contradicted('month', d, h, mi) ?? dayPrecision(year, undefined, undefined);
  }
  const month = Number(mo);
  if (month > 12) return { reason: `has a month ${mo}, which does not exist` };
  if (d === undefined || d === '00') {
    return contradicted('day', h, mi) ?? dayPrecision(year, month, undefined);
  }
  const day = Number(d);
  if (day > daysInMonth(year, month)) return { reason: `has a day ${d}, which that month does not have` };
  if (h === undefined) return dayPrecision(year, month, day);
  if (mi === undefined) return { reason: 'has an hour without minutes' };
  if (Number(h) > 23 || Number(mi) > 59 || Number(s ?? '0') > 59) {
    return { reason: `has a time of day ${h}:${mi}, which does not exist` };
  }
  const wall: Wall = { year, month, day, hour: Number(h), minute: Number(mi), second: Number(s ?? '0') };
  const millisecond = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  const zone: Zone = offset === undefined ? londonOffset(wall) : { minutes: offsetMinutes(offset), wall };
  return {
    time: {
      ...atOffset(zone.wall, millisecond, zone.minutes),
      precision: s === undefined ? 'minute' : 'second',
      ...(zone.doubt === undefined ? {} : { doubt: zone.doubt }),
    },
  };
}

/**
 * The other reading of a time in the hour that happens twice: an hour later, the same on the clock.
 * @returns undefined for a time that has one reading.
 */
export function laterReading(time: Hl7Time): { instant: string; dateTime: string } | undefined {
  if (time.doubt !== 'ambiguous') return undefined;
  const [, offset = ''] = /([+-]\d\d:\d\d)$/.exec(time.dateTime) ?? [];
  const minutes = offsetMinutes(offset.replace(':', '')) - 60;
  return atInstant(Date.parse(time.instant) + HOUR_MS, minutes);
}

/** An instant of our own clock as a time, to be shown as all others are: local, Europe/London, with its offset. */
export function timeAt(instant: string): Hl7Time {
  const utc = Date.parse(instant);
  const year = new Date(utc).getUTCFullYear();
  const spring = Date.UTC(year, 2, lastSunday(year, 3), 1);
  const autumn = Date.UTC(year, 9, lastSunday(year, 10), 1);
  return { ...atInstant(utc, utc >= spring && utc < autumn ? 60 : 0), precision: 'second' };
}

const HOUR_MS = 3_600_000;

/** The wall clock at an offset: UTC fields of the instant moved by it. */
function atInstant(utc: number, minutes: number): { instant: string; dateTime: string } {
  const local = new Date(utc + minutes * 60_000);
  const wall: Wall = {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
  };
  return atOffset(wall, local.getUTCMilliseconds(), minutes);
}

interface Wall {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

interface Zone {
  readonly minutes: number;
  readonly wall: Wall;
  readonly doubt?: 'ambiguous' | 'nonexistent';
}

/** `00` says that a part is not known; a finer part beside it says otherwise, and neither can be believed. */
function contradicted(
  part: 'month' | 'day',
  ...finer: readonly (string | undefined)[]
): { reason: string } | undefined {
  const stated = finer.some((text) => text !== undefined && text !== '00');
  return stated ? { reason: `has a ${part} 00 and a finer part beside it` } : undefined;
}

function dayPrecision(year: number, month: number | undefined, day: number | undefined): TimeResult {
  const parts = [
    pad(year, 4),
    ...(month === undefined ? [] : [pad(month)]),
    ...(day === undefined ? [] : [pad(day)]),
  ];
  const precision = day !== undefined ? 'day' : month !== undefined ? 'month' : 'year';
  return {
    time: {
      // Asked of a birth date by nobody, and dear to work out for the years before 1996.
      get instant() {
        const midnight: Wall = { year, month: month ?? 1, day: day ?? 1, hour: 0, minute: 0, second: 0 };
        return atOffset(midnight, 0, londonOffset(midnight).minutes).instant;
      },
      dateTime: parts.join('-'),
      precision,
    },
  };
}

function atOffset(wall: Wall, millisecond: number, minutes: number): { instant: string; dateTime: string } {
  const utc =
    Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second, millisecond) -
    minutes * 60_000;
  const sign = minutes < 0 ? '-' : '+';
  const absolute = Math.abs(minutes);
  const fraction = millisecond === 0 ? '' : `.${pad(millisecond, 3)}`;
  return {
    instant: new Date(utc).toISOString(),
    dateTime:
      `${pad(wall.year, 4)}-${pad(wall.month)}-${pad(wall.day)}T${pad(wall.hour)}:${pad(wall.minute)}:` +
      `${pad(wall.second)}${fraction}${sign}${pad(Math.floor(absolute / 60))}:${pad(absolute % 60)}`,
  };
}

/**
 * The offset of London wall-clock time. Since 1996 summer time runs from the last Sunday of March to the last
 * Sunday of October, 01:00 UTC (Directive 2000/84/EC; Summer Time Order 2002): plain arithmetic, as this runs for
 * every time of every message. Earlier years have their own rules: the time zone database answers those.
 */
function londonOffset(wall: Wall): Zone {
  if (wall.year < 1996) return londonOffsetByDatabase(wall);
  const day = wall.month * 100 + wall.day;
  const spring = 300 + lastSunday(wall.year, 3);
  const autumn = 1000 + lastSunday(wall.year, 10);
  if (day < spring || day > autumn) return { minutes: 0, wall };
  if (day > spring && day < autumn) return { minutes: 60, wall };
  if (day === spring) {
    if (wall.hour < 1) return { minutes: 0, wall };
    if (wall.hour === 1) return { minutes: 60, wall: { ...wall, hour: 2 }, doubt: 'nonexistent' };
    return { minutes: 60, wall };
  }
  if (wall.hour === 1) return { minutes: 60, wall, doubt: 'ambiguous' };
  return { minutes: wall.hour < 1 ? 60 : 0, wall };
}

function londonOffsetByDatabase(wall: Wall): Zone {
  const local = { ...wall, timeZone: 'Europe/London' };
  const zoned = Temporal.ZonedDateTime.from(local, { disambiguation: 'compatible' });
  const minutes = zoned.offsetNanoseconds / 60_000_000_000;
  if (zoned.hour !== wall.hour) {
    return { minutes, wall: { ...wall, hour: zoned.hour, minute: zoned.minute }, doubt: 'nonexistent' };
  }
  const later = Temporal.ZonedDateTime.from(local, { disambiguation: 'later' });
  return { minutes, wall, ...(later.equals(zoned) ? {} : { doubt: 'ambiguous' as const }) };
}

function lastSunday(year: number, month: number): number {
  const last = daysInMonth(year, month);
  return last - new Date(Date.UTC(year, month - 1, last)).getUTCDay();
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function offsetMinutes(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3, 5));
  return offset.startsWith('-') ? -minutes : minutes;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}
