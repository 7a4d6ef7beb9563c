/**
 * One journalled message with all that is known of it: backward to its bytes and forward to what it stated, changed, told
 * and alerted. Promise 5. Bounded, whatever the message; reads only.
 */
import type { Quarantine, Rejection } from '../../../adapters/feed.ts';
import type { AcknowledgementMode } from '../../../adapters/hl7v2/acknowledge.ts';
import type { SegmentDescription } from '../../../adapters/hl7v2/dictionary.ts';
import type { DictionarySource } from '../../../adapters/hl7v2/dictionary-source.ts';
import type { Header } from '../../../adapters/hl7v2/header.ts';
import type { Db } from '../../store/engine.ts';
import type { MessageEffects, SourceMessageTable } from '../../store/schema.ts';
import { feedsNamed, type FeedMatch } from '../find-feed.ts';
import { changedResources, type ChangedResource } from './changed-resources.ts';
import { readAgain, type ReadingFeed } from './read-again.ts';
import { mappedFacts, storedFacts, type StatedFact } from './stated-facts.ts';
import { toldAcknowledgements, type Outcome, type ToldAcknowledgement } from './told-acknowledgement.ts';
import { alertsOf, toldSteps, type TracedAlert, type TracedStep } from './told-steps.ts';

/** A configured feed as the trace reads it. */
type TracedFeed = ReadingFeed & {
  readonly sender: FeedMatch['sender'];
  readonly acknowledgement: AcknowledgementMode;
  readonly quarantineAnswer: 'AA' | 'AE';
};

export interface TraceDependencies {
  readonly db: Db;
  readonly feeds: readonly TracedFeed[];
  readonly dictionaries: DictionarySource;
}

export interface MessageTrace {
  readonly id: string;
  readonly feed: string;
  readonly controlId: string;
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
  readonly peer: string;
  readonly receivedAt: string;
  readonly lastReceivedAt: string;
  readonly receipts: number;
  readonly correlationId: string;
  readonly charset: string | null;
  readonly trigger: string | null;
  readonly outcome: SourceMessageTable['outcome'];
  readonly rejection: Rejection | null;
  readonly quarantine: Quarantine | null;
  /** Flags of reading, and what the mapping could not do. */
  readonly issues: readonly unknown[];
  /** MSH-7 minus the time of receipt. */
  readonly skewMs: number | null;
  /** The same in words; null where it is nothing to speak of. */
  readonly skew: string | null;
  /** `base64` is null where the message is larger than 1 MiB: `href` has it all. */
  readonly raw: { readonly bytes: number; readonly href: string; readonly base64: string | null };
  /** As decoded, segments ending with CR, its first million characters; null where the bytes cannot be read. */
  readonly text: string | null;
  /** Why its bytes cannot be read or mapped now; null where they can. */
  readonly fault: string | null;
  /** The version of HL7 whose names are shown; '' where there are none. */
  readonly dictionary: string;
  readonly segments: readonly SegmentDescription[];
  /** What the standard requires and the message lacks. */
  readonly warnings: readonly string[];
  /** `mapping`: read from the bytes now, as the journal names none; of a message that is not applied, what it would state. */
  readonly factsFrom: 'journal' | 'mapping';
  readonly facts: readonly StatedFact[];
  readonly resources: readonly ChangedResource[];
  readonly steps: readonly TracedStep[];
  readonly alerts: readonly TracedAlert[];
  /** What the sender was told, in order; one in original mode. Empty where it was told nothing. */
  readonly acks: readonly ToldAcknowledgement[];
  /** There is more of something than is listed here. */
  readonly truncated: boolean;
}

const MAX_RAW = 1_048_576;
const MAX_TEXT = 1_000_000;
const NO_EFFECTS: MessageEffects = { facts: [], resources: [], steps: [] };

/** @param id of the source_message; undefined where there is none. */
export async function traceMessage(id: string, deps: TraceDependencies): Promise<MessageTrace | undefined> {
  const { db } = deps;
  const row = await db.selectFrom('source_message').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  const feed = deps.feeds.find((one) => one.id === row.feed);
  const identity = {
    sourceMessageId: row.id,
    controlId: row.control_id,
    hash: row.hash,
    receivedAt: row.received_at,
  };
  const read = await readAgain(
    row.raw,
    () => (feed === undefined ? undefined : { feed, identity }),
    deps.dictionaries,
  );
  // Written by the record alone, as this type.
  const effects = row.effects === null ? undefined : (JSON.parse(row.effects) as MessageEffects);
  const { facts, resources, steps } = effects ?? NO_EFFECTS;
  const mapped = read.mapping === undefined || 'refused' in read.mapping ? undefined : read.mapping.mapped;
  const changed = await changedResources(db, resources);
  const { alerts, truncated: moreAlerts } = await alertsOf(db, steps);
  const stated =
    effects === undefined
      ? mappedFacts([...(mapped?.people ?? []), ...(mapped?.visits ?? []), ...(mapped?.identity ?? [])])
      : await storedFacts(db, facts);
  const told = await toldSteps(db, steps);
  // The journal alone writes these columns, from values of these types.
  const rejection = row.rejection === null ? null : (JSON.parse(row.rejection) as Rejection);
  const quarantine = row.quarantine === null ? null : (JSON.parse(row.quarantine) as Quarantine);
  const issues = JSON.parse(row.issues) as unknown[];
  return {
    id: row.id,
    feed: row.feed,
    controlId: row.control_id,
    hash: row.hash,
    peer: row.peer,
    receivedAt: row.received_at,
    lastReceivedAt: row.last_received_at,
    receipts: row.receipts,
    correlationId: row.correlation_id,
    charset: row.charset,
    trigger: row.trigger,
    outcome: row.outcome,
    rejection,
    quarantine,
    issues,
    skewMs: row.skew_ms,
    skew: skewInWords(row.skew_ms),
    raw: {
      bytes: row.raw.length,
      href: `/messages/${row.id}/raw`,
      base64: row.raw.length > MAX_RAW ? null : Buffer.from(row.raw).toString('base64'),
    },
    text: read.text?.slice(0, MAX_TEXT) ?? null,
    fault: read.fault ?? null,
    dictionary: read.description?.version ?? '',
    segments: read.description?.segments ?? [],
    warnings: read.description?.warnings ?? [],
    factsFrom: effects === undefined ? 'mapping' : 'journal',
    facts: stated,
    resources: changed,
    steps: told,
    alerts,
    acks: issues.some(isBrokenFrame)
      ? []
      : toldAcknowledgements(
          read.header,
          row.id,
          outcomeOf(rejection, quarantine, feed),
          modeOf(feed, read.header, deps.feeds),
        ),
    truncated:
      moreAlerts ||
      read.description?.truncated === true ||
      (read.text?.length ?? 0) > MAX_TEXT ||
      row.raw.length > MAX_RAW ||
      changed.length < resources.length ||
      told.length < steps.length ||
      changed.some((one) => one.truncated === true),
  };
}

/** From so many milliseconds on a difference is worth a word: senders write whole seconds, or minutes. */
const NOTABLE_MS = 60_000;

/** Ahead can only be the clock; behind may also be the time that a message waited with its sender. */
function skewInWords(ms: number | null): string | null {
  if (ms === null || Math.abs(ms) < NOTABLE_MS) return null;
  const seconds = Math.round(Math.abs(ms) / 1000);
  return ms > 0
    ? `the sender's clock is ${seconds} s ahead`
    : `the sender's clock is ${seconds} s behind, or the message waited so long`;
}

/** The frame was cut short: nobody waited for an answer. */
function isBrokenFrame(issue: unknown): boolean {
  return typeof issue === 'object' && issue !== null && 'flag' in issue && issue.flag === 'broken-frame';
}

function outcomeOf(
  rejection: Rejection | null,
  quarantine: Quarantine | null,
  feed: TracedFeed | undefined,
): Outcome {
  if (rejection !== null) return { kind: 'rejected', rejection };
  if (quarantine === null) return { kind: 'committed' };
  return { kind: 'quarantined', quarantine, answer: feed?.quarantineAnswer ?? 'AA' };
}

/** A message that no feed took was answered as the feed of its sender's names is. */
function modeOf(
  feed: TracedFeed | undefined,
  header: Header | undefined,
  feeds: readonly TracedFeed[],
): AcknowledgementMode {
  const names = { application: header?.sendingApplication ?? '', facility: header?.sendingFacility ?? '' };
  return (feed ?? feedsNamed(feeds, names)[0])?.acknowledgement ?? 'original';
}

/** The bytes as they came. */
export async function readRaw(db: Db, id: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('source_message').select('raw').where('id', '=', id).executeTakeFirst();
  return row?.raw;
}
