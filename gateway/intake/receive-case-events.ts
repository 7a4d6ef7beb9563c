/**
 * A body of case events: each is a message of its own, with its own bytes, and has its own fate. A bad one never takes its
 * neighbours. docs/social-care-events.md; social-care reference, section 4.
 */
import type { Receipt } from '../../adapters/feed.ts';
import {
  readCaseEvents,
  type CaseWarning,
  type ReadCaseEvent,
} from '../../adapters/social-care/case-read.ts';
import type { Taken } from './take.ts';

export interface EventFate {
  /** From 1, in the order of the body. */
  readonly position: number;
  /** Null where it could not be read. */
  readonly eventId: string | null;
  readonly outcome: 'committed' | 'duplicate' | 'quarantined' | 'refused';
  /** Null where it is not in the journal: there were too many. */
  readonly messageId: string | null;
  /** Versions of resources that it wrote. */
  readonly changes?: number;
  /** Where and why it was refused, or why it waits. Names places, never values. */
  readonly path?: string;
  readonly reason?: string;
  /** What of it was passed over. */
  readonly warnings?: readonly CaseWarning[];
}

export type EventTaken =
  | {
      readonly kind: 'fate';
      readonly fate: EventFate;
      /** Its sequence number, where it is journaled as an event. */
      readonly sequence: number | undefined;
    }
  /** The store takes nothing: this event and those after it are to be sent again. */
  | { readonly kind: 'unavailable'; readonly position: number };

/** Bytes kept of what is too large to be an event: one more than it may have, so that replay refuses it as well. */
const KEPT = 65_537;

/**
 * Takes the events of a body one after the other, as it is asked for them; nothing follows `unavailable`.
 * @param receive journals and applies one message of the council's feed; the control id is the event's id.
 */
export async function* receiveCaseEvents(
  body: Uint8Array,
  receive: (raw: Uint8Array, controlId: string) => Promise<Taken>,
): AsyncGenerator<EventTaken, void> {
  for (const read of readCaseEvents(body)) {
    const position = read.index + 1;
    const eventId = idOf(read);
    if (read.kind === 'refused' && (read.reason === 'too-many' || read.reason === 'empty')) {
      const { path, text: reason } = read;
      yield {
        kind: 'fate',
        fate: { position, eventId, outcome: 'refused', messageId: null, path, reason },
        sequence: undefined,
      };
      continue;
    }
    const { receipt, changes } = await receive(read.raw.subarray(0, KEPT), eventId ?? '');
    if (receipt.kind === 'unavailable') {
      yield { kind: 'unavailable', position };
      return;
    }
    const warnings = read.kind === 'event' && read.warnings.length > 0 ? { warnings: read.warnings } : {};
    yield {
      kind: 'fate',
      fate: { position, eventId, ...endingOf(receipt, changes), ...warnings },
      sequence: read.kind === 'event' && receipt.kind !== 'rejected' ? read.event.sequence : undefined,
    };
  }
}

function idOf(read: ReadCaseEvent): string | null {
  return read.kind === 'event' ? read.event.eventId : (read.eventId ?? null);
}

type Ended = Exclude<Receipt, { kind: 'unavailable' }>;

function endingOf(receipt: Ended, changes: number): Omit<EventFate, 'position' | 'eventId' | 'warnings'> {
  const { messageId } = receipt;
  switch (receipt.kind) {
    case 'committed':
    case 'duplicate':
      return { outcome: receipt.kind, messageId, changes };
    case 'quarantined':
      return { outcome: 'quarantined', messageId, reason: receipt.quarantine.text };
    case 'rejected':
      return { outcome: 'refused', messageId, ...placeAndReason(receipt.rejection.text) };
  }
}

/** As read-document.ts joins them. */
function placeAndReason(text: string): { readonly path: string; readonly reason: string } {
  const at = text.indexOf(': ');
  return { path: text.slice(0, Math.max(at, 0)), reason: at === -1 ? text : text.slice(at + 2) };
}
