/**
 * A person's state as a pure function of the facts about them: for each field the latest statement in the order
 * of facts wins; absent keeps, null clears. Identifiers accumulate. Design section 3.
 *
 * What was said under a number before it was merged away only fills gaps of what was said under the others: the merge
 * is about identity, not about which telephone number is right.
 */
import type { Identifier } from '@medplum/fhirtypes';
import { FORMER_NHS_NUMBER, NHS_NUMBER } from '../../conformance/systems.ts';
import { verificationStatus } from '../../mappings/adt/segments/pid-identifiers.ts';
import type { DiscretionMark, PersonData, PersonFact, PersonKey } from '../../mappings/fact.ts';
import type { Death, PersonState, Timed } from '../../mappings/adt/resources/states.ts';
import type { IdentityGraph } from './identity.ts';

type Draft = { -readonly [K in keyof PersonData]: PersonData[K] };

/** The fold in the making: plain data, so that it can be kept and gone on with. */
export interface PersonDraft {
  /** Greatest stamp folded in. */
  stamp: string;
  data: Draft;
  /** The last message, in the order of facts, that changed anything. */
  source: { readonly stamp: string; readonly messageId: string };
  /** Of each field that is known: the message that gave it the value that it has. */
  said: Partial<Record<PersonField, Said>>;
  /** Verified NHS numbers that another one took the place of. */
  formerNhsNumbers?: readonly string[] | undefined;
  practiceSince?: Timed | undefined;
  death?: Death | undefined;
  /** The death that was taken back last, by the message that did it. */
  notDead?: { readonly death: Death; readonly by: Pick<Death, 'stamp' | 'sourceMessageId'> } | undefined;
  deleted: boolean;
}

export type PersonField = Exclude<keyof PersonData, 'discretion' | 'restricted'>;

/** By which message a value is known, and since when it is so. */
export interface Said extends Timed {
  readonly stamp: string;
  readonly messageId: string;
}

/** Names the statement that decides whether the person is dead; '' where nobody ever said so. */
export function deathMark(draft: PersonDraft | undefined): string {
  const mark = ({ instant, stamp }: Death): string => `${instant}|${stamp}`;
  if (draft?.death !== undefined) return mark(draft.death);
  return draft?.notDead === undefined ? '' : `${mark(draft.notDead.death)}|not|${draft.notDead.by.stamp}`;
}

/**
 * @param facts of all numbers of the person, in any order.
 * @returns undefined for none.
 */
export function foldPerson(
  facts: readonly PersonFact[],
  identity: Pick<IdentityGraph, 'retirementOf'>,
): PersonDraft | undefined {
  const before = facts.filter((fact) => isBeforeMerge(fact, identity)).toSorted(byStamp);
  const since = facts.filter((fact) => !isBeforeMerge(fact, identity)).toSorted(byStamp);
  return continuePerson(undefined, [...before, ...since]);
}

/** Goes on with a fold. @param later facts in the order in which they count, all after those folded in. */
export function continuePerson(
  from: PersonDraft | undefined,
  later: readonly PersonFact[],
): PersonDraft | undefined {
  const [first] = later;
  if (first === undefined) return from;
  const draft: PersonDraft =
    from === undefined
      ? { stamp: '', data: { identifiers: [] }, source: sourceOf(first), said: {}, deleted: false }
      : { ...from, data: { ...from.data }, said: { ...from.said } };
  for (const fact of later) applyFact(draft, fact);
  return draft;
}

/** Whether a number was merged away after the fact was stated under it. */
function isBeforeMerge(
  { person, stamp }: Pick<PersonFact, 'person' | 'stamp'>,
  identity: Pick<IdentityGraph, 'retirementOf'>,
): boolean {
  const retirement = identity.retirementOf(person);
  return retirement !== undefined && stamp < retirement.stamp;
}

/** The person as a number stands for them. @param key the root, or a number that was merged away. */
export function personState(
  key: PersonKey,
  draft: PersonDraft | undefined,
  identity: IdentityGraph,
): PersonState {
  // A number that nobody told anything about is known by itself.
  const members = identity.rootOf(key) === key ? identity.membersOf(key) : [];
  // Those who were found to be the same keep their numbers; only merged ones are replaced.
  const replaces = members.filter((member) => identity.retirementOf(member) !== undefined);
  const replacedBy = identity.rootOf(key);
  const data = draft?.data ?? { identifiers: [] };
  return {
    person: key,
    data: {
      ...data,
      identifiers: identifiersOf(
        draft === undefined ? [numberOf(key)] : data.identifiers,
        replaces,
        draft?.formerNhsNumbers,
      ),
    },
    ...(draft?.practiceSince === undefined || data.practice == null
      ? {}
      : { practiceSince: draft.practiceSince }),
    replaces,
    ...(replacedBy === key ? {} : { replacedBy }),
    seeAlso: identity.linkedTo(key),
    ...(draft?.deleted === true ? { enteredInError: true as const } : {}),
    ...(draft?.death === undefined ? {} : { death: draft.death }),
    sourceMessageId: lastSource(draft, key, identity),
  };
}

function applyFact(draft: PersonDraft, fact: PersonFact): void {
  if (fact.stamp > draft.stamp) draft.stamp = fact.stamp;
  const deleted = fact.kind === 'delete-person';
  const practice = draft.data.practice?.ods;
  const changed = merge(draft, deleted ? { identifiers: fact.data.identifiers } : fact.data, fact);
  if (changed || deleted !== draft.deleted) draft.source = sourceOf(fact);
  draft.deleted = deleted;
  if (draft.data.practice?.ods !== practice || saidEarlier(draft, fact)) draft.practiceSince = timeOf(fact);
  const former = draft.death;
  draft.death = deathOf(draft, fact);
  if (former !== undefined && draft.death === undefined) draft.notDead = { death: former, by: toldBy(fact) };
}

/** What was said under a number that was merged away stands first, and may have been said later. */
function saidEarlier({ practiceSince, data }: PersonDraft, fact: PersonFact): boolean {
  return (
    practiceSince !== undefined &&
    fact.data.practice?.ods === data.practice?.ods &&
    fact.effective < practiceSince.instant
  );
}

/** A time of death beside "not dead" contradicts itself: neither is believed. */
function deathOf({ data, death }: PersonDraft, fact: PersonFact): Death | undefined {
  if (data.deathIndicator === false || (data.deathTime == null && data.deathIndicator !== true))
    return undefined;
  if (data.deathTime?.includes('T') === true) {
    const instant = new Date(data.deathTime).toISOString();
    if (death?.instant === instant) return death;
    return { instant, dateTime: data.deathTime, ...toldBy(fact) };
  }
  return death ?? { ...timeOf(fact), ...toldBy(fact) };
}

function toldBy({ stamp, sourceMessageId }: PersonFact): Pick<Death, 'stamp' | 'sourceMessageId'> {
  return { stamp, sourceMessageId };
}

function sourceOf({ stamp, sourceMessageId }: PersonFact): PersonDraft['source'] {
  return { stamp, messageId: sourceMessageId };
}

/** A merge, a link or the undoing of one changes those whose numbers it is about. */
function lastSource(draft: PersonDraft | undefined, key: PersonKey, identity: IdentityGraph): string {
  const stated = draft?.source;
  const changed = identity.changeOf(key);
  if (changed !== undefined && (stated === undefined || changed.stamp > stated.stamp))
    return changed.sourceMessageId;
  return stated?.messageId ?? '';
}

function timeOf({ effective, dateTime }: PersonFact): Timed {
  return { instant: effective, dateTime };
}

function byStamp(a: PersonFact, b: PersonFact): number {
  return a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0;
}

/**
 * The numbers that were merged away are kept, as old. UK Core has one NHS number a person: former ones stand under a
 * system of our own, by which they are found all the same.
 */
function identifiersOf(
  stated: readonly (Identifier | undefined)[],
  replaces: readonly PersonKey[],
  former: readonly string[] = [],
): readonly Identifier[] {
  let list = stated.flatMap((identifier) => identifier ?? []);
  const current = list.find(({ system, use }) => system === NHS_NUMBER && use !== 'old')?.value;
  const old = new Set(former);
  for (const retired of replaces) {
    const number = numberOf(retired);
    if (number === undefined) continue;
    if (number.system === NHS_NUMBER && current !== undefined) {
      old.add(number.value);
      continue;
    }
    const at = list.findIndex((i) => i.system === number.system && i.value === number.value);
    const known = list[at];
    if (known === undefined) list = [...list, { use: 'old', ...number }];
    else if (number.system !== NHS_NUMBER) list = list.with(at, { ...known, use: 'old' });
  }
  if (current !== undefined) old.delete(current);
  return [
    ...list,
    ...[...old].sort().map((value) => ({ use: 'old' as const, system: FORMER_NHS_NUMBER, value })),
  ];
}

/** `<system>|<value>`; undefined for a person who is known by a visit alone. */
function numberOf(key: PersonKey): { system: string; value: string } | undefined {
  const bar = key.lastIndexOf('|');
  const system = key.slice(0, bar);
  if (bar < 1 || system.endsWith('-unidentified-patient')) return undefined;
  return { system, value: key.slice(bar + 1) };
}

function merge(whole: PersonDraft, data: PersonData, fact: PersonFact): boolean {
  const { data: draft, said } = whole;
  const { identifiers, discretion, ...rest } = data;
  const by: Said = { ...timeOf(fact), stamp: fact.stamp, messageId: fact.sourceMessageId };
  let changed = mergeIdentifiers(whole, identifiers);
  if (changed) said.identifiers = by;
  if (mergeDiscretion(draft, discretion ?? [])) changed = true;
  for (const [key, value] of Object.entries(rest) as [keyof typeof rest, unknown][]) {
    const before: unknown = draft[key];
    if (value === null) {
      if (before === undefined) continue;
      // eslint would have this typed per key; deleting an optional key needs no value type.
      Reflect.deleteProperty(draft, key);
      Reflect.deleteProperty(said, key);
      changed = true;
    } else if (!same(before, value)) {
      Object.assign(draft, { [key]: value });
      if (key !== 'restricted') said[key] = by;
      changed = true;
    }
  }
  return changed;
}

/** Marks accumulate: no message takes one back. */
function mergeDiscretion(draft: Draft, stated: readonly DiscretionMark[]): boolean {
  const known = draft.discretion ?? [];
  const fresh = stated.filter((mark) => !known.includes(mark));
  if (fresh.length === 0) return false;
  draft.discretion = [...known, ...fresh].sort();
  return true;
}

/** The latest statement about an identifier wins; of NHS numbers only the latest stands. */
function mergeIdentifiers(draft: PersonDraft, stated: readonly Identifier[]): boolean {
  let list = draft.data.identifiers;
  for (const identifier of stated) {
    const at = list.findIndex(
      (known) =>
        known.system === identifier.system &&
        (known.value === identifier.value || known.system === NHS_NUMBER),
    );
    const known = list[at];
    if (known !== undefined && known.value !== identifier.value) noteFormer(draft, known);
    if (at === -1) list = [...list, identifier];
    else if (!same(list[at], identifier)) list = list.with(at, keepStatus(list[at], identifier));
  }
  if (same(list, draft.data.identifiers)) return false;
  draft.data.identifiers = list;
  return true;
}

/** A number that was verified once goes on leading to the person, and is never again anybody else's. */
function noteFormer(draft: PersonDraft, number: Identifier): void {
  const former = draft.formerNhsNumbers ?? [];
  if (number.value === undefined || verificationStatus(number) !== '01' || former.includes(number.value))
    return;
  draft.formerNhsNumbers = [...former, number.value].sort();
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
