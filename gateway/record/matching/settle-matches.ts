/**
 * Decides anew who is the same person as whom, around the entries that a unit of work touched: evidence, links and the
 * work list are brought into line with what is known. What stands is a function of all facts, not of their arrival.
 */
import type { IdentityFact, PersonKey } from '../../../mappings/fact.ts';
import type { Tx } from '../../store/engine.ts';
import { same, type PersonDraft } from '../fold-person.ts';
import { TooManyNumbersError } from '../identity-rows.ts';
import type { IdentityGraph } from '../identity.ts';
import type { KnownNumbers } from '../known-numbers.ts';
import { clusters, decisionOn, type Decision, type Link } from './cluster.ts';
import { compare } from './compare.ts';
import { evidenceOf, type MatchEvidence } from './evidence.ts';
import {
  evidenceFor,
  linksAround,
  namesakes,
  numbersOf,
  peopleByNumbers,
  writeCandidates,
  writeEvidence,
  writeLinks,
  type Candidate,
} from './match-rows.ts';

/** Nobody is known under more entries that share a number. */
const MOST_ENTRIES = 200;

export interface MatchContext {
  readonly numbers: KnownNumbers;
  /** What is said under the numbers of one entry, by the merges that stand now. */
  readonly draftOf: (root: PersonKey) => Promise<PersonDraft | undefined>;
  /** Which source's entry stands for the others: the lower. */
  readonly rank: (person: PersonKey) => number;
}

export interface SettledMatches {
  /** Of the entries whose links may have changed, those of before and of now. */
  readonly entries: readonly PersonKey[];
  readonly before: readonly Link[];
  readonly after: readonly Link[];
  /** Entries that share an NHS number with another person now and did not, or no longer do. */
  readonly marked: readonly PersonKey[];
}

/** @param named the numbers that the unit of work names. @throws TooManyNumbersError */
export async function settleMatches(
  tx: Tx,
  named: readonly PersonKey[],
  context: MatchContext,
): Promise<SettledMatches> {
  const { before, after, changed, decisions } = await context.numbers.around(named);
  const keys = [...new Set([...named, ...changed])];
  const roots = new Set(keys.map((key) => after.rootOf(key)));
  const gone = [...new Set([...keys, ...keys.map((key) => before.rootOf(key))])].filter(
    (key) => !roots.has(key),
  );
  const stored = new Map((await evidenceFor(tx, [...roots, ...gone])).map((e) => [e.person, e]));
  const present: MatchEvidence[] = [];
  for (const root of roots) {
    const evidence = evidenceOf(root, await context.draftOf(root));
    if (evidence !== undefined) present.push(evidence);
  }
  const fresh = present.filter((evidence) => !same(evidence, stored.get(evidence.person)));
  const known = new Set(present.map(({ person }) => person));
  const lost = [...stored.keys()].filter((person) => !known.has(person));
  if (fresh.length === 0 && lost.length === 0 && decisions.length === 0)
    return { entries: [], before: [], after: [], marked: [] };
  await writeEvidence(tx, fresh, lost);

  const former = [...stored.values()];
  const all = await universe(tx, [...present, ...former], [...roots, ...gone], context);
  const made = await decisionsOf(all, context);
  const entries = [...new Set([...all.map(({ person }) => person), ...roots, ...gone])];
  const links = clusters(all, made, context.rank);
  const old = await linksAround(tx, entries);
  const concerned = [...new Set([...entries, ...old.map(({ person }) => person)])];
  if (!same(sorted(old), sorted(links))) await writeLinks(tx, concerned, links);
  const marked = await writeCandidates(tx, concerned, await candidatesOf(tx, all, links, made));
  return { entries: concerned, before: old, after: links, marked };
}

function sorted(links: readonly Link[]): readonly Link[] {
  return links.toSorted((a, b) => (a.person < b.person ? -1 : 1));
}

/** Everybody who shares a number, a link or a decision with these, as far as that reaches. */
async function universe(
  tx: Tx,
  evidence: readonly MatchEvidence[],
  keys: readonly PersonKey[],
  { numbers }: MatchContext,
): Promise<readonly MatchEvidence[]> {
  const found = new Map<PersonKey, MatchEvidence>();
  const asked = new Set<string>();
  const seen = new Set<PersonKey>();
  let people = [...keys];
  let shared = evidence.flatMap(numbersOf);
  while (people.length > 0 || shared.length > 0) {
    for (const number of shared) asked.add(number);
    people.push(...(await peopleByNumbers(tx, shared)));
    people.push(...(await linksAround(tx, people)).flatMap(({ person, anchor }) => [person, anchor]));
    const { after, decisions } = await numbers.around(people);
    people.push(...decisions.flatMap(({ from, into }) => [after.rootOf(from), after.rootOf(into)]));
    const fresh = [...new Set(people)].filter((person) => !seen.has(person));
    for (const person of fresh) seen.add(person);
    if (seen.size > MOST_ENTRIES) throw new TooManyNumbersError();
    const rows = await evidenceFor(tx, fresh);
    for (const row of rows) found.set(row.person, row);
    shared = [...new Set(rows.flatMap(numbersOf))].filter((number) => !asked.has(number));
    people = [];
    if (fresh.length > 0 && shared.length === 0)
      people = fresh.filter((person) => !keys.includes(person) && !found.has(person));
  }
  return [...found.values()];
}

/** What people decided, by the numbers that stand now. */
async function decisionsOf(
  all: readonly MatchEvidence[],
  { numbers }: MatchContext,
): Promise<readonly Decision[]> {
  const { after, decisions } = await numbers.around(all.map(({ person }) => person));
  return decisions.map((fact) => decision(fact, after));
}

function decision(fact: IdentityFact, merges: IdentityGraph): Decision {
  const { kind, from, into, stamp, sourceMessageId } = fact;
  return {
    a: merges.rootOf(from),
    b: merges.rootOf(into),
    same: kind === 'decided-same',
    stamp,
    sourceMessageId,
  };
}

/** Pairs that may be one person, are not, and on which nobody has decided. */
async function candidatesOf(
  tx: Tx,
  all: readonly MatchEvidence[],
  links: readonly Link[],
  decisions: readonly Decision[],
): Promise<readonly Candidate[]> {
  const anchors = new Map(links.map(({ person, anchor }) => [person, anchor]));
  const anchorOf = (person: PersonKey): PersonKey => anchors.get(person) ?? person;
  const candidates = new Map<string, Candidate>();
  for (const entry of all) {
    const alike = new Map([...all, ...(await namesakes(tx, entry))].map((other) => [other.person, other]));
    for (const other of alike.values()) {
      if (other.person === entry.person || anchorOf(other.person) === anchorOf(entry.person)) continue;
      if (decisionOn(entry.person, other.person, decisions) !== undefined) continue;
      const { outcome, ...why } = compare(entry, other);
      if (outcome === 'different') continue;
      const [a = '', b = ''] = [entry.person, other.person].sort();
      candidates.set(`${a}\n${b}`, { ...why, a, b });
    }
  }
  return [...candidates.values()];
}
