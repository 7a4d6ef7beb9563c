/**
 * Where in time a statement of a summary stands: by the source's time, else the connector's, else arrival. Design
 * section 3, "Snapshots".
 */
import { stampOf, type FactBase } from '../../fact.ts';
import type { SummaryContext } from '../mapped-summary.ts';
import type { GpAreaData } from '../summary.ts';
import { dateTime } from '../stu3/read-json.ts';

export interface SourceTime {
  /** FHIR dateTime. */
  readonly asOf: string;
  readonly basis: GpAreaData['asOfBasis'];
}

/** Clocks differ; a date may be read in another zone. */
const TOLERANCE_MS = 24 * 3_600_000;

/** @returns whether a FHIR dateTime lies further ahead of the receipt than clocks and zones differ. */
export function liesAhead(dateTime: string, { receivedAt }: Pick<SummaryContext, 'receivedAt'>): boolean {
  return !(Date.parse(dateTime) <= Date.parse(receivedAt) + TOLERANCE_MS);
}

/**
 * @param stated FHIR dateTime of the source, where it states one.
 * @param issue is told of a time that lies ahead: it would keep every later summary out.
 */
export function sourceTime(
  stated: unknown,
  context: SummaryContext,
  issue: (reason: string) => void,
): SourceTime {
  const { retrieved, receivedAt } = context;
  const asOf = dateTime(stated);
  if (asOf !== undefined) {
    if (!liesAhead(asOf, context)) return { asOf, basis: 'list-date' };
    issue('lies in the future: the time of the answer is taken instead');
  }
  return retrieved === undefined
    ? { asOf: receivedAt, basis: 'received' }
    : { asOf: retrieved, basis: 'retrieved' };
}

/** @param ordinal which of the facts of the message, from 0: no two share a stamp. */
export function factBase(asOf: string, ordinal: number, context: SummaryContext): FactBase {
  const effective = new Date(asOf).toISOString();
  const recorded = context.retrieved ?? context.receivedAt;
  return {
    stamp: stampOf({
      effective,
      recorded,
      sequence: 0,
      messageTime: recorded,
      rank: 0,
      controlId: '',
      hash: ordinal === 0 ? context.hash : `${context.hash}.${String(ordinal).padStart(4, '0')}`,
    }),
    effective,
    dateTime: asOf,
    sourceMessageId: context.sourceMessageId,
  };
}
