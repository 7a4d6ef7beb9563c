/**
 * The returns of one council about one person, one after the other: what each leaves of the events before it. A file is
 * a snapshot of its derived period and says nothing of others. DHSC's processing of CLD, and what it leaves to decide.
 *
 * A person's events that ended in the period of a later file are replaced by that file's. A service that was open and is
 * not in the later file ended when it was last seen: that end is assumed. Nothing else goes: not what ended outside the
 * period, and nothing of a person whom the file does not have at all, but for what was open.
 */
import { contentOf, eventKey, joinRows, type JoinedEvent } from './cld-event-key.ts';
import type { Circumstances, CountedEvent, ReturnEvent, ReturnPeriod } from './return.ts';

/** A row of the file that is being folded, with the message that brought it. */
export interface FileEvent extends CountedEvent {
  readonly source: string;
}

/** One file's rows about the person, from all its chunks. */
export interface FileRows {
  readonly file: string;
  readonly period: ReturnPeriod;
  /** The first message of the file about the person. */
  readonly source: string;
  readonly events: readonly FileEvent[];
  readonly caresFor: readonly string[];
  readonly circumstances: Circumstances;
}

/** An event as it stands after some files. */
export interface StandingEvent extends JoinedEvent {
  readonly key: string;
  /** The date to which the return that last said something new of it speaks. */
  readonly asOf: string;
  /** The message that last changed it. */
  readonly source: string;
  /** The file that last had it, and the end of that file's period. */
  readonly seen: { readonly file: string; readonly end: string };
  /** Where the end is not the council's statement about the event. */
  readonly ended?: 'assumed' | 'death';
}

/** Open at the end of the period of which it speaks: without an end, or with one that is still to come. */
export function isOpen({ event, asOf, ended }: StandingEvent): boolean {
  return event.type === 'service' && ended === undefined && (event.end === undefined || event.end > asOf);
}

/** @returns all that stands after the file, sorted by key. */
export function settle(before: readonly StandingEvent[], file: FileRows): StandingEvent[] {
  const fresh = eventsOf(file);
  const kept = before.flatMap((standing): StandingEvent[] => {
    const now = fresh.get(standing.key);
    if (now === undefined) return vanished(standing, file);
    fresh.delete(standing.key);
    return [isNews(standing, now) ? now : { ...standing, seen: now.seen }];
  });
  return [...kept, ...fresh.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function eventsOf({ file, period, events, circumstances }: FileRows): Map<string, StandingEvent> {
  const death = circumstances.dateOfDeath?.text;
  const rows = new Map<string, FileEvent[]>();
  for (const event of events) {
    const key = eventKey(endedByDeath(event, death));
    rows.set(key, [...(rows.get(key) ?? []), event]);
  }
  const standing = new Map<string, StandingEvent>();
  for (const [key, group] of rows) {
    const joined = joinRows(group.map(({ source: _, ...row }) => row));
    if (joined === undefined) continue;
    const event = endedByDeath(joined.event, death);
    standing.set(key, {
      ...joined,
      event,
      key,
      asOf: period.end,
      source: group.map(({ source }) => source)[0] ?? '',
      seen: { file, end: period.end },
      ...(event.end === joined.event.end ? {} : { ended: 'death' as const }),
    });
  }
  return standing;
}

/** What is open at a person's death, or ends after it, ends with it. */
function endedByDeath<Event extends ReturnEvent>(event: Event, death: string | undefined): Event {
  if (death === undefined || death < event.start) return event;
  return event.end === undefined || event.end > death ? { ...event, end: death } : event;
}

/** A closed event told again in the same words stays as it was told first; an open one is open for longer. */
function isNews(standing: StandingEvent, now: StandingEvent): boolean {
  if (statement(standing) !== statement(now)) return true;
  return isOpen(standing) && standing.asOf !== now.asOf;
}

function statement({ event, rows, mechanisms, otherProviders, ended }: StandingEvent): string {
  return JSON.stringify([contentOf(event), rows, mechanisms, otherProviders, ended ?? null]);
}

function vanished(standing: StandingEvent, { period, events, source }: FileRows): StandingEvent[] {
  const { event, seen } = standing;
  if (isOpen(standing)) {
    const end = seen.end > event.start ? seen.end : event.start;
    return [{ ...standing, event: { ...event, end }, asOf: period.end, source, ended: 'assumed' }];
  }
  if (standing.ended === 'assumed' || events.length === 0) return [standing];
  const { end } = event;
  const replaced = end !== undefined && end >= period.start && end <= period.end;
  return replaced ? [] : [standing];
}
