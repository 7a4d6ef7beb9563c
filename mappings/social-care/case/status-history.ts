/** Suspensions of a service -> EpisodeOfCare.statusHistory: active, on hold while in hospital, active again. */
import type { EpisodeOfCare } from '@medplum/fhirtypes';
import type { Thing } from '../case-thing.ts';
import { periodOf } from './parts.ts';

type Entry = NonNullable<EpisodeOfCare['statusHistory']>[number];

/** Empty for a service that was never suspended: its status and period say all. @param status that it has now. */
export function statusHistory(
  { payload, suspensions }: Thing<'service'>,
  status: EpisodeOfCare['status'],
): Entry[] {
  if (suspensions.length === 0) return [];
  const entries: Entry[] = [];
  let since = payload.start;
  for (const { from, to } of suspensions) {
    if (since === undefined || since.slice(0, 10) < from.slice(0, 10))
      entries.push(entry('active', since, from));
    entries.push(entry('onhold', from, to));
    since = to;
  }
  if (since === undefined) return entries;
  if (status === 'finished') {
    const ran = payload.end !== undefined && payload.end.slice(0, 10) > since.slice(0, 10);
    return ran ? [...entries, entry('active', since, payload.end)] : entries;
  }
  return [...entries, entry('active', since, undefined)];
}

function entry(status: 'active' | 'onhold', from: string | undefined, to: string | undefined): Entry {
  return { status, period: periodOf(from, to) ?? {} };
}
