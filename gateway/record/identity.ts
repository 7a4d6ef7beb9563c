/**
 * Which numbers are one person, or one visit: the standing merges as a pure function of all statements about numbers,
 * in the total order of facts. HL7 v2.4 3.3.34-3.3.51 and 3.6.2; a merge that would make a number its own survivor does
 * not stand, and neither does one that would make two visits with histories of their own into one by renumbering.
 */
import type { IdentityFact } from '../../mappings/fact.ts';
import type { Quarantine } from '../../adapters/feed.ts';

/** A message's word, with its place in the total order. */
export interface Statement {
  readonly stamp: string;
  readonly sourceMessageId: string;
}

export interface Retirement extends Statement {
  readonly into: string;
}

/** A statement that does not stand, with the reason for the operator. */
export interface SetAside {
  readonly fact: IdentityFact;
  readonly quarantine: Quarantine;
}

export interface IdentityGraph {
  /** The number that stands for this one: itself, unless it was retired. */
  rootOf(key: string): string;
  /** All numbers that a root stands for, itself first, the others in the order of their names. */
  membersOf(root: string): readonly string[];
  /** By which merge a number was retired; undefined for one that stands. */
  retirementOf(key: string): Retirement | undefined;
  /** The last statement by which a number came to stand for itself or for another one than before. */
  rootChangeOf(key: string): Statement | undefined;
  /** The last statement that changed which numbers are merged into this one, which it was merged into, or its links. */
  changeOf(key: string): Statement | undefined;
  /** Roots that were said to belong together with this one (A24). */
  linkedTo(root: string): readonly string[];
  readonly setAside: readonly SetAside[];
}

/** The answer where nothing was ever said of any number. */
export const NO_IDENTITY: IdentityGraph = {
  rootOf: (key) => key,
  membersOf: (root) => [root],
  retirementOf: () => undefined,
  rootChangeOf: () => undefined,
  changeOf: () => undefined,
  linkedTo: () => [],
  setAside: [],
};

/**
 * @param facts statements about numbers, in any order, each as often as one likes.
 * @param conflicts why a statement cannot stand beside what else is known; undefined where it can.
 */
export function identityGraph(
  facts: readonly IdentityFact[],
  conflicts: (fact: IdentityFact) => Quarantine | undefined = () => undefined,
): IdentityGraph {
  if (facts.length === 0) return NO_IDENTITY;
  const retired = new Map<string, Retirement>();
  const links = new Set<string>();
  const setAside: SetAside[] = [];
  const rootOf = (key: string): string => {
    let root = key;
    for (let next = retired.get(root); next !== undefined; next = retired.get(root)) root = next.into;
    return root;
  };
  const rootChanges = new Map<string, Statement>();
  const changes = new Map<string, Statement>();
  /** Notes what a statement changed of the numbers that it is about, and of those that are merged into them. */
  const noting = (keys: readonly string[], by: Statement, change: () => void): void => {
    const all = new Set([...keys, ...retired.keys()]);
    const before = new Map([...all].map((key) => [key, rootOf(key)]));
    change();
    for (const [key, root] of before) {
      if (rootOf(key) === root) continue;
      rootChanges.set(key, by);
      for (const about of [key, root, rootOf(key)]) changes.set(about, by);
    }
  };
  for (const fact of inOrder(facts)) {
    // Decisions on who is the same join entries and retire no number: matching reads them.
    if (fact.kind === 'decided-same' || fact.kind === 'decided-different') continue;
    const { from, into, stamp, sourceMessageId } = fact;
    const by: Statement = { stamp, sourceMessageId };
    switch (fact.kind) {
      case 'merge':
      case 'change-number': {
        // Told again: the first telling stands.
        if (retired.get(from)?.into === into) continue;
        const quarantine = reaches(retired, into, from) ? CIRCULAR : conflicts(fact);
        if (quarantine !== undefined) setAside.push({ fact, quarantine });
        else noting([from, into], by, () => retired.set(from, { into, ...by }));
        continue;
      }
      case 'link':
        links.add(pair(from, into));
        for (const key of [from, into]) changes.set(rootOf(key), by);
        continue;
      case 'unlink':
        if (links.delete(pair(from, into))) for (const key of [from, into]) changes.set(rootOf(key), by);
        noting([from, into], by, () => {
          unmerge(retired, rootOf, from, into);
        });
    }
  }
  const members = new Map<string, string[]>();
  for (const key of retired.keys()) members.set(rootOf(key), [...(members.get(rootOf(key)) ?? []), key]);
  for (const list of members.values()) list.sort();
  const linked = new Map<string, Set<string>>();
  for (const link of links) {
    const [a = '', b = ''] = link.split('\n').map(rootOf);
    if (a === b) continue;
    linked.set(a, (linked.get(a) ?? new Set()).add(b));
    linked.set(b, (linked.get(b) ?? new Set()).add(a));
  }
  const membersOf = (root: string): readonly string[] => [root, ...(members.get(root) ?? [])];
  return {
    rootOf,
    membersOf,
    retirementOf: (key) => retired.get(key),
    rootChangeOf: (key) => rootChanges.get(key),
    changeOf: (key) => changes.get(key),
    linkedTo: (root) => [...(linked.get(root) ?? [])].sort(),
    setAside,
  };
}

const CIRCULAR: Quarantine = {
  reason: 'circular-merge',
  text: 'the number that is to survive was itself merged into the one that is to be retired; if that merge was wrong, undo it (A37) and send this one as a new message',
};

function inOrder(facts: readonly IdentityFact[]): readonly IdentityFact[] {
  const distinct = new Map(facts.map((fact) => [`${fact.stamp}\n${fact.from}\n${fact.into}`, fact]));
  return [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact);
}

function reaches(retired: ReadonlyMap<string, Retirement>, from: string, to: string): boolean {
  for (let key: string | undefined = from; key !== undefined; key = retired.get(key)?.into) {
    if (key === to) return true;
  }
  return false;
}

/** Whichever of the two stands for the other no longer does; a merge by way of a third number is undone where it began. */
function unmerge(
  retired: Map<string, Retirement>,
  rootOf: (key: string) => string,
  a: string,
  b: string,
): void {
  if (retired.get(a)?.into === b) retired.delete(a);
  else if (retired.get(b)?.into === a) retired.delete(b);
  else if (rootOf(a) === b) retired.delete(a);
  else if (rootOf(b) === a) retired.delete(b);
}

function pair(a: string, b: string): string {
  return [a, b].sort().join('\n');
}
