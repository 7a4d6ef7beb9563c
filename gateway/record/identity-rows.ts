/** The numbers that hang together with given ones, read from the store as far as they reach. */
import type { IdentityFact } from '../../mappings/fact.ts';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import type { Quarantine } from '../../adapters/feed.ts';
import type { Tx } from '../store/engine.ts';
import { identityFactOf, linkSubject, loadFacts, visitFactOf, visitSubject } from './fact-rows.ts';
import { identityGraph, NO_IDENTITY, type IdentityGraph } from './identity.ts';

/** No person and no visit has more numbers than this; beyond it somebody merges everybody. */
const MOST_NUMBERS = 200;

/** More numbers hang together than any one person has: the message cannot be applied. */
export class TooManyNumbersError extends Error {
  readonly quarantine: Quarantine = {
    reason: 'too-many-numbers',
    text: `more than ${MOST_NUMBERS} numbers would be one; look at the merges that lead there`,
  };

  constructor() {
    super('too many numbers hang together');
    this.name = 'TooManyNumbersError';
  }
}

export interface IdentityChange {
  readonly before: IdentityGraph;
  readonly after: IdentityGraph;
  /** Numbers whose survivor, or whose way to it, or whose last change is another now. */
  readonly changed: readonly string[];
  /** What people decided about entries that may be of one person. */
  readonly decisions: readonly IdentityFact[];
}

const UNCHANGED: IdentityChange = { before: NO_IDENTITY, after: NO_IDENTITY, changed: [], decisions: [] };

/**
 * @param sourceMessageId of the message that is being applied: its facts did not stand before.
 * @param removed statements of it that stood before and were taken out in this unit of work.
 * @throws TooManyNumbersError
 */
export async function identityAround(
  tx: Tx,
  of: IdentityFact['of'],
  keys: readonly string[],
  sourceMessageId: string,
  removed: readonly IdentityFact[] = [],
): Promise<IdentityChange> {
  const facts = await reach(tx, of, [...keys, ...removed.flatMap(({ from, into }) => [from, into])]);
  if (facts.length === 0 && removed.length === 0) return UNCHANGED;
  const openings = of === 'visit' ? await openingsOf(tx, facts) : [];
  const earlier = facts.filter((fact) => fact.sourceMessageId !== sourceMessageId);
  const after = identityGraph(facts, conflictsAmong(openings));
  const before = identityGraph(
    [...earlier, ...removed],
    conflictsAmong(openings.filter((fact) => fact.sourceMessageId !== sourceMessageId)),
  );
  const all = new Set([...facts, ...removed].flatMap(({ from, into }) => [from, into]));
  const changed = [...all].filter(
    (key) =>
      before.rootOf(key) !== after.rootOf(key) ||
      before.retirementOf(key)?.into !== after.retirementOf(key)?.into ||
      before.changeOf(key)?.stamp !== after.changeOf(key)?.stamp ||
      before.rootChangeOf(key)?.stamp !== after.rootChangeOf(key)?.stamp ||
      before.linkedTo(key).join() !== after.linkedTo(key).join(),
  );
  return { before, after, changed, decisions: facts.filter(isDecision) };
}

async function reach(
  tx: Tx,
  of: IdentityFact['of'],
  keys: readonly string[],
): Promise<readonly IdentityFact[]> {
  const facts = new Map<string, IdentityFact>();
  const seen = new Set(keys);
  for (let frontier = [...seen]; frontier.length > 0;) {
    const rows = await loadFacts(
      tx,
      frontier.map((key) => linkSubject(of, key)),
    );
    frontier = [];
    for (const row of rows) {
      const fact = identityFactOf(row);
      facts.set(`${fact.stamp}\n${fact.from}\n${fact.into}`, fact);
      for (const key of [fact.from, fact.into]) {
        if (seen.has(key)) continue;
        seen.add(key);
        frontier.push(key);
      }
    }
    requireFew([...facts.values()].filter((fact) => !isDecision(fact)));
  }
  return [...facts.values()];
}

function isDecision({ kind }: IdentityFact): boolean {
  return kind === 'decided-same' || kind === 'decided-different';
}

const OPENS = new Set(['pre-admit', 'register', 'admit', 'change-class']);

/** @throws TooManyNumbersError where more numbers hang together than any one person or visit has. */
function requireFew(facts: readonly IdentityFact[]): void {
  const together = new Map<string, Set<string>>();
  for (const { from, into } of facts) {
    const [one, other] = [together.get(from) ?? new Set([from]), together.get(into) ?? new Set([into])];
    const [more, fewer] = one.size >= other.size ? [one, other] : [other, one];
    for (const key of fewer) {
      more.add(key);
      together.set(key, more);
    }
    together.set(from, more).set(into, more);
    if (more.size > MOST_NUMBERS) throw new TooManyNumbersError();
  }
}

/** What opened the visits that were given other numbers. */
async function openingsOf(tx: Tx, facts: readonly IdentityFact[]): Promise<readonly VisitFact[]> {
  const renumbered = facts.filter((fact) => fact.kind === 'change-number');
  const keys = [...new Set(renumbered.flatMap(({ from, into }) => [from, into]))];
  const rows = await loadFacts(tx, keys.map(visitSubject));
  return rows.filter((row) => OPENS.has(row.kind)).map(visitFactOf);
}

/**
 * A visit that gets another number keeps its history. Where both numbers opened a visit of their own before that, two
 * histories would become one that nobody had: that is left to people.
 */
function conflictsAmong(openings: readonly VisitFact[]): (fact: IdentityFact) => Quarantine | undefined {
  const opened = new Map<string, string>();
  for (const { visit, effective } of openings) {
    const known = opened.get(visit);
    if (known === undefined || effective < known) opened.set(visit, effective);
  }
  return ({ kind, from, into, effective }) => {
    if (kind !== 'change-number') return undefined;
    const old = opened.get(from);
    const other = opened.get(into);
    return old !== undefined && other !== undefined && old <= effective && other < effective
      ? CONFLICT
      : undefined;
  };
}

const CONFLICT: Quarantine = {
  reason: 'conflicting-visit',
  text: 'the new visit number had a visit of its own before the change; say which is right, or merge the two (A42)',
};
