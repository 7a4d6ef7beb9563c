/** The part of a long input that is still needed, addressed by positions counted from the start of the input. */
export class ByteWindow {
  #bytes = new Uint8Array(0);
  /** Position of #bytes[0]. */
  #origin = 0;
  #end = 0;

  /** Behind the last byte that came. */
  get end(): number {
    return this.#end;
  }

  /**
   * Adds `piece`, which is copied. Time is linear in all that is added.
   * @param keepFrom what lies before it may be forgotten.
   */
  append(piece: Uint8Array, keepFrom: number): void {
    if (this.#end - this.#origin + piece.length > this.#bytes.length) {
      const kept = this.#bytes.subarray(keepFrom - this.#origin, this.#end - this.#origin);
      const size = kept.length + piece.length;
      const room =
        size > this.#bytes.length ? new Uint8Array(Math.max(size, this.#bytes.length * 2)) : this.#bytes;
      room.set(kept);
      this.#bytes = room;
      this.#origin = keepFrom;
    }
    this.#bytes.set(piece, this.#end - this.#origin);
    this.#end += piece.length;
  }

  /** -1 behind the end. */
  at(position: number): number {
    return position < this.#end ? (this.#bytes[position - this.#origin] ?? -1) : -1;
  }

  /** The first position from `position` on that holds a control character (below 0x20), or the end. */
  controlFrom(position: number): number {
    const bytes = this.#bytes;
    const end = this.#end - this.#origin;
    let index = position - this.#origin;
    while (index < end && (bytes[index] ?? 0) >= 0x20) index += 1;
    return index + this.#origin;
  }

  /** A copy of the bytes from `from` up to `to`. */
  copy(from: number, to: number): Uint8Array {
    return this.#bytes.slice(from - this.#origin, Math.min(to, this.#end) - this.#origin);
  }

  /** The same as text, one character a byte. */
  text(from: number, to: number): string {
    return Buffer.from(this.copy(from, to)).toString('latin1');
  }
}
