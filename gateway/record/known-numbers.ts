/** The numbers that a unit of work meets, of people or of visits, and what is merged around them: read as they are met. */
import type { IdentityFact } from '../../mappings/fact.ts';
import type { Tx } from '../store/engine.ts';
import { identityAround, type IdentityChange } from './identity-rows.ts';

export class KnownNumbers {
  readonly #tx: Tx;
  readonly #of: IdentityFact['of'];
  readonly #sourceMessageId: string;
  readonly #removed: readonly IdentityFact[];
  readonly #keys = new Set<string>();
  #change: IdentityChange | undefined;

  /** @param removed statements of the message that stood before and were taken out. */
  constructor(tx: Tx, of: IdentityFact['of'], sourceMessageId: string, removed: readonly IdentityFact[]) {
    this.#tx = tx;
    this.#of = of;
    this.#sourceMessageId = sourceMessageId;
    this.#removed = removed.filter((fact) => fact.of === of);
  }

  /** The merges around these numbers and those asked for before. @throws TooManyNumbersError */
  async around(keys: readonly string[]): Promise<IdentityChange> {
    const unknown = keys.filter((key) => !this.#keys.has(key));
    if (this.#change !== undefined && unknown.length === 0) return this.#change;
    for (const key of unknown) this.#keys.add(key);
    this.#change = await identityAround(
      this.#tx,
      this.#of,
      [...this.#keys],
      this.#sourceMessageId,
      this.#removed,
    );
    return this.#change;
  }
}
