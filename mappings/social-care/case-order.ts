/**
 * Where the facts of case events stand in the total order. All parts are the council's own words.
 *
 * Facts of one thing (SetFacts): its version stands where other facts have their effective time, padded to the width of
 * an instant, so that the recorded time stays where it is read. Within one set the version decides, of equal ones the
 * recorded time, then the sequence. Stamps of sets are compared within their set alone.
 *
 * Facts about people and their numbers are compared with those of other feeds, so they stand by time; and by the time of
 * recording, as an event tells what the council held then, not what was true on the day from which a change counts.
 */
import { stampOf, type FactBase } from '../fact.ts';
import type { CaseEnvelope } from './case-event.ts';

/** Which message told it. */
export interface CaseOrigin {
  readonly sourceMessageId: string;
  /** SHA-256 of the event's own bytes, hex. */
  readonly hash: string;
}

/** As wide as `2026-11-22T04:57:11.000Z`. */
const INSTANT_WIDTH = 24;

/** UTC, with milliseconds. @param time with offset, or a date: then its midnight. */
export function instantOf(time: string): string {
  return new Date(time).toISOString();
}

/** Orders by version first. @param version of the thing, a whole number from 0. */
export function thingBase(event: CaseEnvelope & { readonly version: number }, origin: CaseOrigin): FactBase {
  return {
    stamp: stamp(String(event.version).padStart(INSTANT_WIDTH, '0'), event, origin, 0),
    effective: instantOf(event.occurredAt),
    dateTime: event.occurredAt,
    sourceMessageId: origin.sourceMessageId,
  };
}

/** Orders by the time of recording. @param rank of the kind of fact, where times tie. */
export function statementBase(event: CaseEnvelope, origin: CaseOrigin, rank: number): FactBase {
  const recorded = instantOf(event.recordedAt);
  return {
    stamp: stamp(recorded, event, origin, rank),
    effective: recorded,
    dateTime: event.recordedAt,
    sourceMessageId: origin.sourceMessageId,
  };
}

function stamp(first: string, event: CaseEnvelope, { hash }: CaseOrigin, rank: number): string {
  return stampOf({
    effective: first,
    recorded: instantOf(event.recordedAt),
    sequence: event.sequence,
    messageTime: instantOf(event.occurredAt),
    rank,
    controlId: event.eventId,
    hash,
  });
}
