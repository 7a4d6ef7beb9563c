/** When a service was suspended and resumed, collected from what its versions say. Interweave-SocialCareService statusHistory. */
import type { ServicePayload } from './case-payload.ts';
import type { Suspension } from './case-thing.ts';

/** No service is suspended more often; of more the latest stand. */
const MOST = 50;

/**
 * @param payload what the next version states; a status without its date counts from when the event became true.
 * @param occurred FHIR dateTime with offset.
 * @returns the suspensions in the order in which they were told; only the last may be open.
 */
export function nextSuspensions(
  known: readonly Suspension[],
  payload: ServicePayload,
  occurred: string,
): readonly Suspension[] {
  let list = withSuspension(known, payload, occurred);
  const last = list.at(-1);
  const resumed = payload.resumedFrom ?? (goesOn(payload) ? occurred : undefined);
  // A resumption before the last suspension is that of an earlier one, which is closed.
  if (last !== undefined && resumed !== undefined && day(resumed) >= day(last.from)) {
    if (payload.resumedFrom != null || last.to === undefined)
      list = [...list.slice(0, -1), { ...last, to: resumed }];
  }
  return list.slice(-MOST);
}

function withSuspension(
  known: readonly Suspension[],
  { status, suspendedFrom, resumedFrom }: ServicePayload,
  occurred: string,
): readonly Suspension[] {
  const last = known.at(-1);
  const open = last !== undefined && last.to === undefined;
  const ofLast = suspendedFrom == null || suspendedFrom === last?.from;
  if (last !== undefined && status === 'suspended' && resumedFrom === null && ofLast) {
    // The resumption was entered in error.
    return [...known.slice(0, -1), { from: last.from }];
  }
  if (suspendedFrom == null) {
    if (status === 'suspended') return open ? known : [...known, { from: occurred }];
    // Taken back before it ended: it never was. One that ended stays in the history.
    return suspendedFrom === null && open && status === undefined ? known.slice(0, -1) : known;
  }
  if (known.some(({ from }) => from === suspendedFrom)) return known;
  // An open one whose date is put right, else a new one.
  return [...(open ? known.slice(0, -1) : known), { from: suspendedFrom }];
}

/** The service runs or has ended; of an end the suspension is closed with it. */
function goesOn({ status }: ServicePayload): boolean {
  return status === 'active' || status === 'ended';
}

function day(time: string): string {
  return time.slice(0, 10);
}
