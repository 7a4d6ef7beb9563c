/**
 * The whole story of one ADT message: read, find its feed, map, and in one unit of work journal it, apply it to the
 * record and account for its alerts. The receipt is given only after that unit is durable. Promise 1.
 */
import { hash } from 'node:crypto';
import type { Envelope, Receipt, Rejection } from '../../adapters/feed.ts';
import { decode } from '../../adapters/hl7v2/decode.ts';
import { readHeader, type Header } from '../../adapters/hl7v2/header.ts';
import { parseMessage } from '../../adapters/hl7v2/message.ts';
import type { FeedProfile } from '../../mappings/adt/feed-profile.ts';
import { mapMessage, type MappedMessage } from '../../mappings/adt/map-message.ts';
import type { Clock } from '../clock.ts';
import { errorFields, type Log } from '../logging.ts';
import { applyMessage, type ApplyContext } from '../record/apply-message.ts';
import { StoreUnavailableError, type Engine } from '../store/engine.ts';
import { findFeed, type FeedMatch } from './find-feed.ts';
import { countRepeat, keep, lookUp, messageId, type Reading } from './journal.ts';

/** A configured feed as intake reads it. */
export type IntakeFeed = FeedMatch &
  FeedProfile & {
    readonly charsetFallback: string;
    readonly acknowledgement: 'original' | 'enhanced';
    readonly quarantineAnswer: 'AA' | 'AE';
    readonly silenceLimitMinutes?: number | undefined;
  };

export interface ReceiveDependencies {
  readonly engine: Engine;
  readonly feeds: readonly IntakeFeed[];
  readonly place: Pick<ApplyContext, 'names' | 'localities'>;
  readonly ledger: ApplyContext['ledger'];
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
}

export interface Received {
  readonly receipt: Receipt;
  /** For addressing the acknowledgement; undefined where MSH could not be read. */
  readonly header: Header | undefined;
  readonly feed: string;
  /** How many steps of visits the message told; alerts may be due. */
  readonly steps: number;
}

/** @param peer the sender's IP address, `http:` before it when it came by HTTP. Never throws: what cannot be stored is `unavailable`. */
export async function receive(raw: Uint8Array, peer: string, deps: ReceiveDependencies): Promise<Received> {
  const read = readMessage(raw, peer, deps);
  const { envelope, header } = read;
  const done = (receipt: Receipt, steps = 0): Received => ({ receipt, header, feed: envelope.feed, steps });
  try {
    if ('rejection' in read) return done(await refuse(envelope, read.reading, read.rejection, deps));
    return await commit(read, deps, done);
  } catch (error) {
    return done(await afterFailure(read, error, deps));
  }
}

interface ReadBase {
  readonly envelope: Envelope;
  readonly header: Header | undefined;
  readonly reading: Reading;
}
type ReadMessage =
  | (ReadBase & { readonly rejection: Rejection })
  | (ReadBase & { readonly mapped: MappedMessage; readonly feed: IntakeFeed });

/** Everything that can be known of the message without the store. */
function readMessage(raw: Uint8Array, peer: string, deps: ReceiveDependencies): ReadMessage {
  const head = readHeader(raw);
  const { header } = head;
  const envelopeOf = (feed: string): Envelope => ({
    feed,
    sender: { application: header?.sendingApplication ?? '', facility: header?.sendingFacility ?? '' },
    controlId: (header?.controlId ?? '').slice(0, 200),
    hash: hash('sha256', raw, 'hex'),
    raw,
    receivedAt: deps.clock.now().toISOString(),
    correlationId: deps.newId(),
    peer,
  });
  const nothing: Reading = { charset: null, trigger: null, issues: [] };
  if (head.kind === 'unreadable') {
    return { envelope: envelopeOf('unknown'), header, reading: nothing, rejection: head.rejection };
  }
  const match = findFeed(deps.feeds, {
    application: head.header.sendingApplication,
    facility: head.header.sendingFacility,
    processingId: head.header.processingId,
    address: peer.replace(/^http:/, ''),
  });
  if ('rejection' in match) {
    return { envelope: envelopeOf('unknown'), header, reading: nothing, rejection: match.rejection };
  }
  const { feed } = match;
  const envelope = envelopeOf(feed.id);
  const unfit = headerFault(head.header);
  if (unfit !== undefined) return { envelope, header, reading: nothing, rejection: unfit };
  const decoded = decode(raw, head.header.charset, feed.charsetFallback);
  if (decoded.kind === 'refused') return { envelope, header, reading: nothing, rejection: decoded.rejection };
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
  const reading: Reading = { charset: decoded.charset, trigger: head.header.trigger.slice(0, 8), issues };
  if ('refused' in result) {
    const { condition, segment, field, text } = result.refused;
    const code = condition === 201 ? 'AR' : 'AE';
    const rejection = { code, condition, segment, ...(field === undefined ? {} : { field }), text } as const;
    return { envelope, header, reading, rejection };
  }
  return { envelope, header, reading, mapped: result.mapped, feed };
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

async function commit(
  read: Extract<ReadMessage, { mapped: MappedMessage }>,
  deps: ReceiveDependencies,
  done: (receipt: Receipt, steps?: number) => Received,
): Promise<Received> {
  const { envelope, mapped, feed } = read;
  const id = messageId(envelope);
  return deps.engine.write(async (tx) => {
    const { known, controlIdReused } = await lookUp(tx, envelope);
    if (known === 'committed') {
      await countRepeat(tx, envelope);
      return done({ kind: 'duplicate', messageId: id });
    }
    const reading = controlIdReused
      ? { ...read.reading, issues: [{ flag: 'control-id-reused' }, ...read.reading.issues] }
      : read.reading;
    await keep(tx, envelope, reading, undefined);
    const { steps } = await applyMessage(tx, mapped, {
      ...deps.place,
      organisation: feed.organisation,
      localBase: feed.otherIdentifierBase,
      ledger: deps.ledger,
      now: envelope.receivedAt,
    });
    return done({ kind: 'committed', messageId: id }, steps);
  });
}

async function refuse(
  envelope: Envelope,
  reading: Reading,
  rejection: Rejection,
  { engine }: ReceiveDependencies,
): Promise<Receipt> {
  await engine.write((tx) => keep(tx, envelope, reading, rejection));
  return { kind: 'rejected', messageId: messageId(envelope), rejection };
}

/**
 * The unit failed. Either the store is down (then keeping the refusal fails too: no answer, the sender resends), or
 * this message meets a fault of ours: it is kept, refused as an internal error, and does not block the next.
 */
async function afterFailure(read: ReadMessage, error: unknown, deps: ReceiveDependencies): Promise<Receipt> {
  const { envelope, reading } = read;
  const about = { feed: envelope.feed, correlationId: envelope.correlationId };
  if (error instanceof StoreUnavailableError) {
    deps.log.error({ event: 'store.unavailable', ...about, ...errorFields(error.cause) });
    return { kind: 'unavailable' };
  }
  deps.log.error({ event: 'adt.failed', ...about, ...errorFields(error) });
  try {
    return await refuse(
      envelope,
      reading,
      { code: 'AE', condition: 207, text: `internal error; correlation id ${envelope.correlationId}` },
      deps,
    );
  } catch (second) {
    deps.log.error({ event: 'store.unavailable', ...about, ...errorFields(second) });
    return { kind: 'unavailable' };
  }
}
