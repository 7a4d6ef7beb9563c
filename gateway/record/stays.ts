/** Where a patient was in turn: Encounter.location. Pure; a list is given back as it is where nothing changes. */
import type { PatientLocation } from '../../mappings/adt/visit-fact.ts';
import type { Stay, Timed } from '../../mappings/adt/resources/states.ts';
import { same } from './fold-person.ts';

export function movedTo(stays: readonly Stay[], location: PatientLocation, at: Timed): readonly Stay[] {
  const last = stays.at(-1);
  if (last !== undefined && last.end === undefined && same(last.location, location)) return stays;
  const former = leftFor(stays, at);
  const before = former.at(-1);
  // Back in the very moment of leaving: the patient never left.
  return before?.end?.instant === at.instant && same(before.location, location)
    ? [...former.slice(0, -1), withoutEnd(before)]
    : [...former, { location, start: at }];
}

/** All is over: the last stay ends with it. */
export function endedAt(stays: readonly Stay[], at: Timed): readonly Stay[] {
  const last = stays.at(-1);
  return last === undefined ? stays : [...stays.slice(0, -1), { ...last, end: at }];
}

/** A stay that is replaced in the moment in which it began never was. */
function leftFor(stays: readonly Stay[], at: Timed): readonly Stay[] {
  const last = stays.at(-1);
  if (last === undefined || last.end !== undefined) return stays;
  return last.start?.instant === at.instant ? stays.slice(0, -1) : endedAt(stays, at);
}

function withoutEnd({ location, start }: Stay): Stay {
  return { location, ...(start === undefined ? {} : { start }) };
}
