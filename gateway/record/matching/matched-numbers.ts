/** Merges of numbers, and over them who was found to be the same person: what the record asks for people by. */
import type { PersonKey } from '../../../mappings/fact.ts';
import type { Tx } from '../../store/engine.ts';
import type { IdentityChange } from '../identity-rows.ts';
import type { IdentityGraph, Statement } from '../identity.ts';
import type { KnownNumbers } from '../known-numbers.ts';
import type { Link } from './cluster.ts';
import { linksAround } from './match-rows.ts';
import type { SettledMatches } from './settle-matches.ts';

export interface MatchedChange extends IdentityChange {
  /** The merges alone, as they stand now. */
  readonly merged: IdentityGraph;
  /** Who belongs to whom, as it stands now. */
  readonly links: readonly Link[];
}

export class MatchedNumbers {
  readonly #tx: Tx;
  readonly #numbers: KnownNumbers;
  readonly #settled: SettledMatches;
  readonly #keys = new Set<PersonKey>();
  #change: MatchedChange | undefined;

  /** @param settled what this unit of work decided: of all others the links stand as stored. */
  constructor(tx: Tx, numbers: KnownNumbers, settled: SettledMatches) {
    this.#tx = tx;
    this.#numbers = numbers;
    this.#settled = settled;
  }

  /** The people around these numbers and those asked for before. @throws TooManyNumbersError */
  async around(keys: readonly PersonKey[]): Promise<MatchedChange> {
    const unknown = keys.filter((key) => !this.#keys.has(key));
    if (this.#change !== undefined && unknown.length === 0) return this.#change;
    for (const key of unknown) this.#keys.add(key);
    const merges = await this.#numbers.around([...this.#keys]);
    const { entries, before, after } = this.#settled;
    const own = new Set(entries);
    const roots = new Set(
      [...this.#keys, ...entries].flatMap((key) => [merges.before.rootOf(key), merges.after.rootOf(key)]),
    );
    const stored = (await linksAround(this.#tx, [...roots])).filter(({ person }) => !own.has(person));
    const links = [...stored, ...after];
    // Numbers that were merged into the others of the same person.
    const all = await this.#numbers.around(
      [...stored, ...before, ...after].flatMap(({ person, anchor }) => [person, anchor]),
    );
    const graphs = {
      before: withLinks(all.before, [...stored, ...before]),
      after: withLinks(all.after, links),
    };
    const moved = entries.filter(
      (key) =>
        graphs.before.rootOf(key) !== graphs.after.rootOf(key) ||
        graphs.before.rootChangeOf(key)?.stamp !== graphs.after.rootChangeOf(key)?.stamp ||
        graphs.before.changeOf(key)?.stamp !== graphs.after.changeOf(key)?.stamp,
    );
    const changed = new Set([...all.changed, ...moved.flatMap((key) => [key, ...all.after.membersOf(key)])]);
    this.#change = { ...all, ...graphs, changed: [...changed], merged: all.after, links };
    return this.#change;
  }
}

/** The merges, with entries that were found to be the same person under the one that stands for them. */
export function withLinks(merges: IdentityGraph, links: readonly Link[]): IdentityGraph {
  if (links.length === 0) return merges;
  const linkOf = new Map(links.map((link) => [link.person, link]));
  const joined = new Map<PersonKey, Link[]>();
  for (const link of links) joined.set(link.anchor, [...(joined.get(link.anchor) ?? []), link]);
  const rootOf = (key: PersonKey): PersonKey => {
    const root = merges.rootOf(key);
    return linkOf.get(root)?.anchor ?? root;
  };
  const own = (root: PersonKey): readonly Link[] =>
    (joined.get(root) ?? []).toSorted((a, b) => (a.person < b.person ? -1 : 1));
  return {
    rootOf,
    membersOf: (root) => [
      ...merges.membersOf(root),
      ...own(root).flatMap(({ person }) => merges.membersOf(person)),
    ],
    retirementOf: (key) => merges.retirementOf(key),
    rootChangeOf: (key) => later([merges.rootChangeOf(key), linkOf.get(merges.rootOf(key))?.by]),
    changeOf: (key) =>
      later([merges.changeOf(key), linkOf.get(key)?.by, ...(joined.get(key) ?? []).map(({ by }) => by)]),
    linkedTo: (root) => {
      const members = [root, ...own(root).map(({ person }) => person)];
      return [...new Set(members.flatMap((key) => merges.linkedTo(key)).map(rootOf))]
        .filter((other) => other !== root)
        .sort();
    },
    setAside: merges.setAside,
  };
}

function later(statements: readonly (Statement | undefined)[]): Statement | undefined {
  return statements.reduce((a, b) => (a === undefined || (b !== undefined && b.stamp > a.stamp) ? b : a));
}
