/**
 * One ADT message -> its facts. Pure: no clock, no store; the same message gives the same facts on any gateway.
 * HL7 v2.4 chapter 3; ITK ADT 1.0.15.
 */
import type { Identifier } from '@medplum/fhirtypes';
import { NHS_NUMBER } from '../../conformance/systems.ts';
import { present } from './datatypes/coded.ts';
import { eventTime, type EventTime } from './event-time.ts';
import { rankOf, stampOf, type IdentityFact, type PersonFact, type PersonKey, type VisitFact } from './fact.ts';
import type { FeedProfile } from './feed-profile.ts';
import { IssueList, type MappingIssue } from './issue.ts';
import { verificationStatus } from './segments/pid-identifiers.ts';
import { personFromPid } from './segments/pid.ts';
import { contactsFromNk1, registrationFromPd1 } from './segments/pd1-nk1.ts';
import { visitFromPv1 } from './segments/pv1.ts';
import { reportTimes } from './segments/pv1-times.ts';
import type { SourceMessage, SourceSegment } from './source-message.ts';
import { asksForDiscretion } from './segments/discretion.ts';
import { lookUp } from './tables/look-up.ts';
import { TRIGGERS } from './triggers.ts';

/** What the gateway knows of the message beside its text. */
export interface MessageIdentity {
  readonly sourceMessageId: string;
  readonly controlId: string;
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
  /** When it was first received, ISO UTC: only a clock that runs too far ahead of it is measured against it. */
  readonly receivedAt: string;
}

/** Why a message cannot be taken; HL7 table 0357 conditions. The text holds nothing of the person. */
export interface MappingRefusal {
  readonly condition: 100 | 101 | 102 | 201 | 204;
  readonly segment: string;
  readonly field?: number;
  readonly text: string;
}

export interface MappedMessage {
  readonly trigger: string;
  readonly sourceMessageId: string;
  /** ISO UTC. */
  readonly effective: string;
  readonly people: readonly PersonFact[];
  readonly visits: readonly VisitFact[];
  readonly identity: readonly IdentityFact[];
  readonly issues: readonly MappingIssue[];
}

export type MappingResult =
  | { readonly mapped: MappedMessage }
  | { readonly refused: MappingRefusal; readonly issues: readonly MappingIssue[] };

/**
 * @param message the message as read; times without an offset are Europe/London.
 * @returns the facts, all times in UTC; or the refusal: an event that is not taken (201), a segment (100) or field
 * (101) missing, a visit number too long (102), nobody identified (204). Issues come with both.
 */
export function mapMessage(
  message: SourceMessage,
  identity: MessageIdentity,
  feed: FeedProfile,
): MappingResult {
  const issues = new IssueList();
  const refuse = (refused: MappingRefusal): MappingResult => ({ refused, issues: issues.all() });
  const triggerCode = (message.first('MSH')?.value(9, 2) ?? message.first('EVN')?.value(1) ?? '').trim();
  const trigger = lookUp(TRIGGERS, triggerCode);
  if (trigger === undefined) {
    return refuse({
      condition: 201,
      segment: 'MSH',
      field: 9,
      text: `event ${printable(triggerCode)} is not taken by this gateway`,
    });
  }
  const pid = message.first('PID');
  if (pid === undefined)
    return refuse({ condition: 100, segment: 'PID', text: 'the PID segment is missing' });
  const time = eventTime(message, triggerCode, issues);
  if (time === undefined) {
    return refuse({
      condition: 101,
      segment: 'EVN',
      field: 2,
      text: 'no readable time with a time of day in EVN-6, EVN-2 or MSH-7',
    });
  }
  const pv1 = message.first('PV1');
  const number = pv1 === undefined ? undefined : visitNumber(pv1, feed);
  if (trigger.visit !== undefined) {
    if (pv1 === undefined)
      return refuse({ condition: 100, segment: 'PV1', text: 'the PV1 segment is missing' });
    if (number === undefined) {
      return refuse({ segment: 'PV1', field: 19, ...visitNumberFault(pv1) });
    }
  }
  const data = {
    ...personFromPid(pid, feed, issues),
    ...registrationFromPd1(message.first('PD1'), feed, issues),
    ...present('contact', contactsFromNk1(message.all('NK1'), issues)),
    ...(asksForDiscretion(message) ? { restricted: true as const } : {}),
  };
  const person = personKey(data.identifiers, feed, trigger.visit === undefined ? undefined : number);
  if (person === undefined) {
    return refuse({
      condition: 204,
      segment: 'PID',
      field: 3,
      text: 'no identifier in PID-3 that can identify a person: a local number with its authority, or a valid NHS number',
    });
  }
  const base = factBase(message, identity, time, trigger.visit === undefined ? 0 : rankOf(trigger.visit));
  const visit =
    trigger.visit === undefined || pv1 === undefined || number === undefined
      ? undefined
      : visitFromPv1(pv1, message.first('PV2'), number, feed, issues);
  if (trigger.visit !== undefined && visit !== undefined) {
    reportTimes(trigger.visit, visit, { instant: time.effective, dateTime: time.dateTime }, issues);
  }
  return {
    mapped: {
      trigger: triggerCode,
      sourceMessageId: identity.sourceMessageId,
      effective: time.effective,
      people: [{ ...base, kind: 'demographics', person, data }],
      visits:
        trigger.visit === undefined || visit === undefined
          ? []
          : [
              {
                ...base,
                kind: trigger.visit,
                visit: `${feed.visitNumberSystem}|${visit.visitNumber.value ?? ''}`,
                person,
                data: visit,
              },
            ],
      identity: [],
      issues: issues.all(),
    },
  };
}

function factBase(
  message: SourceMessage,
  identity: MessageIdentity,
  time: EventTime,
  rank: number,
): Pick<PersonFact, 'stamp' | 'effective' | 'dateTime' | 'sourceMessageId'> {
  const sequence = message.first('MSH')?.value(13)?.trim() ?? '';
  return {
    stamp: stampOf({
      effective: time.effective,
      recorded: time.recorded,
      sequence: /^\d{1,12}$/.test(sequence) ? Number(sequence) : 0,
      messageTime: time.messageTime,
      rank,
      controlId: identity.controlId,
      hash: identity.hash,
    }),
    effective: time.effective,
    dateTime: time.dateTime,
    sourceMessageId: identity.sourceMessageId,
  };
}

const VISIT_NUMBER_LIMIT = 64;

/** Cutting a number short could make two visits one. */
function visitNumberFault(pv1: SourceSegment): Pick<MappingRefusal, 'condition' | 'text'> {
  return (pv1.value(19)?.trim() ?? '') === ''
    ? { condition: 101, text: 'the visit number is missing, so the visit cannot be told' }
    : { condition: 102, text: `the visit number is longer than ${VISIT_NUMBER_LIMIT} characters` };
}

function visitNumber(pv1: SourceSegment, feed: FeedProfile): Identifier | undefined {
  const value = pv1.value(19)?.trim();
  if (value === undefined || value === '' || value.length > VISIT_NUMBER_LIMIT) return undefined;
  return {
    type: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'VN', display: 'Visit number' },
      ],
    },
    system: feed.visitNumberSystem,
    value,
  };
}

/**
 * By which identifier this sender means the person: its local number first (the same number of the same authority
 * is the same person), then a verified NHS number, then an unverified one as this sender's own, then, for a visit
 * of somebody not identified, the visit itself. A filler or temporary number is none of these.
 */
function personKey(
  identifiers: readonly Identifier[],
  feed: FeedProfile,
  visit: Identifier | undefined,
): PersonKey | undefined {
  for (const rule of feed.identifiers) {
    const local = identifiers.flatMap((i) =>
      i.system === rule.system && i.use !== 'temp' ? (i.value ?? []) : [],
    );
    // Of several the smallest, not the first: the order in PID-3 means nothing.
    const [smallest] = local.toSorted();
    if (smallest !== undefined) return `${rule.system}|${smallest}`;
  }
  const nhs = identifiers.find((i) => i.system === NHS_NUMBER);
  if (nhs?.value !== undefined) {
    return verificationStatus(nhs) === '01'
      ? `${NHS_NUMBER}|${nhs.value}`
      : `${feed.otherIdentifierBase}unverified-nhs-number|${nhs.value}`;
  }
  const other = identifiers.find((i) => i.use !== 'temp' && i.system?.startsWith(feed.otherIdentifierBase));
  if (other?.value !== undefined) return `${other.system ?? ''}|${other.value}`;
  if (visit?.value === undefined) return undefined;
  return `${feed.visitNumberSystem}-unidentified-patient|${visit.value}`;
}

function printable(text: string): string {
  return /^[A-Za-z0-9]{1,8}$/.test(text) ? text : '(unreadable)';
}
