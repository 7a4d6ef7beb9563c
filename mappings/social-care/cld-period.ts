/**
 * The reporting period of a file is derived from its events, since many councils state a longer one than their data
 * covers. DHSC's processing of CLD: events are counted by the month in which they ended; months at or after that of the
 * import, with fewer than 2 % of all events or with too few kinds of event are dropped; the period goes from the first
 * remaining month to the last.
 *
 * Evidence is kept by chunks of a file and added up in any order.
 */
import type { CldRow } from './cld-row.ts';
import type { EventType, ReturnPeriod } from './return.ts';

type Counts = Readonly<Partial<Record<EventType, number>>>;

/** Plain JSON, of at most as many months as the calendar of the return has. */
export interface PeriodEvidence {
  readonly events: number;
  /** By month of the end, `YYYY-MM`. */
  readonly months: Readonly<Record<string, Counts>>;
  /** All events by kind, open services included: what a file is compared with the one before by. */
  readonly types: Counts;
  /** Earliest start and latest end that rows state; absent without rows. */
  readonly stated?: { readonly start: string; readonly end: string };
}

export const NO_EVIDENCE: PeriodEvidence = { events: 0, months: {}, types: {} };

const FEWEST_EVENTS = 100;
const SMALLEST_SHARE = 0.02;

/** The evidence of some rows. */
export function evidenceOf(rows: Iterable<CldRow>): PeriodEvidence {
  const months: Record<string, Partial<Record<EventType, number>>> = {};
  const types: Partial<Record<EventType, number>> = {};
  let stated: PeriodEvidence['stated'];
  let events = 0;
  for (const { period, event } of rows) {
    stated = wider(stated, period);
    if (event === undefined) continue;
    events += 1;
    types[event.type] = (types[event.type] ?? 0) + 1;
    if (event.end === undefined) continue;
    const month = (months[event.end.slice(0, 7)] ??= {});
    month[event.type] = (month[event.type] ?? 0) + 1;
  }
  return { events, months, types, ...(stated === undefined ? {} : { stated }) };
}

/** Both together: commutative and associative, with NO_EVIDENCE as its zero. */
export function mergeEvidence(a: PeriodEvidence, b: PeriodEvidence): PeriodEvidence {
  const months: Record<string, Counts> = { ...a.months };
  for (const [month, counts] of Object.entries(b.months)) months[month] = sum(months[month] ?? {}, counts);
  const stated = b.stated === undefined ? a.stated : wider(a.stated, b.stated);
  return {
    events: a.events + b.events,
    months,
    types: sum(a.types, b.types),
    ...(stated === undefined ? {} : { stated }),
  };
}

/**
 * @param importedOn ISO date on which the file came; months from this one on are not yet whole.
 * @returns undefined for a file without a row.
 */
export function derivePeriod(evidence: PeriodEvidence, importedOn: string): ReturnPeriod | undefined {
  const { stated } = evidence;
  if (stated === undefined) return undefined;
  if (evidence.events < FEWEST_EVENTS) return asStated(stated, importedOn);
  const past = Object.entries(evidence.months).filter(([month]) => month < importedOn.slice(0, 7));
  const ended = past.reduce((total, [, counts]) => total + size(counts), 0);
  // A file without one kind of event cannot have it in any month.
  const kinds = Math.max(1, Object.keys(evidence.types).length - 1);
  const whole = past
    .filter(([, counts]) => size(counts) >= ended * SMALLEST_SHARE && Object.keys(counts).length >= kinds)
    .map(([month]) => month)
    .toSorted();
  const [first] = whole;
  const last = whole.at(-1);
  if (first === undefined || last === undefined) return asStated(stated, importedOn);
  return { start: `${first}-01`, end: lastDay(last), stated };
}

/** Nothing is known of the days after the file came, whatever it states. */
function asStated(stated: ReturnPeriod['stated'], importedOn: string): ReturnPeriod {
  const end = stated.end < importedOn ? stated.end : importedOn;
  return { start: stated.start < end ? stated.start : end, end, stated };
}

function sum(a: Counts, b: Counts): Counts {
  const total: Partial<Record<EventType, number>> = { ...a };
  for (const type of ['request', 'assessment', 'service', 'review'] as const) {
    const count = (a[type] ?? 0) + (b[type] ?? 0);
    if (count > 0) total[type] = count;
  }
  return total;
}

function size(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function wider(
  a: PeriodEvidence['stated'],
  b: { readonly start: string; readonly end: string },
): { readonly start: string; readonly end: string } {
  if (a === undefined) return { start: b.start, end: b.end };
  return { start: a.start < b.start ? a.start : b.start, end: a.end > b.end ? a.end : b.end };
}

/** @param month `YYYY-MM`. */
function lastDay(month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))];
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}
