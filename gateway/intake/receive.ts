/**
 * The whole story of one ADT message: read, find its feed, map, and in one unit of work apply it to the record, account
 * for its alerts and journal it. The receipt is given only after that unit is durable. Promise 1.
 */
import type { Envelope, Quarantine, Receipt, Rejection } from '../../adapters/feed.ts';
import type { Header } from '../../adapters/hl7v2/header.ts';
import type { Clock } from '../clock.ts';
import { errorFields, type Log } from '../logging.ts';
import { applyMessage, type ApplyContext } from '../record/apply-message.ts';
import { TooManyNumbersError } from '../record/identity-rows.ts';
import { StoreUnavailableError, type Engine, type Tx } from '../store/engine.ts';
import { countRepeat, isKept, keep, lookUp, messageId, type Outcome, type Reading } from './journal.ts';
import type { RefusedQuota } from './refused-quota.ts';
import {
  internalError,
  readMessage,
  type IntakeFeed,
  type Origin,
  type ReadMessage,
} from './read-message.ts';

export interface ReceiveDependencies {
  readonly engine: Engine;
  readonly feeds: readonly IntakeFeed[];
  readonly place: Pick<ApplyContext, 'names' | 'localities'>;
  readonly ledger: NonNullable<ApplyContext['ledger']>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  /** Bounds what is kept of senders that nobody configured. */
  readonly quota: RefusedQuota;
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
  const done = (receipt: Receipt, steps = 0): Received => ({
    receipt,
    header,
    feed: envelope.feed,
    acknowledgement,
    skewMs: reading.skewMs,
    steps,
  });
  try {
    if ('rejection' in read) return done(await refuse(envelope, reading, read.rejection, deps));
    if ('failure' in read) return done(await afterFailure(read, read.failure, deps));
    return await commit(read, deps, done);
  } catch (error) {
    return done(await afterFailure(read, error, deps));
  }
}

/** What applying a message needs to know beside it. Shared with replay. */
export function applyContext(
  feed: IntakeFeed,
  { feeds, place }: Pick<ReceiveDependencies, 'feeds' | 'place'>,
): Omit<ApplyContext, 'ledger' | 'now'> {
  return {
    ...place,
    organisation: feed.organisation,
    organisationOf: (system) => feeds.find((f) => f.visitNumberSystem === system)?.organisation,
    localBase: feed.otherIdentifierBase,
  };
}

async function commit(
  read: Extract<ReadMessage, { mapped: unknown }>,
  deps: ReceiveDependencies,
  done: (receipt: Receipt, steps?: number) => Received,
): Promise<Received> {
  const { envelope, mapped, feed } = read;
  const id = messageId(envelope);
  return deps.engine.write(async (tx) => {
    const { applied, controlIdReused } = await lookUp(tx, envelope);
    if (applied) {
      await countRepeat(tx, envelope);
      return done({ kind: 'duplicate', messageId: id });
    }
    const reading = controlIdReused
      ? { ...read.reading, issues: [{ flag: 'control-id-reused' }, ...read.reading.issues] }
      : read.reading;
    const { effects, quarantine } = await applyMessage(tx, mapped, {
      ...applyContext(feed, deps),
      ledger: deps.ledger,
      now: envelope.receivedAt,
    });
    const outcome: Outcome =
      quarantine === undefined
        ? { kind: 'committed', effects }
        : { kind: 'quarantined', quarantine, effects };
    await keep(tx, envelope, reading, outcome);
    if (quarantine === undefined) return done({ kind: 'committed', messageId: id }, effects.steps.length);
    return done(quarantined(id, quarantine, feed), effects.steps.length);
  });
}

/** What was applied once stays so, however it would be read today: the sender is told that it is stored. */
async function isRepeat(tx: Tx, envelope: Envelope): Promise<boolean> {
  const { applied } = await lookUp(tx, envelope);
  if (applied) await countRepeat(tx, envelope);
  return applied;
}

function quarantined(id: string, quarantine: Quarantine, feed: IntakeFeed): Receipt {
  return { kind: 'quarantined', messageId: id, quarantine, answer: feed.quarantineAnswer };
}

async function refuse(
  envelope: Envelope,
  reading: Reading,
  rejection: Rejection,
  { engine, clock, quota }: ReceiveDependencies,
): Promise<Receipt> {
  const id = messageId(envelope);
  return engine.write(async (tx): Promise<Receipt> => {
    if (await isRepeat(tx, envelope)) return { kind: 'duplicate', messageId: id };
    if (envelope.feed !== 'unknown' || (await isKept(tx, envelope, quota, clock.now())))
      await keep(tx, envelope, reading, { kind: 'rejected', rejection });
    return { kind: 'rejected', messageId: id, rejection };
  });
}

/**
 * The unit failed. Either the store is down (then keeping the message fails too: no answer, the sender resends), or
 * this message meets a fault of ours: it is kept in quarantine, and does not block the next.
 */
async function afterFailure(read: ReadMessage, error: unknown, deps: ReceiveDependencies): Promise<Receipt> {
  const { envelope, reading } = read;
  const about = { feed: envelope.feed, correlationId: envelope.correlationId };
  const unavailable = (cause: unknown): Receipt => {
    deps.log.error({ event: 'store.unavailable', ...about, ...errorFields(cause) });
    return { kind: 'unavailable' };
  };
  if (error instanceof StoreUnavailableError) return unavailable(error.cause);
  if ('rejection' in read) return unavailable(error);
  const tooMany = error instanceof TooManyNumbersError;
  const quarantine = tooMany ? error.quarantine : internalError(envelope.correlationId);
  deps.log.error({ event: 'adt.quarantined', reason: quarantine.reason, ...about, ...errorFields(error) });
  try {
    return await deps.engine.write(async (tx): Promise<Receipt> => {
      if (await isRepeat(tx, envelope)) return { kind: 'duplicate', messageId: messageId(envelope) };
      await keep(tx, envelope, reading, { kind: 'quarantined', quarantine });
      return quarantined(messageId(envelope), quarantine, read.feed);
    });
  } catch (second) {
    return unavailable(second);
  }
}
