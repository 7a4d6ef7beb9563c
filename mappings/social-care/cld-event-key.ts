/**
 * Which rows are one event, and which of several rows of an event stands. DHSC's processing of CLD: event references
 * cannot be relied on, so an event is what its kind, client type, dates and types say.
 */
import { CLD_OUTCOME } from './assessments.ts';
import type { CountedEvent, ReturnEvent } from './return.ts';

/** An event with what else its rows say. */
export interface JoinedEvent {
  readonly event: ReturnEvent;
  /** How many rows told it: more than one for double-up care, or for rows sent twice. */
  readonly rows: number;
  readonly mechanisms: readonly string[];
  /** CQC locations beside that of `event`. */
  readonly otherProviders: readonly string[];
}

/**
 * Unique among the events of one person in one council's returns. A service is the same whenever it ends; all others
 * have their end in the key.
 */
export function eventKey(event: ReturnEvent): string {
  const { type, client, start, end = '' } = event;
  const common = [type, client, start];
  switch (type) {
    case 'request':
      return joined([...common, end, event.route]);
    case 'assessment':
      return joined([...common, end, event.assessmentType]);
    case 'review':
      return joined([...common, end]);
    case 'service':
      return joined([...common, event.serviceType, event.component]);
  }
}

/** Rows of one event, at least one, as one event; the order of the rows does not matter. */
export function joinRows(rows: readonly CountedEvent[]): JoinedEvent | undefined {
  const [first, ...rest] = rows.toSorted(byStanding);
  if (first === undefined) return undefined;
  const { rows: _, ...event } = first;
  return {
    event,
    rows: rows.reduce((sum, row) => sum + row.rows, 0),
    mechanisms: distinct([first, ...rest].map(({ mechanism }) => mechanism)),
    otherProviders: distinct(rest.map(({ provider }) => provider)).filter((id) => id !== event.provider),
  };
}

/** One text for equal content, whatever the order in which fields were set. */
export function contentOf(event: ReturnEvent): string {
  return JSON.stringify(Object.entries(event).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The row that stands comes first: an open end before any other, then the latest end, then the national order of outcomes. */
function byStanding(a: CountedEvent, b: CountedEvent): number {
  const [endA, endB] = [a.end ?? '~', b.end ?? '~'];
  if (endA !== endB) return endA > endB ? -1 : 1;
  const byOutcome = outcomeRank(a) - outcomeRank(b);
  if (byOutcome !== 0) return byOutcome;
  const [textA, textB] = [contentOf(a), contentOf(b)];
  return textA === textB ? 0 : textA < textB ? -1 : 1;
}

function outcomeRank({ outcome }: ReturnEvent): number {
  // An outcome of no list, and none at all, come after all that have a place.
  if (outcome === undefined) return 99;
  return Object.hasOwn(CLD_OUTCOME, outcome) ? (CLD_OUTCOME[outcome]?.rank ?? 98) : 98;
}

function distinct(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts)].filter((text) => text !== undefined).toSorted();
}

/** Texts as they may stand in an identifier: `long-term-support-community`. */
function joined(parts: readonly (string | undefined)[]): string {
  return parts.map((part) => slug(part ?? '')).join('.');
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}
