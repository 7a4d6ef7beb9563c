/** As what the gateway would know a message that it never received: the feed of its sender, and the id that it would have. */
import { hash } from 'node:crypto';
import type { Header } from '../../adapters/hl7v2/header.ts';
import type { MessageIdentity } from '../../mappings/adt/map-message.ts';
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

/** A message in a file was received at no time, so no clock can run ahead of it. */
const NEVER = '9999-12-31T23:59:59.999Z';

export function identityOf(raw: Uint8Array, header: Header, feed: Feed): MessageIdentity {
  const { controlId } = header;
  const digest = hash('sha256', raw, 'hex');
  return {
    sourceMessageId: messageId({ feed: feed.id, controlId, hash: digest }),
    controlId,
    hash: digest,
    receivedAt: NEVER,
  };
}
