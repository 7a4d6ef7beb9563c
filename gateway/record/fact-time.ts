/** The times that a fact of a visit tells beside its own: PV1-44 and PV1-45, where they can be believed. ITK ADT 1.0.15. */
import type { Hl7Time } from '../../mappings/adt/datatypes/time.ts';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import type { Timed } from '../../mappings/adt/resources/states.ts';
import { DISCHARGE_TOLERANCE_MS } from '../../mappings/adt/segments/pv1-times.ts';

export function timeOf({ effective, dateTime }: VisitFact): Timed {
  return { instant: effective, dateTime };
}

/** PV1-44 when it has a time of day and is not after the event (senders re-date it). */
export function statedStart({ data, effective }: VisitFact): Timed | undefined {
  const { admitTime } = data;
  return admitTime !== undefined && isTimed(admitTime) && admitTime.instant <= effective
    ? pick(admitTime)
    : undefined;
}

/**
 * When the patient left: PV1-45, if it fits between the last move and the event, else the event's own time.
 * @param floor instant of the last move; '' where none is known.
 */
export function leftAt(fact: VisitFact, floor: string): Timed {
  const stated = fact.data.dischargeTime;
  const fits =
    stated !== undefined &&
    isTimed(stated) &&
    stated.instant >= floor &&
    Date.parse(stated.instant) <= Date.parse(fact.effective) + DISCHARGE_TOLERANCE_MS;
  return fits ? pick(stated) : timeOf(fact);
}

function pick({ instant, dateTime }: Hl7Time): Timed {
  return { instant, dateTime };
}

function isTimed({ precision }: Hl7Time): boolean {
  return precision === 'minute' || precision === 'second';
}
