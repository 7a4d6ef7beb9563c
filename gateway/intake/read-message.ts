/** Raw bytes -> everything that can be known of a message without the store: its feed, its text, its facts or its refusal. */
import { hash } from 'node:crypto';
import type { Envelope, Rejection } from '../../adapters/feed.ts';
import { decode } from '../../adapters/hl7v2/decode.ts';
import { readHeader, type Header } from '../../adapters/hl7v2/header.ts';
import { parseMessage } from '../../adapters/hl7v2/message.ts';
import { parseTime } from '../../mappings/adt/datatypes/time.ts';
import type { FeedProfile } from '../../mappings/adt/feed-profile.ts';
import { mapMessage, type MappedMessage } from '../../mappings/adt/map-message.ts';
import { feedsNamed, findFeed, type FeedMatch } from './find-feed.ts';
import { messageId, type Reading } from './journal.ts';

/** A configured feed as intake reads it. */
export type IntakeFeed = FeedMatch &
  FeedProfile & {
    readonly charsetFallback: string;
    readonly acknowledgement: 'original' | 'enhanced';
    readonly quarantineAnswer: 'AA' | 'AE';
    readonly silenceLimitMinutes?: number | undefined;
  };

/** Where a message came from. */
export interface Origin {
  /** The sender's IP address, `http:` before it when it came by HTTP. */
  readonly peer: string;
  /** SHA-256 fingerprint of the verified client certificate, where the connection had one. */
  readonly certificate?: string | undefined;
}

interface ReadBase {
  readonly envelope: Envelope;
  readonly header: Header | undefined;
  readonly reading: Reading;
  /** How its sender is answered: as the feed of its sender's names has it, even where the message is refused. */
  readonly acknowledgement: IntakeFeed['acknowledgement'];
}
export type ReadMessage =
  | (ReadBase & { readonly rejection: Rejection })
  | (ReadBase & { readonly feed: IntakeFeed; readonly failure: unknown })
  | (ReadBase & { readonly feed: IntakeFeed; readonly mapped: MappedMessage });

const NOTHING_READ: Reading = { charset: null, trigger: null, issues: [], skewMs: null };

/** @param received when, and under which correlation id. */
export function readMessage(
  raw: Uint8Array,
  { peer, certificate }: Origin,
  feeds: readonly IntakeFeed[],
  received: { readonly at: string; readonly correlationId: string },
): ReadMessage {
  const head = readHeader(raw);
  const { header } = head;
  const envelopeOf = (feed: string): Envelope => ({
    feed,
    sender: { application: header?.sendingApplication ?? '', facility: header?.sendingFacility ?? '' },
    controlId: (header?.controlId ?? '').slice(0, 200),
    hash: hash('sha256', raw, 'hex'),
    raw,
    receivedAt: received.at,
    correlationId: received.correlationId,
    peer,
  });
  const refuse = (rejection: Rejection): ReadMessage => {
    const envelope = envelopeOf('unknown');
    const acknowledgement = feedsNamed(feeds, envelope.sender)[0]?.acknowledgement ?? 'original';
    return { envelope, header, reading: NOTHING_READ, acknowledgement, rejection };
  };
  if (head.kind === 'unreadable') return refuse(head.rejection);
  const match = findFeed(feeds, {
    application: head.header.sendingApplication,
    facility: head.header.sendingFacility,
    processingId: head.header.processingId,
    address: peer.replace(/^http:/, ''),
    ...(certificate === undefined ? {} : { certificate }),
  });
  if ('rejection' in match) return refuse(match.rejection);
  return interpret(envelopeOf(match.feed.id), head.header, match.feed);
}

/** Reads the message as one of this feed. Never throws: a fault of ours in reading it is `failure`. */
export function interpret(envelope: Envelope, header: Header, feed: IntakeFeed): ReadMessage {
  const reading: Reading = {
    ...NOTHING_READ,
    trigger: header.trigger.slice(0, 8),
    skewMs: skewOf(header, envelope.receivedAt),
  };
  const { acknowledgement } = feed;
  const unfit = headerFault(header);
  if (unfit !== undefined) return { envelope, header, reading, acknowledgement, rejection: unfit };
  try {
    return map(envelope, header, feed, reading);
  } catch (failure) {
    return { envelope, header, reading, acknowledgement, feed, failure };
  }
}

function map(envelope: Envelope, header: Header, feed: IntakeFeed, known: Reading): ReadMessage {
  const decoded = decode(envelope.raw, header.charset, feed.charsetFallback);
  const { acknowledgement } = feed;
  if (decoded.kind === 'refused') {
    return { envelope, header, reading: known, acknowledgement, rejection: decoded.rejection };
  }
  const { message, flags } = parseMessage(decoded.text, decoded.charset);
  const identity = {
    sourceMessageId: messageId(envelope),
    controlId: envelope.controlId,
    hash: envelope.hash,
    receivedAt: envelope.receivedAt,
  };
  const result = mapMessage(message, identity, feed);
  const issues = [
    ...[...decoded.flags, ...flags].map((flag) => ({ flag })),
    ...('mapped' in result ? result.mapped.issues : result.issues),
  ];
  const reading: Reading = { ...known, charset: decoded.charset, issues };
  if ('mapped' in result) return { envelope, header, reading, acknowledgement, mapped: result.mapped, feed };
  const { condition, segment, field, text, sequence } = result.refused;
  const code = condition === 201 ? 'AR' : 'AE';
  const rejection = {
    code,
    condition,
    segment,
    ...(sequence === undefined ? {} : { sequence }),
    ...(field === undefined ? {} : { field }),
    text,
  } as const;
  return { envelope, header, reading, acknowledgement, rejection };
}

/** What the header itself rules out, before the body is read. */
function headerFault(header: Header): Rejection | undefined {
  if (header.type !== 'ADT') {
    return { code: 'AR', condition: 200, segment: 'MSH', field: 9, text: 'only ADT messages are taken here' };
  }
  if (header.controlId === '') {
    return {
      code: 'AE',
      condition: 101,
      segment: 'MSH',
      field: 10,
      text: 'the message control id is missing',
    };
  }
  return undefined;
}

/** By how much the sender's clock runs ahead of ours; a message that waited in a queue shows as behind. */
function skewOf({ messageTime }: Header, receivedAt: string): number | null {
  const result = parseTime(messageTime);
  if ('reason' in result || !['minute', 'second'].includes(result.time.precision)) return null;
  return Date.parse(result.time.instant) - Date.parse(receivedAt);
}
