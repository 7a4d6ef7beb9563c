/**
 * A person's state as a pure function of the facts about them: for each field the latest statement in the order
 * of facts wins; absent keeps, null clears. Identifiers accumulate. Design section 3.
 */
import type { Identifier } from '@medplum/fhirtypes';
import { NHS_NUMBER } from '../../conformance/systems.ts';
import type { PersonData, PersonFact } from '../../mappings/adt/fact.ts';
import type { PersonState, Timed } from '../../mappings/adt/resources/states.ts';

type Draft = { -readonly [K in keyof PersonData]: PersonData[K] };

/** @param facts all facts of one person, in any order. @returns undefined for none. */
export function foldPerson(facts: readonly PersonFact[]): PersonState | undefined {
  const ordered = facts.toSorted((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
  const first = ordered[0];
  if (first === undefined) return undefined;
  const draft: Draft = { identifiers: [] };
  let source = first.sourceMessageId;
  let practiceSince: Timed | undefined;
  for (const fact of ordered) {
    const practice = draft.practice?.ods;
    if (merge(draft, fact.data)) source = fact.sourceMessageId;
    if (draft.practice?.ods !== practice) {
      practiceSince = { instant: fact.effective, dateTime: fact.dateTime };
    }
  }
  return {
    person: first.person,
    data: draft,
    ...(practiceSince === undefined || draft.practice == null ? {} : { practiceSince }),
    sourceMessageId: source,
  };
}

function merge(draft: Draft, data: PersonData): boolean {
  const { identifiers, ...rest } = data;
  let changed = mergeIdentifiers(draft, identifiers);
  for (const [key, value] of Object.entries(rest) as [keyof typeof rest, unknown][]) {
    const before: unknown = draft[key];
    if (value === null) {
      if (before === undefined) continue;
      // eslint would have this typed per key; deleting an optional key needs no value type.
      Reflect.deleteProperty(draft, key);
      changed = true;
    } else if (!same(before, value)) {
      Object.assign(draft, { [key]: value });
      changed = true;
    }
  }
  return changed;
}

/** The latest statement about an identifier wins; of NHS numbers only the latest stands. */
function mergeIdentifiers(draft: Draft, stated: readonly Identifier[]): boolean {
  let list = draft.identifiers;
  for (const identifier of stated) {
    const at = list.findIndex(
      (known) =>
        known.system === identifier.system &&
        (known.value === identifier.value || known.system === NHS_NUMBER),
    );
    if (at === -1) list = [...list, identifier];
    else if (!same(list[at], identifier)) list = list.with(at, keepStatus(list[at], identifier));
  }
  if (same(list, draft.identifiers)) return false;
  draft.identifiers = list;
  return true;
}

/** A message that sends the same number without its verification status does not take the status back. */
function keepStatus(known: Identifier | undefined, stated: Identifier): Identifier {
  if (known?.value !== stated.value || stated.extension !== undefined || known?.extension === undefined)
    return stated;
  return { extension: known.extension, ...stated };
}

/** Equality of JSON data whose keys are written in one order, as all mappings do. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
