/** The bytes that all connections together hold in frames whose end has not come: one bound for the whole listener. */

export class PartialBytes {
  readonly #limit: number;
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a change of one connection's share; false where more is held now than may be. */
  change(bytes: number): boolean {
    this.#total += bytes;
    return bytes <= 0 || this.#total <= this.#limit;
  }
}
