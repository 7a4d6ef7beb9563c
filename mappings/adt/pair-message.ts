/**
 * Messages about two people at once: A17 swaps their beds, A24 links their records, A37 takes that back.
 * HL7 v2.4 3.3.17, 3.3.24, 3.3.37. Both groups are sound, or the message is refused.
 */
import type { MessageContext, MessageFacts } from './fact-base.ts';
import { rankOf } from './visit-fact.ts';
import { eachGroup, personGroups } from './groups.ts';
import { identityFacts } from './identity-facts.ts';
import { refuse, type Refused } from './refusal.ts';
import type { SourceMessage } from './source-message.ts';
import { personFact, statedPerson } from './stated-person.ts';
import { visitData, visitFact } from './visit-message.ts';
import { visitNumber } from './visit-number.ts';

/** A17: each of the two is transferred to the place that their own PV1-3 names. */
export function swapFacts(message: SourceMessage, context: MessageContext): MessageFacts | Refused {
  const groups = personGroups(message);
  if (groups.length !== 2) {
    return refuse(100, 'PID', 'a swap of beds takes two PID segments, each with its PV1');
  }
  const both = eachGroup(groups, (group, index) => swapped(group, index, context));
  if ('refused' in both) return both;
  if (new Set(both.map(({ visit }) => visit.visit)).size < both.length) {
    return refuse(204, 'PV1-19', 'both groups name the same visit, which cannot swap with itself');
  }
  return { people: both.map(({ person }) => person), visits: both.map(({ visit }) => visit), identity: [] };
}

type Swapped = { person: MessageFacts['people'][number]; visit: MessageFacts['visits'][number] };

function swapped(group: SourceMessage, index: number, context: MessageContext): Swapped | Refused {
  const pv1 = group.first('PV1');
  if (pv1 === undefined) return refuse(100, 'PV1', 'the PV1 segment is missing');
  const number = visitNumber({ pid: group.first('PID'), pv1 }, context.feed);
  if ('refused' in number) return number;
  const person = statedPerson(group, context, { visit: number });
  if ('refused' in person) return person;
  const data = visitData(group, pv1, number, 'transfer', context);
  if (data.location == null) return refuse(101, 'PV1-3', 'no ward to move to, where this feed names wards');
  return {
    person: personFact(person, context, index, rankOf('transfer')),
    visit: visitFact('transfer', number, person.key, data, context, index),
  };
}

/** A24, and A37 that names both people by PID: two keys, and what is stated of both. */
export function pairFacts(
  kind: 'link' | 'unlink',
  message: SourceMessage,
  context: MessageContext,
): MessageFacts | Refused {
  const groups = personGroups(message);
  if (groups.length !== 2)
    return refuse(100, 'PID', 'this event takes two PID segments, one for each record');
  const both = eachGroup(groups, (group) => statedPerson(group, context));
  if ('refused' in both) return both;
  const [one, other] = both;
  if (one === undefined || other === undefined || one.key === other.key) {
    return refuse(204, 'PID-3', 'both PID segments name the same record');
  }
  return {
    people: both.map((person, index) => personFact(person, context, index)),
    visits: [],
    identity: identityFacts([{ kind, of: 'person', from: other.key, into: one.key }], context),
  };
}
