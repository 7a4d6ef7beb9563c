/**
 * From a read message to its receipt, whatever feed it came by: in one unit of work it is applied to the record, its
 * alerts are accounted for and it is journaled. The receipt is given only after that unit is durable. Promise 1.
 */
import type { Envelope, Quarantine, Receipt, Rejection } from '../../adapters/feed.ts';
import type { Statements } from '../../mappings/statements.ts';
import type { Clock } from '../clock.ts';
import { errorFields, type Log } from '../logging.ts';
import { applyMessage, type ApplyContext } from '../record/apply-message.ts';
import { TooManyNumbersError } from '../record/identity-rows.ts';
import { StoreUnavailableError, type Engine, type Tx } from '../store/engine.ts';
import { countRepeat, isKept, keep, lookUp, messageId, type Outcome, type Reading } from './journal.ts';
import type { RefusedQuota } from './refused-quota.ts';

export type FeedContext = Omit<ApplyContext, 'ledger' | 'now'>;

interface ReadBase {
  readonly envelope: Envelope;
  readonly reading: Reading;
}

/** A message of a configured feed: how it is applied, and what its sender is told where it cannot be. */
interface OfFeed extends ReadBase {
  readonly context: FeedContext;
  readonly quarantineAnswer: 'AA' | 'AE';
}

/** A message as far as it could be read without the store. */
export type Taking =
  | (ReadBase & { readonly rejection: Rejection; readonly context?: FeedContext | undefined })
  | (OfFeed & { readonly failure: unknown })
  | (OfFeed & { readonly statements: Statements });

export interface TakeDependencies {
  readonly engine: Engine;
  readonly ledger: NonNullable<ApplyContext['ledger']>;
  readonly clock: Clock;
  readonly log: Log;
  /** Bounds what is kept of senders that nobody configured. */
  readonly quota: RefusedQuota;
}

export interface Taken {
  readonly receipt: Receipt;
  /** How many steps of visits the message told; alerts may be due. */
  readonly steps: number;
  /** How many versions of resources it wrote; 0 where it changed nothing. */
  readonly changes: number;
}

/** Never throws: what cannot be stored is `unavailable`. */
export async function take(read: Taking, deps: TakeDependencies): Promise<Taken> {
  try {
    if ('rejection' in read) return nothing(await refuse(read, deps));
    if ('failure' in read) return nothing(await afterFailure(read, read.failure, deps));
    return await commit(read, deps);
  } catch (error) {
    return nothing(await afterFailure(read, error, deps));
  }
}

function nothing(receipt: Receipt): Taken {
  return { receipt, steps: 0, changes: 0 };
}

async function commit(
  {
    envelope,
    reading: read,
    statements,
    context,
    quarantineAnswer,
  }: Extract<Taking, { statements: unknown }>,
  deps: TakeDependencies,
): Promise<Taken> {
  const id = messageId(envelope);
  return deps.engine.write(async (tx) => {
    const { applied, controlIdReused } = await lookUp(tx, envelope);
    if (applied) {
      await countRepeat(tx, envelope);
      return nothing({ kind: 'duplicate', messageId: id });
    }
    const reading = controlIdReused
      ? { ...read, issues: [{ flag: 'control-id-reused' }, ...read.issues] }
      : read;
    const { effects, quarantine } = await applyMessage(tx, statements, {
      ...context,
      ledger: deps.ledger,
      now: envelope.receivedAt,
    });
    const outcome: Outcome =
      quarantine === undefined
        ? { kind: 'committed', effects }
        : { kind: 'quarantined', quarantine, effects };
    await keep(tx, envelope, reading, outcome);
    const receipt: Receipt =
      quarantine === undefined
        ? { kind: 'committed', messageId: id }
        : { kind: 'quarantined', messageId: id, quarantine, answer: quarantineAnswer };
    return { receipt, steps: effects.steps.length, changes: effects.resources.length };
  });
}

/** What was applied once stays so, however it would be read today: the sender is told that it is stored. */
async function isRepeat(tx: Tx, envelope: Envelope): Promise<boolean> {
  const { applied } = await lookUp(tx, envelope);
  if (applied) await countRepeat(tx, envelope);
  return applied;
}

async function refuse(
  { envelope, reading, rejection }: Extract<Taking, { rejection: unknown }>,
  { engine, clock, quota }: TakeDependencies,
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
async function afterFailure(read: Taking, error: unknown, deps: TakeDependencies): Promise<Receipt> {
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
  deps.log.error({
    event: 'message.quarantined',
    reason: quarantine.reason,
    ...about,
    ...errorFields(error),
  });
  try {
    return await deps.engine.write(async (tx): Promise<Receipt> => {
      const id = messageId(envelope);
      if (await isRepeat(tx, envelope)) return { kind: 'duplicate', messageId: id };
      await keep(tx, envelope, reading, { kind: 'quarantined', quarantine });
      return { kind: 'quarantined', messageId: id, quarantine, answer: read.quarantineAnswer };
    });
  } catch (second) {
    return unavailable(second);
  }
}

/** For the operator: a fault of ours, findable in the log by its correlation id. */
export function internalError(correlationId: string): Quarantine {
  return { reason: 'internal-error', text: `a fault of the gateway itself; correlation id ${correlationId}` };
}
