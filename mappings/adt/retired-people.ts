/**
 * PID-3 and MRG-1 -> which number of the person survives, and which are retired. ITK ADT 1.0.15 MRG-1: numbers of one
 * authority belong together, whatever their place. Every number that MRG-1 names is retired, not the first alone:
 * messages about the retired person may have come under any of them.
 */
import type { MessageContext } from './fact-base.ts';
import type { IdentityFactKind } from '../fact.ts';
import type { Numbers } from './identity-facts.ts';
import { ownKeys, retiredKeys } from './person-key.ts';
import { refuse, type Refused } from './refusal.ts';
import { mergedIdentifiers } from './segments/pid-identifiers.ts';
import type { SourceMessage } from './source-message.ts';
import { statedPerson, type StatedPerson } from './stated-person.ts';

interface RetiredPeople {
  readonly person: StatedPerson;
  readonly numbers: readonly Numbers[];
}

/**
 * @param mayKeep whether the event may change a number that is not held, so that PID-3 and MRG-1 are the same.
 * @returns the refusal where PID names nobody (204), MRG-1 no number that can be read (101), or only that of PID (204).
 */
export function retiredPeople(
  kind: IdentityFactKind,
  mayKeep: boolean,
  group: SourceMessage,
  context: MessageContext,
): RetiredPeople | Refused {
  const { feed, issues } = context;
  const merged = group.all('MRG').flatMap((mrg) => mergedIdentifiers(mrg, feed, issues));
  const person = statedPerson(group, context, { retired: ownKeys(merged, feed) });
  if ('refused' in person) return person;
  const into = person.key;
  const keys = retiredKeys(merged, feed, into);
  if (keys.length === 0) {
    return refuse(101, 'MRG-1', 'no number in MRG-1 that can be read: a local number with its authority');
  }
  const own = ownKeys(person.data.identifiers, feed);
  const others = keys.filter((key) => !own.has(key));
  // Where PID-3 lists the retired number beside its own, that is the number meant.
  const retired = others.length > 0 ? others : keys.filter((key) => key !== into);
  if (retired.length === 0 && mayKeep) {
    issues.add('MRG-1', 'Patient.identifier', 'the person keeps the number that they are known by');
  } else if (retired.length === 0) {
    const text =
      kind === 'unlink'
        ? 'PID-3 and MRG-1 name the same record'
        : 'the number to be retired is the number that survives';
    return refuse(204, 'MRG-1', text);
  }
  return { person, numbers: retired.map((from) => ({ kind, of: 'person', from, into })) };
}
