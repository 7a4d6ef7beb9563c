/**
 * Messages about numbers: which of them are one person, or one visit. PID and PV1 name what survives, MRG what is
 * retired. HL7 v2.4 3.3.30, 3.3.34 to 3.3.36, 3.3.39 to 3.3.43, 3.3.46 to 3.3.50; ITK ADT 1.0.15 A40. Groups of PID and
 * MRG may repeat; all of them count, or none.
 */
import type { MessageContext, MessageFacts } from './fact-base.ts';
import type { IdentityFactKind } from '../fact.ts';
import { eachGroup, personGroups, tooManyGroups } from './groups.ts';
import { identityFacts, type Numbers } from './identity-facts.ts';
import { refuse, type Refused } from './refusal.ts';
import { retiredPeople } from './retired-people.ts';
import { renumberedVisit } from './renumbered-visit.ts';
import type { SourceMessage } from './source-message.ts';
import { personFact, statedPerson, type StatedPerson } from './stated-person.ts';

/** What the numbers of MRG mean beside those of PID and PV1. */
export interface Renumbering {
  /** MRG-1 and PID-3. */
  readonly person?: Extract<IdentityFactKind, 'merge' | 'change-number' | 'unlink'>;
  /** MRG-5 and PV1-19, or MRG-3 and PID-18, as the feed numbers its visits. */
  readonly visit?: Extract<IdentityFactKind, 'merge' | 'change-number'>;
  /** The event is about accounts, or about other numbers of the person: that no number of ours changes is no fault. */
  readonly mayKeep?: 'account' | 'other-number';
}

/** @returns a person fact of each PID, and a fact for each number that is retired. */
export function mergeFacts(
  renumbering: Renumbering,
  message: SourceMessage,
  context: MessageContext,
): MessageFacts | Refused {
  const excess = tooManyGroups(message);
  if (excess !== undefined) return excess;
  const groups = eachGroup(personGroups(message), (group) => mergedGroup(renumbering, group, context));
  if ('refused' in groups) return groups;
  return {
    people: groups.map(({ person }, index) => personFact(person, context, index)),
    visits: [],
    identity: identityFacts(
      groups.flatMap(({ numbers }) => numbers),
      context,
    ),
  };
}

interface MergedGroup {
  readonly person: StatedPerson;
  readonly numbers: readonly Numbers[];
}

function mergedGroup(
  { person: ofPerson, visit: ofVisit, mayKeep }: Renumbering,
  group: SourceMessage,
  context: MessageContext,
): MergedGroup | Refused {
  if (group.first('PID') === undefined) return refuse(100, 'PID', 'the PID segment is missing');
  if (group.first('MRG') === undefined) {
    return refuse(100, 'MRG', 'the MRG segment, which names the number to be retired, is missing');
  }
  const people =
    ofPerson === undefined ? undefined : retiredPeople(ofPerson, mayKeep === 'other-number', group, context);
  if (people !== undefined && 'refused' in people) return people;
  const person = people?.person ?? statedPerson(group, context);
  if ('refused' in person) return person;
  const visits = ofVisit === undefined ? [] : renumberedVisit(ofVisit, mayKeep === 'account', group, context);
  if ('refused' in visits) return visits;
  return { person, numbers: [...(people?.numbers ?? []), ...visits] };
}
