/** PID with PD1, NK1 and the marks of discretion -> who is meant, and what is stated of them. */
import type { Identifier } from '@medplum/fhirtypes';
import { present } from './datatypes/coded.ts';
import type { MessageContext } from './fact-base.ts';
import type { PersonData, PersonFact, PersonKey } from '../fact.ts';
import { personKey } from './person-key.ts';
import { refuse, type Refused } from './refusal.ts';
import { discretion } from './segments/discretion.ts';
import { contactsFromNk1, registrationFromPd1 } from './segments/pd1-nk1.ts';
import { patientIdentifiers } from './segments/pid-identifiers.ts';
import { personFromPid } from './segments/pid.ts';
import type { SourceMessage } from './source-message.ts';

export interface StatedPerson {
  readonly key: PersonKey;
  readonly data: PersonData;
}

/** How a person is told beside the rules of `personKey`. */
interface Telling {
  /** The visit of the message: who is not identified is known by it. */
  readonly visit?: Identifier;
  /** Numbers that the message retires. */
  readonly retired?: ReadonlySet<PersonKey>;
}

/** @returns the refusal where PID is missing (100), or names nobody (204). */
export function statedPerson(
  group: SourceMessage,
  { feed, issues }: Pick<MessageContext, 'feed' | 'issues'>,
  { visit, retired }: Telling = {},
): StatedPerson | Refused {
  const pid = group.first('PID');
  if (pid === undefined) return refuse(100, 'PID', 'the PID segment is missing');
  const data: PersonData = {
    ...personFromPid(pid, feed, issues),
    ...registrationFromPd1(group.first('PD1'), feed, issues),
    ...present('contact', contactsFromNk1(group.all('NK1'), issues)),
    ...discretion(group),
  };
  const key = personKey(data.identifiers, feed, visit, retired);
  return key === undefined ? NOBODY : { key, data };
}

/** A29: nothing of PID counts but who is meant, and that discretion is asked for. */
export function deletedPerson(
  group: SourceMessage,
  { feed, issues }: Pick<MessageContext, 'feed' | 'issues'>,
): StatedPerson | Refused {
  const pid = group.first('PID');
  if (pid === undefined) return refuse(100, 'PID', 'the PID segment is missing');
  const identifiers = patientIdentifiers(pid, feed, issues);
  const key = personKey(identifiers, feed);
  return key === undefined ? NOBODY : { key, data: { identifiers, ...discretion(group) } };
}

/** @param ordinal which of several people of the message. @param rank of the kind of fact beside it. */
export function personFact(
  { key, data }: StatedPerson,
  { base }: MessageContext,
  ordinal = 0,
  rank = 0,
): PersonFact {
  return { ...base(rank, ordinal), kind: 'demographics', person: key, data };
}

const NOBODY = refuse(
  204,
  'PID-3',
  'no identifier in PID-3 that can identify a person: a local number with its authority, or a valid NHS number',
);
