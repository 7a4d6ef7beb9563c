/** The whole story of one ADT message: read, find its feed, map, and take it. Promise 1. */
import type { Receipt } from '../../adapters/feed.ts';
import type { Header } from '../../adapters/hl7v2/header.ts';
import type { DocumentDependencies } from './read-document.ts';
import { readMessage, type IntakeFeed, type Origin, type ReadMessage } from './read-message.ts';
import { take, type FeedContext, type TakeDependencies, type Taking } from './take.ts';

export interface ReceiveDependencies extends TakeDependencies, DocumentDependencies {
  readonly feeds: readonly IntakeFeed[];
  readonly newId: () => string;
}

export interface Received {
  readonly receipt: Receipt;
  /** For addressing the acknowledgement; undefined where MSH could not be read. */
  readonly header: Header | undefined;
  readonly feed: string;
  /** As the feed that its sender's names say has it, whether or not that feed took it. */
  readonly acknowledgement: ReadMessage['acknowledgement'];
  /** Of a message of a configured feed. */
  readonly skewMs: number | null;
  /** How many steps of visits the message told; alerts may be due. */
  readonly steps: number;
}

/** @param origin the sender's address, or what is known of it. Never throws: what cannot be stored is `unavailable`. */
export async function receive(
  raw: Uint8Array,
  origin: Origin | string,
  deps: ReceiveDependencies,
): Promise<Received> {
  const from = typeof origin === 'string' ? { peer: origin } : origin;
  const at = deps.clock.now().toISOString();
  const read = readMessage(raw, from, deps.feeds, { at, correlationId: deps.newId() });
  const { envelope, header, reading, acknowledgement } = read;
  const { receipt, steps } = await take(adtTaking(read, deps), deps);
  return { receipt, header, feed: envelope.feed, acknowledgement, skewMs: reading.skewMs, steps };
}

/** An ADT message as any other. Shared with replay. @param known the feed that it came by, where it is refused. */
export function adtTaking(
  read: ReadMessage,
  deps: Pick<ReceiveDependencies, 'feeds' | 'place'>,
  known?: IntakeFeed,
): Taking {
  const { envelope, reading } = read;
  const feed = 'feed' in read ? read.feed : known;
  const context = feed === undefined ? undefined : applyContext(feed, deps);
  if ('rejection' in read) return { envelope, reading, rejection: read.rejection, context };
  const ofFeed = {
    envelope,
    reading,
    context: applyContext(read.feed, deps),
    quarantineAnswer: read.feed.quarantineAnswer,
  };
  return 'failure' in read ? { ...ofFeed, failure: read.failure } : { ...ofFeed, statements: read.mapped };
}

/** What applying a message needs to know beside it. */
function applyContext(
  feed: IntakeFeed,
  { feeds, place }: Pick<ReceiveDependencies, 'feeds' | 'place'>,
): FeedContext {
  return {
    ...place,
    organisation: feed.organisation,
    organisationOf: (system) => feeds.find((f) => f.visitNumberSystem === system)?.organisation,
    localBase: feed.otherIdentifierBase,
  };
}
