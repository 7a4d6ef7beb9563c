/** For tests of the mappings: messages and single segments as the adapter reads them, from text. */
import { parseMessage } from '../../adapters/hl7v2/message.ts';
import type { FeedProfile } from '../../mappings/adt/feed-profile.ts';
import { mapMessage, type MappedMessage, type MappingResult } from '../../mappings/adt/map-message.ts';
import type { MappingRefusal } from '../../mappings/adt/refusal.ts';
import type { SourceField, SourceMessage, SourceSegment } from '../../mappings/adt/source-message.ts';
import { senderFeed } from './sender-feeds.ts';

/** A feed in ITK form whose local numbers are of the authority RFR. */
export const FEED: FeedProfile = senderFeed(['RFR'], {
  id: 'test-adt',
  organisation: 'RFR',
  defaultSite: 'RFRPA',
});

/** @param segments whole segments after MSH, and MSH itself where it matters. */
export function sourceMessage(...segments: readonly string[]): SourceMessage {
  const header = 'MSH|^~\\&|PAS|RFR|||20261121101500||ADT^A01|C1|P|2.4';
  const all = segments[0]?.startsWith('MSH') === true ? segments : [header, ...segments];
  return parseMessage([...all, ''].join('\r')).message;
}

/** One segment, from its text: `PID|1||...`. */
export function sourceSegment(line: string): SourceSegment {
  const segment = sourceMessage(line).segments[1];
  if (segment === undefined) throw new Error('no segment in the text');
  return segment;
}

/** One segment from its fields by position. */
export function segmentOf(name: string, fields: Readonly<Record<number, string>>): SourceSegment {
  const last = Math.max(0, ...Object.keys(fields).map(Number));
  return sourceSegment([name, ...Array.from({ length: last }, (_, i) => fields[i + 1] ?? '')].join('|'));
}

/** One repetition of a field, from its text. */
export function sourceField(text: string): SourceField {
  const field = sourceSegment(`ZZZ|${text}`).repetitions(1)[0];
  if (field === undefined) throw new Error('the field is empty');
  return field;
}

/** A message of PAS at RFR, sent at 10:15 on 21 November 2026, received a minute later, mapped. */
export function mapText(event: string, segments: readonly string[], feed = FEED): MappingResult {
  const msh = `MSH|^~\\&|PAS|RFR|||20261121101500||${event}|C1|P|2.4|7`;
  const identity = {
    sourceMessageId: 'm1',
    controlId: 'C1',
    hash: 'f'.repeat(64),
    receivedAt: '2026-11-21T10:16:00.000Z',
  };
  return mapMessage(sourceMessage(msh, ...segments), identity, feed);
}

/** The facts of a message; fails where it is refused. */
export function mappedText(event: string, segments: readonly string[], feed = FEED): MappedMessage {
  const result = mapText(event, segments, feed);
  if ('refused' in result) throw new Error(result.refused.text);
  return result.mapped;
}

/** Why a message is refused; fails where it is not. */
export function refusedText(event: string, segments: readonly string[], feed = FEED): MappingRefusal {
  const result = mapText(event, segments, feed);
  if ('mapped' in result) throw new Error('the message was mapped');
  return result.refused;
}
