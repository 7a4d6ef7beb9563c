/**
 * Replay: messages of the journal read and applied again, each in its own unit of work, by the mapping and the
 * configuration of today. What is not in quarantine changes nothing, unless the mapping reads it differently now; what is
 * in quarantine is applied as if it had just come. Design section 3; promise 5.
 */
import type { Envelope, Quarantine, Rejection } from '../../adapters/feed.ts';
import { readHeader } from '../../adapters/hl7v2/header.ts';
import type { Statements } from '../../mappings/statements.ts';
import { errorFields } from '../logging.ts';
import { applyMessage } from '../record/apply-message.ts';
import { dropCheckpoints } from '../record/checkpoint-rows.ts';
import { withdrawFacts, type FactRow } from '../record/fact-rows.ts';
import { TooManyNumbersError } from '../record/identity-rows.ts';
import { StoreUnavailableError, type Tx } from '../store/engine.ts';
import type { MessageEffects } from '../store/schema.ts';
import { messageId, readRow, restate, type JournalRow, type Outcome } from './journal.ts';
import { readDocument } from './read-document.ts';
import { interpret, readMessage } from './read-message.ts';
import { adtTaking, type ReceiveDependencies } from './receive.ts';
import { internalError, type Taking } from './take.ts';
import { changedResources, type ChangedResource } from './trace/changed-resources.ts';

export interface ReplayOptions {
  /** Shows what would change, and changes nothing. */
  readonly dryRun: boolean;
  /** Who is told of steps: of quarantined messages, which nobody was told of yet (the rule), of all, or of none. */
  readonly tell: 'quarantined' | 'all' | 'none';
}

export interface Replayed {
  readonly id: string;
  readonly feed: string;
  readonly controlId: string;
  readonly trigger: string | null;
  readonly before: JournalRow['outcome'];
  readonly after: JournalRow['outcome'];
  /** Why it is refused or in quarantine now. */
  readonly reason?: Rejection | Quarantine;
  readonly changes: readonly ChangedResource[];
  /** Steps noted. */
  readonly steps: number;
  /** It could not be read or applied for a fault of ours: what stood, stands. */
  readonly failed?: true;
}

/**
 * @param row as it is in the journal that is replayed, which may be another database's.
 * @throws StoreUnavailableError
 */
export async function replayMessage(
  row: JournalRow,
  options: ReplayOptions,
  deps: ReceiveDependencies,
): Promise<Replayed> {
  // Half a message is never read: what it says may be somebody else's.
  if (row.issues.includes('"broken-frame"')) return asItIs(row, {});
  const read = readAgain(row, deps);
  try {
    if ('failure' in read) throw read.failure;
    return await inUnit(options, deps, (tx) => again(tx, row, read, options, deps));
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error;
    const reason =
      error instanceof TooManyNumbersError ? error.quarantine : internalError(row.correlation_id);
    deps.log.error({ event: 'replay.failed', messageId: row.id, ...errorFields(error) });
    return inUnit(options, deps, (tx) => failed(tx, row, read, reason));
  }
}

/** What was applied stays as it was: a fault of today's release takes nothing out of the record. */
async function failed(tx: Tx, row: JournalRow, read: Taking, reason: Quarantine): Promise<Replayed> {
  const known = await readRow(tx, messageId(read.envelope));
  if (known === undefined) {
    await restate(tx, row, read.envelope, read.reading, {
      kind: 'quarantined',
      quarantine: reason,
      effects: null,
    });
  }
  return { ...asItIs(known ?? { ...row, outcome: 'quarantined' }, { reason }), failed: true };
}

function asItIs(row: JournalRow, { reason }: { readonly reason?: Quarantine }): Replayed {
  return {
    id: row.id,
    feed: row.feed,
    controlId: row.control_id,
    trigger: row.trigger,
    before: row.outcome,
    after: row.outcome,
    ...(reason === undefined ? {} : { reason }),
    changes: [],
    steps: 0,
  };
}

/** A dry run ends its unit of work with this, so that nothing of it stands. */
class DryRun extends Error {
  readonly replayed: Replayed;

  constructor(replayed: Replayed) {
    super('dry run');
    this.replayed = replayed;
  }
}

async function inUnit(
  options: ReplayOptions,
  deps: ReceiveDependencies,
  work: (tx: Tx) => Promise<Replayed>,
): Promise<Replayed> {
  try {
    return await deps.engine.write(async (tx) => {
      const replayed = await work(tx);
      if (options.dryRun) throw new DryRun(replayed);
      return replayed;
    });
  } catch (error) {
    if (error instanceof DryRun) return error.replayed;
    throw error;
  }
}

/** By the feed that it came by; one that no feed was configured for is looked at anew. */
function readAgain(row: JournalRow, deps: ReceiveDependencies): Taking {
  const received = { at: row.received_at, correlationId: row.correlation_id };
  const envelope: Envelope = {
    feed: row.feed,
    sender: { application: '', facility: '' },
    controlId: row.control_id,
    hash: row.hash,
    raw: row.raw,
    receivedAt: row.received_at,
    correlationId: row.correlation_id,
    peer: row.peer,
  };
  const document = readDocument(envelope, deps);
  if (document !== undefined) return document;
  const feed = deps.feeds.find(({ id }) => id === row.feed);
  const head = readHeader(row.raw);
  if (feed === undefined || head.kind === 'unreadable') {
    return adtTaking(readMessage(row.raw, { peer: row.peer }, deps.feeds, received), deps, feed);
  }
  const sender = {
    application: head.header.sendingApplication,
    facility: head.header.sendingFacility,
  };
  return adtTaking(interpret({ ...envelope, sender }, head.header, feed), deps, feed);
}

async function again(
  tx: Tx,
  row: JournalRow,
  read: Taking,
  options: ReplayOptions,
  deps: ReceiveDependencies,
): Promise<Replayed> {
  // As it is now, and in this database: another replay, or the sender itself, may have been here meanwhile.
  const present = await readRow(tx, messageId(read.envelope));
  const former = effectsOf(present);
  const withdrawn = await withdrawFacts(tx, former.facts);
  await dropCheckpoints(tx, [...new Set(withdrawn.map(({ subject }) => subject))]);
  const { outcome, effects } = await applyAgain(
    tx,
    row,
    read,
    withdrawn,
    options.tell === 'all' || isFirst(present, options),
    deps,
  );
  const all: MessageEffects = {
    facts: effects?.facts ?? [],
    resources: [...former.resources, ...(effects?.resources ?? [])],
    steps: [...former.steps, ...(effects?.steps ?? [])],
  };
  await restate(tx, present ?? row, read.envelope, read.reading, { ...outcome, effects: all });
  return {
    id: messageId(read.envelope),
    feed: read.envelope.feed,
    controlId: row.control_id,
    trigger: read.reading.trigger,
    before: present?.outcome ?? row.outcome,
    after: outcome.kind,
    ...('rejection' in outcome ? { reason: outcome.rejection } : {}),
    ...('quarantine' in outcome ? { reason: outcome.quarantine } : {}),
    changes: await changedResources(tx, effects?.resources ?? []),
    steps: effects?.steps.length ?? 0,
  };
}

/** A message that nobody was told of yet, as it was in quarantine. */
function isFirst(row: JournalRow | undefined, { tell }: ReplayOptions): boolean {
  return tell === 'quarantined' && row?.outcome === 'quarantined';
}

type Ended = Exclude<Outcome, { kind: 'committed' }> | { readonly kind: 'committed' };

async function applyAgain(
  tx: Tx,
  row: JournalRow,
  read: Taking,
  withdrawn: readonly FactRow[],
  told: boolean,
  deps: ReceiveDependencies,
): Promise<{ readonly outcome: Ended; readonly effects: MessageEffects | undefined }> {
  const apply = async (statements: Statements): ReturnType<typeof applyMessage> => {
    if (read.context === undefined) throw new Error('a message of a feed that is not configured');
    const context = { ...read.context, ledger: told ? deps.ledger : undefined };
    return applyMessage(tx, statements, { ...context, now: deps.clock.now().toISOString() }, withdrawn);
  };
  if ('statements' in read) {
    const applied = await apply(read.statements);
    return {
      outcome:
        applied.quarantine === undefined
          ? { kind: 'committed' }
          : { kind: 'quarantined', quarantine: applied.quarantine },
      effects: applied.effects,
    };
  }
  // Nothing is stated any more: what an earlier reading had left is taken out of the record.
  const effects = withdrawn.length === 0 ? undefined : (await apply(nothingStated(row))).effects;
  if ('rejection' in read) return { outcome: { kind: 'rejected', rejection: read.rejection }, effects };
  throw new Error('a message that is neither taken nor refused');
}

function nothingStated(row: JournalRow): Statements {
  return {
    trigger: row.trigger ?? '',
    sourceMessageId: row.id,
    effective: row.received_at,
    people: [],
    visits: [],
    identity: [],
  };
}

function effectsOf(row: JournalRow | undefined): MessageEffects {
  const effects = row?.effects ?? null;
  // Only the journal writes this column.
  return effects === null ? { facts: [], resources: [], steps: [] } : (JSON.parse(effects) as MessageEffects);
}
