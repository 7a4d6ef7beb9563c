/** The people that a unit of work meets: which numbers are theirs, and what is known of them, each folded once. */
import type { PersonFact, PersonKey } from '../../mappings/fact.ts';
import type { PersonState } from '../../mappings/adt/resources/states.ts';
import type { Tx } from '../store/engine.ts';
import { personState } from './fold-person.ts';
import type { IdentityChange } from './identity-rows.ts';
import type { KnownNumbers } from './known-numbers.ts';
import { foldPersonOf, type PersonFold } from './person-folds.ts';

export class KnownPeople {
  readonly #tx: Tx;
  readonly #numbers: KnownNumbers;
  readonly #fresh: readonly PersonFact[];
  readonly #folds = new Map<PersonKey, PersonFold>();

  constructor(tx: Tx, numbers: KnownNumbers, fresh: readonly PersonFact[]) {
    this.#tx = tx;
    this.#numbers = numbers;
    this.#fresh = fresh;
  }

  /** The merges around these numbers and those met before. @throws TooManyNumbersError */
  around(keys: readonly PersonKey[]): Promise<IdentityChange> {
    return this.#numbers.around(keys);
  }

  async fold(key: PersonKey): Promise<PersonFold> {
    const known = this.#folds.get(key);
    if (known !== undefined) return known;
    const { after } = await this.around([key]);
    const fold = await foldPersonOf(this.#tx, key, after, this.#fresh);
    this.#folds.set(key, fold);
    return fold;
  }

  /** The person as this number stands for them: a root, or one that was merged away. Undefined where nothing is known. */
  async state(key: PersonKey): Promise<PersonState | undefined> {
    const { after } = await this.around([key]);
    const { after: draft } = await this.fold(key);
    const root = after.rootOf(key);
    const merged = root !== key || after.membersOf(key).length > 1;
    if (draft === undefined && !merged) return undefined;
    const state = personState(key, draft, after);
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
}
