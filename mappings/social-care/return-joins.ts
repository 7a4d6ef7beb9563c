/**
 * Packages that look new at the turn of the financial year: a service that ended on 31 March, and one of the same type,
 * component and provider that starts on 1 April, are one package to a reader. Both stay as they were told.
 */
import type { StandingEvent } from './return-settle.ts';

/** The service that another goes on from, and since when the package is in place. */
export interface Continuation {
  readonly from: StandingEvent;
  readonly since: string;
}

/** @returns by the key of the service that goes on. */
export function continuations(events: readonly StandingEvent[]): ReadonlyMap<string, Continuation> {
  const services = events
    .filter(({ event }) => event.type === 'service')
    .toSorted((a, b) => (a.event.start < b.event.start ? -1 : a.event.start > b.event.start ? 1 : 0));
  const found = new Map<string, Continuation>();
  const taken = new Set<string>();
  for (const later of services) {
    if (!later.event.start.endsWith('-04-01')) continue;
    const from = services.findLast(
      (earlier) => !taken.has(earlier.key) && isSamePackage(earlier, later) && reaches(earlier, later),
    );
    if (from === undefined) continue;
    taken.add(from.key);
    found.set(later.key, { from, since: found.get(from.key)?.since ?? from.event.start });
  }
  return found;
}

function isSamePackage({ event: a }: StandingEvent, { event: b }: StandingEvent): boolean {
  return (
    a.client === b.client &&
    a.serviceType === b.serviceType &&
    a.component === b.component &&
    a.provider === b.provider
  );
}

/** Ended on 31 March; or was open when last seen, in the year before, and is missing since. */
function reaches({ event, ended }: StandingEvent, later: StandingEvent): boolean {
  const year = later.event.start.slice(0, 4);
  if (event.end === undefined || event.end > `${year}-03-31`) return false;
  return event.end === `${year}-03-31` || (ended === 'assumed' && event.end >= `${Number(year) - 1}-04-01`);
}
