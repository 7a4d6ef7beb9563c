/**
 * One ADT message -> its facts. Pure: no clock, no store; the same message gives the same facts on any gateway.
 * HL7 v2.4 chapter 3; ITK ADT 1.0.15. What each event states is told in triggers.ts, and read in a file for each form
 * of message.
 */
import { eventTime } from './event-time.ts';
import { factBases, type MessageContext, type MessageFacts, type MessageOrigin } from './fact-base.ts';
import type { FeedProfile } from './feed-profile.ts';
import { IssueList, type MappingIssue } from './issue.ts';
import { mergeFacts } from './merge-message.ts';
import { moveFacts } from './move-message.ts';
import { pairFacts, swapFacts } from './pair-message.ts';
import { personFacts } from './person-message.ts';
import { refuse, type MappingRefusal, type Refused } from './refusal.ts';
import type { SourceMessage } from './source-message.ts';
import { lookUp } from './tables/look-up.ts';
import { TRIGGERS, type Trigger } from './triggers.ts';
import { visitFacts } from './visit-message.ts';

/** What the gateway knows of the message beside its text. */
export interface MessageIdentity extends MessageOrigin {
  /** When it was first received, ISO UTC: only a clock that runs too far ahead of it is measured against it. */
  readonly receivedAt: string;
}

export interface MappedMessage extends MessageFacts {
  readonly trigger: string;
  readonly sourceMessageId: string;
  /** ISO UTC. */
  readonly effective: string;
  readonly issues: readonly MappingIssue[];
}

export type MappingResult =
  | { readonly mapped: MappedMessage }
  | { readonly refused: MappingRefusal; readonly issues: readonly MappingIssue[] };

/**
 * @param message the message as read; times without an offset are Europe/London.
 * @returns all of its facts, all times in UTC; or the refusal of the whole: an event that is not taken (201), a segment
 * (100) or field (101) missing, a visit number too long (102), nobody identified or a number that would retire itself
 * (204). Issues come with both.
 */
export function mapMessage(
  message: SourceMessage,
  identity: MessageIdentity,
  feed: FeedProfile,
): MappingResult {
  const issues = new IssueList();
  const code = (message.first('MSH')?.value(9, 2) ?? message.first('EVN')?.value(1) ?? '').trim();
  const result = read(code, message, identity, feed, issues);
  if ('refused' in result) return { refused: result.refused, issues: issues.all() };
  return {
    mapped: { trigger: code, sourceMessageId: identity.sourceMessageId, ...result, issues: issues.all() },
  };
}

function read(
  code: string,
  message: SourceMessage,
  identity: MessageIdentity,
  feed: FeedProfile,
  issues: IssueList,
): (MessageFacts & Pick<MappedMessage, 'effective'>) | Refused {
  const trigger = lookUp(TRIGGERS, code);
  if (trigger === undefined || trigger.states.about === 'nothing') return notTaken(code, trigger);
  if (message.first('PID') === undefined) return refuse(100, 'PID', 'the PID segment is missing');
  const reception = { receivedAt: identity.receivedAt, toleranceMinutes: feed.clockSkewToleranceMinutes };
  const time = eventTime(message, code, reception, issues);
  if (time === undefined) {
    return refuse(101, 'EVN-2', 'no readable time with a time of day in EVN-6, EVN-2 or MSH-7');
  }
  const base = factBases(message, identity, time);
  const facts = factsOf(trigger, message, { trigger: code, feed, issues, time, base });
  return 'refused' in facts ? facts : { effective: time.effective, ...facts };
}

function factsOf(
  { states, mayMove }: Trigger,
  message: SourceMessage,
  context: MessageContext,
): MessageFacts | Refused {
  const moves = mayMove === true && context.feed.movesOn.includes(context.trigger);
  switch (states.about) {
    case 'visit':
      return visitFacts(states.kind, moves, message, context);
    case 'person':
      return personFacts(states.kind, moves, message, context);
    case 'beds':
      return swapFacts(message, context);
    case 'two-people':
      return states.kind === 'unlink' && message.first('MRG') !== undefined
        ? mergeFacts({ person: 'unlink' }, message, context)
        : pairFacts(states.kind, message, context);
    case 'numbers':
      return mergeFacts(states.renumbering, message, context);
    case 'owner':
      return moveFacts(states.of === 'account', message, context);
    case 'nothing':
      return notTaken(context.trigger, { states });
  }
}

function notTaken(code: string, trigger: Pick<Trigger, 'states'> | undefined): Refused {
  const why = trigger?.states.about === 'nothing' ? `: ${trigger.states.why}` : '';
  return refuse(201, 'MSH-9', `event ${printable(code)} is not taken by this gateway${why}`);
}

function printable(text: string): string {
  return /^[A-Za-z0-9]{1,8}$/.test(text) ? text : '(unreadable)';
}
