/** What all facts of one message share: when it happened, where they stand in the total order, what told them. */
import type { EventTime } from './event-time.ts';
import { stampOf, type IdentityFact, type PersonFact } from '../fact.ts';
import type { VisitFact } from './visit-fact.ts';
import type { FeedProfile } from './feed-profile.ts';
import type { IssueList } from './issue.ts';
import type { SourceMessage } from './source-message.ts';

/** Which message it is. */
export interface MessageOrigin {
  readonly sourceMessageId: string;
  readonly controlId: string;
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
}

export interface MessageFacts {
  readonly people: readonly PersonFact[];
  readonly visits: readonly VisitFact[];
  readonly identity: readonly IdentityFact[];
}

/** A message being read: what each part of it needs to know of the whole. */
export interface MessageContext {
  readonly trigger: string;
  readonly feed: FeedProfile;
  readonly issues: IssueList;
  readonly time: EventTime;
  /**
   * @param rank of the kind of fact, where times tie.
   * @param ordinal which of several facts of the message about one subject, from 0: no two share a stamp.
   */
  readonly base: (rank: number, ordinal?: number) => FactBase;
}

type FactBase = Pick<IdentityFact, 'stamp' | 'effective' | 'dateTime' | 'laterReading' | 'sourceMessageId'>;

export function factBases(
  message: SourceMessage,
  { sourceMessageId, controlId, hash }: MessageOrigin,
  time: EventTime,
): MessageContext['base'] {
  const sentSequence = message.first('MSH')?.value(13)?.trim() ?? '';
  const sequence = /^\d{1,12}$/.test(sentSequence) ? Number(sentSequence) : 0;
  const { effective, dateTime, laterReading, recorded, messageTime } = time;
  return (rank, ordinal = 0) => ({
    stamp: stampOf({
      effective,
      recorded,
      sequence,
      messageTime,
      rank,
      controlId,
      hash: ordinal === 0 ? hash : `${hash}.${String(ordinal).padStart(4, '0')}`,
    }),
    effective,
    dateTime,
    ...(laterReading === undefined ? {} : { laterReading }),
    sourceMessageId,
  });
}
