/**
 * Messages about one visit of one person: PID and PV1. HL7 v2.4 3.3.1 to 3.3.13 and their like; ITK ADT 1.0.15
 * section 4.
 */
import type { Identifier } from '@medplum/fhirtypes';
import { present } from './datatypes/coded.ts';
import type { MessageContext, MessageFacts } from './fact-base.ts';
import { type PersonKey } from '../fact.ts';
import { rankOf, type VisitData, type VisitFact, type VisitFactKind } from './visit-fact.ts';
import { refuse, type Refused } from './refusal.ts';
import { pendingLocation } from './segments/pv1-pending.ts';
import { reportTimes } from './segments/pv1-times.ts';
import { placeFromPv1, visitFromPv1 } from './segments/pv1.ts';
import { readinessFromZu1 } from './segments/zu1.ts';
import type { SourceMessage, SourceSegment } from './source-message.ts';
import { personFact, statedPerson } from './stated-person.ts';
import { visitKey, visitNumber } from './visit-number.ts';

/** @param moves whether this feed's configuration believes the place that the event names. */
export function visitFacts(
  kind: VisitFactKind,
  moves: boolean,
  message: SourceMessage,
  context: MessageContext,
): MessageFacts | Refused {
  const pv1 = message.first('PV1');
  if (pv1 === undefined) return refuse(100, 'PV1', 'the PV1 segment is missing');
  const number = visitNumber({ pid: message.first('PID'), pv1 }, context.feed);
  if ('refused' in number) return number;
  const person = statedPerson(message, context, { visit: number });
  if ('refused' in person) return person;
  const data = visitData(message, pv1, number, kind, context);
  const moved = moves && data.location != null;
  // An update that moves says all that it says as one fact; any other event keeps its own, and moves beside it.
  const own = moved && kind === 'update' ? 'relocate' : kind;
  return {
    people: [personFact(person, context, 0, rankOf(own))],
    visits: [
      visitFact(own, number, person.key, data, context),
      ...(moved && own !== 'relocate'
        ? [visitFact('relocate', number, person.key, onlyPlace(data), context)]
        : []),
    ],
    identity: [],
  };
}

/**
 * A31 of a feed whose PV1-3 is believed there: the move, and nothing else of PV1. None where PV1 names no place, or
 * no visit that could be in it.
 */
export function movedBesides(
  person: PersonKey,
  message: SourceMessage,
  context: MessageContext,
): readonly VisitFact[] {
  const pv1 = message.first('PV1');
  if (pv1 === undefined || pv1.repetitions(3).length === 0) return [];
  const number = visitNumber({ pid: message.first('PID'), pv1 }, context.feed);
  if ('refused' in number) {
    context.issues.add('PV1-3', 'Encounter.location', number.refused.text);
    return [];
  }
  const place = placeFromPv1(pv1, context.feed, context.issues);
  if (place.location == null) return [];
  return [visitFact('relocate', number, person, { visitNumber: number, ...place }, context)];
}

/** All that PV1, PV2 and ZU1 state of the visit; what contradicts the event is reported. */
export function visitData(
  group: SourceMessage,
  pv1: SourceSegment,
  number: Identifier,
  kind: VisitFactKind,
  { feed, issues, time }: MessageContext,
): VisitData {
  const data: VisitData = {
    ...visitFromPv1(pv1, group.first('PV2'), number, feed, issues),
    ...present('pendingLocation', pendingLocation(pv1, kind, feed, issues)),
    ...readinessFromZu1(group.first('ZU1'), issues),
  };
  reportTimes(kind, data, { instant: time.effective, dateTime: time.dateTime }, issues);
  return data;
}

export function visitFact(
  kind: VisitFactKind,
  number: Identifier,
  person: PersonKey,
  data: VisitData,
  { base }: MessageContext,
  ordinal = 0,
): VisitFact {
  return { ...base(rankOf(kind), ordinal), kind, visit: visitKey(number), person, data };
}

function onlyPlace({ visitNumber: number, class: cls, setting, location }: VisitData): VisitData {
  return {
    visitNumber: number,
    ...present('class', cls),
    ...present('setting', setting),
    ...present('location', location),
  };
}
