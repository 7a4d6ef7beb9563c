/** Messages about one person alone: A28, A29, A31, A60. HL7 v2.4 3.3.28 to 3.3.31, 3.3.60; ITK ADT 1.0.15 section 4. */
import type { MessageContext, MessageFacts } from './fact-base.ts';
import type { PersonFact } from '../fact.ts';
import type { Refused } from './refusal.ts';
import type { SourceMessage } from './source-message.ts';
import { deletedPerson, personFact, statedPerson } from './stated-person.ts';
import { movedBesides } from './visit-message.ts';

/** @param moves whether this feed's configuration believes the place that PV1-3 names here. */
export function personFacts(
  kind: PersonFact['kind'],
  moves: boolean,
  message: SourceMessage,
  context: MessageContext,
): MessageFacts | Refused {
  const person = kind === 'delete-person' ? deletedPerson(message, context) : statedPerson(message, context);
  if ('refused' in person) return person;
  return {
    people: [{ ...personFact(person, context), kind }],
    visits: moves ? movedBesides(person.key, message, context) : [],
    identity: [],
  };
}
