/**
 * Who of several entries are one person, and which of them stands for all: a pure function of what is known of each and
 * of what people decided, whatever the order of arrival.
 */
import type { PersonKey } from '../../../mappings/fact.ts';
import { compare, type Comparison } from './compare.ts';
import { isBare, type MatchEvidence } from './evidence.ts';

/** What somebody decided of a pair; the last word on it stands. */
export interface Decision {
  readonly a: PersonKey;
  readonly b: PersonKey;
  readonly same: boolean;
  readonly stamp: string;
  readonly sourceMessageId: string;
}

/** That an entry belongs to the person for whom another one stands. */
export interface Link {
  readonly person: PersonKey;
  readonly anchor: PersonKey;
  readonly rule: Comparison['rule'];
  readonly reasons: readonly string[];
  readonly differences: readonly string[];
  /** The statement by which it came to be so. */
  readonly by: { readonly stamp: string; readonly sourceMessageId: string };
}

/** @param rank of a source: lower stands for the others. */
export function clusters(
  entries: readonly MatchEvidence[],
  decisions: readonly Decision[],
  rank: (person: PersonKey) => number,
): readonly Link[] {
  const sorted = entries.toSorted((a, b) => rank(a.person) - rank(b.person) || order(a.person, b.person));
  const waiting = sorted.filter((entry) => !isBare(entry));
  const links: Link[] = [];
  const people: MatchEvidence[][] = [];
  while (waiting.length > 0) {
    const anchor = waiting.shift();
    if (anchor === undefined) break;
    const joined = [anchor];
    // Until nobody more joins: a decision may join one by way of another.
    for (let i = 0; i < waiting.length;) {
      const entry = waiting[i];
      const link = entry === undefined ? undefined : linkOf(anchor, joined, entry, decisions);
      if (entry === undefined || link === undefined) {
        i++;
        continue;
      }
      waiting.splice(i, 1);
      joined.push(entry);
      links.push(link);
      i = 0;
    }
    people.push(joined);
  }
  // Of two people who share a number, a number alone is neither's.
  for (const entry of sorted.filter(isBare)) {
    const found = people.flatMap((joined) => {
      const [anchor] = joined;
      const link = anchor === undefined ? undefined : linkOf(anchor, joined, entry, decisions);
      return link === undefined ? [] : [{ joined, link }];
    });
    const [only, ...others] = found.toSorted((a, b) => Number(isDecided(b.link)) - Number(isDecided(a.link)));
    if (only === undefined || (others.length > 0 && !isDecided(only.link))) {
      people.push([entry]);
      continue;
    }
    links.push(only.link);
    only.joined.push(entry);
  }
  return links;
}

function isDecided({ rule }: Link): boolean {
  return rule === 'decided';
}

function linkOf(
  anchor: MatchEvidence,
  joined: readonly MatchEvidence[],
  entry: MatchEvidence,
  decisions: readonly Decision[],
): Link | undefined {
  const about = joined.flatMap(({ person }) => decisionOn(person, entry.person, decisions) ?? []);
  if (about.some(({ same }) => !same)) return undefined;
  const [decided] = about.toSorted((a, b) => order(a.stamp, b.stamp));
  const compared = compare(anchor, entry);
  if (decided !== undefined) {
    const { reasons, differences } = compared;
    const { stamp, sourceMessageId } = decided;
    return {
      person: entry.person,
      anchor: anchor.person,
      rule: 'decided',
      reasons,
      differences,
      by: { stamp, sourceMessageId },
    };
  }
  if (compared.outcome !== 'same') return undefined;
  // Two who are joined to a third must not be two by what is known of each other.
  if (joined.some((other) => other !== anchor && isContradiction(compare(other, entry)))) return undefined;
  const last =
    [anchor.source, entry.source].toSorted((a, b) => order(a.stamp, b.stamp)).at(-1) ?? entry.source;
  const { rule, reasons, differences } = compared;
  return {
    person: entry.person,
    anchor: anchor.person,
    rule,
    reasons,
    differences,
    by: { stamp: last.stamp, sourceMessageId: last.messageId },
  };
}

function isContradiction({ outcome, rule }: Comparison): boolean {
  return outcome === 'candidate' && rule === 'M2';
}

/** The last word on a pair. */
export function decisionOn(a: PersonKey, b: PersonKey, decisions: readonly Decision[]): Decision | undefined {
  return decisions
    .filter((d) => (d.a === a && d.b === b) || (d.a === b && d.b === a))
    .toSorted((x, y) => order(x.stamp, y.stamp))
    .at(-1);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
