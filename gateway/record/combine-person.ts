/**
 * One person's demographics from all who know them: for each group of fields the source that the place trusts most for
 * it, of equals the one whose value is the more recent. What the others say stands beside it. Design section 3.
 */
import type { Identifier } from '@medplum/fhirtypes';
import { NHS_NUMBER } from '../../conformance/systems.ts';
import { verificationStatus } from '../../mappings/adt/segments/pid-identifiers.ts';
import type { PersonData, PersonKey } from '../../mappings/fact.ts';
import type { ValueSource } from '../../mappings/adt/resources/states.ts';
import { DEMOGRAPHIC_GROUPS, GROUPS, type DemographicGroup } from './demographic-groups.ts';
import type { PersonDraft, PersonField, Said } from './fold-person.ts';
import { isDifferent } from './value-difference.ts';

/** The kinds of sources of people that a place has. */
export type SourceKind = 'hospital' | 'gp' | 'council';

export interface PersonSource {
  readonly kind: SourceKind;
  /** Of the organisation, for people: `Clifton Medical Centre`. */
  readonly name: string;
}

/** How the place weighs its sources. */
export interface Precedence {
  readonly sourceOf: (person: PersonKey) => PersonSource;
  /** Whose entry stands for a person whom several know: the lower. */
  readonly standing: (person: PersonKey) => number;
  /** 0 for the source that is believed first. */
  readonly rank: (group: DemographicGroup, kind: SourceKind) => number;
}

export interface Entry {
  readonly person: PersonKey;
  readonly draft: PersonDraft;
}

export interface Combined {
  readonly draft: PersonDraft;
  /** Of each group that anybody states: whose value stands, and what others say instead. */
  readonly sources: readonly ValueSource[];
}

/** @param entries of one person, the one that stands for the others first. */
export function combinePerson(entries: readonly Entry[], precedence: Precedence): Combined | undefined {
  const standing = entries.filter(({ draft }) => !draft.deleted);
  const [first] = standing.length > 0 ? standing : entries;
  if (first === undefined) return undefined;
  const from = standing.length > 0 ? standing : entries;
  if (from.length === 1) return { draft: first.draft, sources: [] };
  const draft: PersonDraft = {
    ...first.draft,
    stamp: latest(from, ({ draft: d }) => d.stamp).draft.stamp,
    source: latest(from, ({ draft: d }) => d.source.stamp).draft.source,
    data: { ...discretionOf(from), identifiers: identifiersOf(from) },
    said: {},
    formerNhsNumbers: formerOf(from),
  };
  const sources: ValueSource[] = [];
  let practiceOf: Entry | undefined;
  let deathOf: Entry | undefined;
  for (const group of DEMOGRAPHIC_GROUPS) {
    const stated = from.filter((entry) => saidOf(entry, group) !== undefined);
    const [chosen, ...others] = stated.toSorted(
      (a, b) =>
        precedence.rank(group, precedence.sourceOf(a.person).kind) -
          precedence.rank(group, precedence.sourceOf(b.person).kind) ||
        -order(saidOf(a, group)?.instant ?? '', saidOf(b, group)?.instant ?? '') ||
        order(a.person, b.person),
    );
    if (chosen === undefined) continue;
    for (const field of GROUPS[group]) copy(draft, chosen.draft, field);
    if (group === 'practice') practiceOf = chosen;
    if (group === 'deceased') deathOf = chosen;
    sources.push(valueSource(group, chosen, others, precedence));
  }
  draft.practiceSince = practiceOf?.draft.practiceSince;
  draft.death = deathOf?.draft.death;
  draft.notDead = (deathOf ?? from.find(({ draft: d }) => d.notDead !== undefined))?.draft.notDead;
  return { draft, sources };
}

function copy(to: PersonDraft, from: PersonDraft, field: PersonField): void {
  if (from.data[field] === undefined) return;
  Object.assign(to.data, { [field]: from.data[field] });
  const said = from.said[field];
  if (said !== undefined) to.said[field] = said;
}

/** The last of a group's fields that is known. */
function saidOf({ draft }: Entry, group: DemographicGroup): Said | undefined {
  let last: Said | undefined;
  for (const field of GROUPS[group]) {
    const said = draft.said[field];
    if (said !== undefined && (last === undefined || said.stamp > last.stamp)) last = said;
  }
  return last;
}

function valueSource(
  group: DemographicGroup,
  chosen: Entry,
  others: readonly Entry[],
  { sourceOf }: Precedence,
): ValueSource {
  const said = saidOf(chosen, group);
  const differing = others.filter((other) => isDifferent(group, chosen.draft.data, other.draft.data));
  return {
    group,
    source: sourceOf(chosen.person).name,
    ...(said === undefined ? {} : { since: said.dateTime, sourceMessageId: said.messageId }),
    different: differing.map((other) => {
      const text = textOf(group, other.draft.data);
      return { source: sourceOf(other.person).name, ...(text === undefined ? {} : { text }) };
    }),
  };
}

/** The other value in words, for the groups of which people want to know. */
function textOf(group: DemographicGroup, data: PersonData): string | undefined {
  const [name] = data.name ?? [];
  const [address] = data.address ?? [];
  switch (group) {
    case 'name':
      return name === undefined ? undefined : [...(name.given ?? []), name.family ?? ''].join(' ').trim();
    case 'birthDate':
      return data.birthDate ?? undefined;
    case 'gender':
      return data.gender ?? undefined;
    case 'address':
      return address === undefined
        ? undefined
        : (address.text ??
            [...(address.line ?? []), address.city ?? '', address.postalCode ?? '']
              .filter((part) => part !== '')
              .join(', '));
    case 'practice':
      return data.practice?.ods;
    case 'deceased':
      return (
        data.deathTime ?? (data.deathIndicator == null ? undefined : data.deathIndicator ? 'dead' : 'alive')
      );
    default:
      return undefined;
  }
}

/** Marks that anybody set stand for all. */
function discretionOf(entries: readonly Entry[]): Pick<PersonData, 'restricted' | 'discretion'> {
  const marks = [...new Set(entries.flatMap(({ draft }) => draft.data.discretion ?? []))].sort();
  return {
    ...(entries.some(({ draft }) => draft.data.restricted === true) ? { restricted: true as const } : {}),
    ...(marks.length === 0 ? {} : { discretion: marks }),
  };
}

/** All numbers of all; one NHS number, a verified one before others. */
function identifiersOf(entries: readonly Entry[]): readonly Identifier[] {
  const found = new Map<string, Identifier>();
  const numbers = entries.flatMap(({ draft }) =>
    draft.data.identifiers.filter(({ system }) => system === NHS_NUMBER),
  );
  const nhs = numbers.find((number) => verificationStatus(number) === '01') ?? numbers[0];
  for (const { draft } of entries) {
    for (const identifier of draft.data.identifiers) {
      if (identifier.system === NHS_NUMBER && identifier !== nhs) continue;
      const key = `${identifier.system ?? ''}|${identifier.value ?? ''}`;
      if (!found.has(key)) found.set(key, identifier);
    }
  }
  return [...found.values()];
}

function formerOf(entries: readonly Entry[]): readonly string[] {
  const verified = entries.flatMap(({ draft }) =>
    draft.data.identifiers.flatMap((i) =>
      i.system === NHS_NUMBER && i.value !== undefined && verificationStatus(i) === '01' ? i.value : [],
    ),
  );
  return [...new Set([...entries.flatMap(({ draft }) => draft.formerNhsNumbers ?? []), ...verified])].sort();
}

function latest(entries: readonly Entry[], by: (entry: Entry) => string): Entry {
  return entries.reduce((a, b) => (by(b) > by(a) ? b : a));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
