/**
 * A45 moves a visit, A44 an account, from the person in MRG-1 to the person in PID. HL7 v2.4 3.3.44, 3.3.45. Where the
 * visit gets a new number by it, that is stated as well.
 */
import type { Identifier } from '@medplum/fhirtypes';
import type { MessageContext, MessageFacts } from './fact-base.ts';
import type { PersonKey } from '../fact.ts';
import type { VisitData } from './visit-fact.ts';
import { eachGroup, personGroups, tooManyGroups, visitGroups } from './groups.ts';
import { identityFacts, type Numbers } from './identity-facts.ts';
import { personKey } from './person-key.ts';
import { refuse, type Refused } from './refusal.ts';
import { mergedIdentifiers } from './segments/pid-identifiers.ts';
import type { SourceMessage, SourceSegment } from './source-message.ts';
import { personFact, statedPerson, type StatedPerson } from './stated-person.ts';
import { visitData, visitFact } from './visit-message.ts';
import { isUnnamed, priorVisitNumber, visitKey, visitNumber } from './visit-number.ts';

/** @param ofAccount an account that is not a visit in this feed is not held: the person alone is read then. */
export function moveFacts(
  ofAccount: boolean,
  message: SourceMessage,
  context: MessageContext,
): MessageFacts | Refused {
  const excess = tooManyGroups(message);
  if (excess !== undefined) return excess;
  const groups = eachGroup(personGroups(message), (group) => movedToPerson(ofAccount, group, context));
  if ('refused' in groups) return groups;
  const moves = groups.flatMap(({ moves: own }) => own);
  if (new Set(moves.map(({ number }) => visitKey(number))).size < moves.length) {
    return refuse(204, context.feed.visitNumberField, 'the message moves the same visit twice');
  }
  return {
    people: groups.map(({ person }, index) => personFact(person, context, index)),
    visits: moves.map(({ number, person, data }) => visitFact('move', number, person, data, context)),
    identity: identityFacts(
      moves.flatMap(({ renumbered }) => renumbered),
      context,
    ),
  };
}

interface Move {
  readonly number: Identifier;
  readonly person: PersonKey;
  readonly data: VisitData;
  readonly renumbered: readonly Numbers[];
}

function movedToPerson(
  ofAccount: boolean,
  group: SourceMessage,
  context: MessageContext,
): { person: StatedPerson; moves: readonly Move[] } | Refused {
  const person = statedPerson(group, context);
  if ('refused' in person) return person;
  const pid = group.first('PID');
  const moves: Move[] = [];
  for (const part of visitGroups(group)) {
    const mrg = part.first('MRG');
    if (mrg === undefined) {
      return refuse(100, 'MRG', 'the MRG segment, which names the person to move from, is missing');
    }
    const number = visitNumber({ pid, pv1: part.first('PV1') }, context.feed);
    if ('refused' in number && ofAccount && isUnnamed(number)) {
      context.issues.add(
        'MRG-3',
        'Encounter.identifier',
        'account numbers are not held, and no visit is named',
      );
      continue;
    }
    if ('refused' in number) return number;
    const move = moved(person.key, number, mrg, part, context);
    if ('refused' in move) return move;
    moves.push(move);
  }
  return { person, moves };
}

function moved(
  person: PersonKey,
  number: Identifier,
  mrg: SourceSegment,
  part: SourceMessage,
  context: MessageContext,
): Move | Refused {
  const { feed, issues } = context;
  const from = personKey(mergedIdentifiers(mrg, feed, issues), feed);
  const prior = priorVisitNumber(mrg, feed);
  if (typeof prior === 'object') return prior;
  const into = visitKey(number);
  const renumbered = prior !== undefined && prior !== into;
  if (from === person && !renumbered) {
    return refuse(204, 'MRG-1', 'the visit is to move from a person to the same person');
  }
  const pv1 = part.first('PV1');
  const stated = pv1 === undefined ? { visitNumber: number } : visitData(part, pv1, number, 'move', context);
  return {
    number,
    person,
    data: { ...stated, ...(from === undefined || from === person ? {} : { movedFrom: from }) },
    renumbered: renumbered ? [{ kind: 'change-number', of: 'visit', from: prior, into }] : [],
  };
}
