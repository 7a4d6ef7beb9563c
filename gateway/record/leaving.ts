/** How a patient left the hospital: what a locality team has to know before all else. */
import type { CareSetting, VisitState } from '../../mappings/adt/resources/states.ts';
import { happened, isTellable, OPENING } from './tellable.ts';

export type Leaving = 'discharged' | 'died';

/**
 * How the patient left the hospital, if they did. Being admitted from A&E is not leaving, also where another system
 * tells of the admission; going on as an outpatient is, once that ends, since nobody tells of outpatients.
 */
export function leavingOf(
  setting: CareSetting,
  visit: VisitState,
  journey: readonly CareSetting[],
): Leaving | undefined {
  if (setting.status !== 'finished') return undefined;
  if (setting.key === 'emergency' && journey.some((other) => wentOnIn(setting, other))) return undefined;
  const own = endOf(setting);
  if (own !== undefined) return own;
  const others = [...visit.settings.filter((s) => s !== setting), ...journey].filter(
    (other) => happened(other) && !gaveWayBefore(other, setting),
  );
  if (others.some((s) => OPENING[s.key] !== undefined && isTellable(s))) return undefined;
  const ends = others.map(endOf);
  if (ends.length === 0 || ends.includes(undefined)) return undefined;
  return ends.includes('died') ? 'died' : 'discharged';
}

/** It led to the setting: what became of it since is told by that. */
function gaveWayBefore(other: CareSetting, setting: CareSetting): boolean {
  if (other.endedBy !== 'next-setting' || other.end === undefined) return false;
  return setting.end === undefined || other.end.instant < setting.end.instant;
}

/** Undefined where it goes on, here or in another setting of the visit. */
function endOf({ status, endedBy }: CareSetting): Leaving | undefined {
  if (status !== 'finished' || endedBy === undefined || endedBy === 'next-setting') return undefined;
  return endedBy === 'death' ? 'died' : 'discharged';
}

/** An admission that was not over when the attendance began. */
function wentOnIn(attendance: CareSetting, other: CareSetting): boolean {
  if (other.key === 'emergency' || OPENING[other.key] === undefined || !isTellable(other)) return false;
  return (
    other.end === undefined || attendance.start === undefined || other.end.instant >= attendance.start.instant
  );
}
