/**
 * What a sender says of our application acknowledgement: an answer to an answer. It is told and dropped: answering it
 * would begin a circle, and nothing in it belongs to the record. HL7 v2.4 2.9.3 (accept acknowledgement of a response).
 */
import { parseAcknowledgement } from '../../adapters/hl7v2/acknowledgement.ts';
import { readHeader } from '../../adapters/hl7v2/header.ts';
import type { Log } from '../logging.ts';
import { findFeed, type FeedMatch, type Sender } from './find-feed.ts';

/** Logs an acknowledgement that was received. @returns the id of its sender's feed, or `unknown`. */
export function noteAcknowledgement(
  raw: Uint8Array,
  { address, certificate }: Pick<Sender, 'address' | 'certificate'>,
  { feeds, log }: { readonly feeds: readonly FeedMatch[]; readonly log: Log },
): string {
  const { header } = readHeader(raw);
  const match = findFeed(feeds, {
    application: header?.sendingApplication ?? '',
    facility: header?.sendingFacility ?? '',
    processingId: header?.processingId ?? '',
    address,
    certificate,
  });
  const feed = 'feed' in match ? match.feed.id : 'unknown';
  const code = parseAcknowledgement(raw)?.code ?? 'none';
  const fields = { event: 'adt.acknowledgement-received', feed, peer: address, code };
  if (code === 'AA' || code === 'CA') log.info(fields);
  else log.warn(fields);
  return feed;
}
