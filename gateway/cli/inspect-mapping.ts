/** What the gateway's mapping makes of a message: its facts, or why it is refused. Reads; stores nothing. */
import { createHash } from 'node:crypto';
import type { Header } from '../../adapters/hl7v2/header.ts';
import type { ParsedMessage } from '../../adapters/hl7v2/message.ts';
import { mapMessage, type MappingResult } from '../../mappings/adt/map-message.ts';
import { messageId } from '../intake/journal.ts';
import type { Feed, Place } from '../place.ts';

/** The first feed of the place that names this sender; addresses do not matter to an inspection. */
export function feedOf(place: Place, header: Header): Feed | undefined {
  return place.feeds.find(
    ({ sender }) =>
      sender.facilities.includes(header.sendingFacility) &&
      (sender.applications?.includes(header.sendingApplication) ?? true),
  );
}

/** Facts with the ids that the gateway would give them, or the refusal; issues in both cases. */
export function mappingOf(
  message: ParsedMessage,
  header: Header,
  raw: Uint8Array,
  feed: Feed,
): MappingResult {
  const { controlId } = header;
  const hash = createHash('sha256').update(raw).digest('hex');
  const sourceMessageId = messageId({ feed: feed.id, controlId, hash });
  return mapMessage(message, { sourceMessageId, controlId, hash, receivedAt: new Date().toISOString() }, feed);
}
