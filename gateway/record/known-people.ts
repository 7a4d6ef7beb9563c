/** The people that a unit of work meets: which numbers are theirs, and what is known of them, each folded once. */
import type { PersonFact, PersonKey } from '../../mappings/fact.ts';
import type { PersonState, ValueSource } from '../../mappings/adt/resources/states.ts';
import type { Tx } from '../store/engine.ts';
import { combinePerson, type Entry, type Precedence } from './combine-person.ts';
import { personState, type PersonDraft } from './fold-person.ts';
import type { IdentityGraph } from './identity.ts';
import type { KnownNumbers } from './known-numbers.ts';
import type { MatchedChange, MatchedNumbers } from './matching/matched-numbers.ts';
import { foldPersonOf, type PersonFold } from './person-folds.ts';

/** What is said under numbers that one authority counts as one person: an entry, before anybody is matched. */
export class KnownEntries {
  readonly #tx: Tx;
  readonly #numbers: KnownNumbers;
  readonly #fresh: readonly PersonFact[];
  readonly #folds = new Map<PersonKey, PersonFold>();

  constructor(tx: Tx, numbers: KnownNumbers, fresh: readonly PersonFact[]) {
    this.#tx = tx;
    this.#numbers = numbers;
    this.#fresh = fresh;
  }

  /** @param key a number that stands by the merges, or one that was merged away: then what was said under it alone. */
  async fold(key: PersonKey): Promise<PersonFold> {
    const known = this.#folds.get(key);
    if (known !== undefined) return known;
    const { after } = await this.#numbers.around([key]);
    const fold = await foldPersonOf(this.#tx, key, after, this.#fresh);
    this.#folds.set(key, fold);
    return fold;
  }

  /** Whether the source took its entry of a person back. */
  async isDeleted(key: PersonKey): Promise<boolean> {
    return (await this.fold(key)).after?.deleted === true;
  }
}

interface Person {
  readonly fold: PersonFold;
  readonly sources: readonly ValueSource[];
}

export class KnownPeople {
  readonly #entries: KnownEntries;
  readonly #numbers: MatchedNumbers;
  readonly #precedence: Precedence;
  readonly #people = new Map<PersonKey, Person>();

  constructor(entries: KnownEntries, numbers: MatchedNumbers, precedence: Precedence) {
    this.#entries = entries;
    this.#numbers = numbers;
    this.#precedence = precedence;
  }

  /** Who is who around these numbers and those met before. @throws TooManyNumbersError */
  around(keys: readonly PersonKey[]): Promise<MatchedChange> {
    return this.#numbers.around(keys);
  }

  /** @param key of a person, then all that is known of them; or a number that another one stands for, then its own. */
  async fold(key: PersonKey): Promise<PersonFold> {
    return (await this.#person(key)).fold;
  }

  /** The person as this number stands for them: a root, or one that was merged away. Undefined where nothing is known. */
  async state(key: PersonKey): Promise<PersonState | undefined> {
    const { after, merged } = await this.around([key]);
    const { fold, sources } = await this.#person(key);
    const { after: draft } = fold;
    const root = after.rootOf(key);
    // An entry that was found to be another's has no Patient of its own: what it says is said there.
    if (root !== key && merged.rootOf(key) === key) return undefined;
    const numbered = root !== key || merged.membersOf(key).length > 1;
    if (draft === undefined && !numbered) return undefined;
    const own = personState(key, draft, after);
    const state: PersonState = sources.length === 0 ? own : { ...own, sources };
    if (root === key) return state;
    // Whoever protects the survivor protects what is left under the retired number.
    const survivor = (await this.fold(root)).after?.data;
    const discretion = [
      ...new Set([...(state.data.discretion ?? []), ...(survivor?.discretion ?? [])]),
    ].sort();
    return {
      ...state,
      data: {
        ...state.data,
        ...(survivor?.restricted === true ? { restricted: true as const } : {}),
        ...(discretion.length === 0 ? {} : { discretion }),
      },
    };
  }

  /** The numbers under which something stands of a person: an entry that was taken back says nothing any more. */
  async standingNumbers(root: PersonKey): Promise<readonly PersonKey[]> {
    const { after, merged } = await this.around([root]);
    const standing: PersonKey[] = [];
    for (const key of after.membersOf(root))
      if (!(await this.#entries.isDeleted(merged.rootOf(key)))) standing.push(key);
    return standing;
  }

  async #person(key: PersonKey): Promise<Person> {
    const known = this.#people.get(key);
    if (known !== undefined) return known;
    const { after, merged, links } = await this.around([key]);
    const own = await this.#entries.fold(key);
    const others = after.rootOf(key) === key ? links.filter(({ anchor }) => anchor === key) : [];
    const person =
      others.length === 0
        ? { fold: own, sources: [] }
        : await this.#combined(
            key,
            own,
            others.map((l) => l.person),
            merged,
          );
    this.#people.set(key, person);
    return person;
  }

  async #combined(
    key: PersonKey,
    own: PersonFold,
    others: readonly PersonKey[],
    merged: IdentityGraph,
  ): Promise<Person> {
    const folds = new Map([[key, own]]);
    for (const other of others.toSorted()) folds.set(other, await this.#entries.fold(merged.rootOf(other)));
    const of = (which: keyof PersonFold): readonly Entry[] =>
      [...folds].flatMap(([person, fold]) => entryOf(person, fold[which]));
    const after = combinePerson(of('after'), this.#precedence);
    return {
      fold: { before: combinePerson(of('before'), this.#precedence)?.draft, after: after?.draft },
      sources: after?.sources ?? [],
    };
  }
}

function entryOf(person: PersonKey, draft: PersonDraft | undefined): readonly Entry[] {
  return draft === undefined ? [] : [{ person, draft }];
}
