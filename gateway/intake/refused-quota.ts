/**
 * How much is kept a day of what nobody is configured to send: messages of unknown senders, frames without a header or
 * cut short. What is refused is recorded (promise 5), but whoever can connect must not be able to fill the disk.
 *
 * Beyond the bound the answer is the same, and nothing is written. The count begins anew with each day (UTC) and with
 * each start of the process.
 */

/** What a row of the journal and its index entries take beside the bytes of the message. */
const ROW_BYTES = 1024;

export interface RefusedQuota {
  /** Whether a message of so many bytes is kept still; it is counted if so. */
  admits(bytes: number, now: Date): boolean;
}

/**
 * @param maxBytes a day; 0: nothing is kept.
 * @param onFull told once a day, when the first message is not kept.
 */
export function createRefusedQuota(maxBytes: number, onFull: () => void): RefusedQuota {
  let day = '';
  let kept = 0;
  let full = false;
  return {
    admits(bytes, now) {
      const today = now.toISOString().slice(0, 10);
      if (today !== day) {
        day = today;
        kept = 0;
        full = false;
      }
      const needed = kept + bytes + ROW_BYTES;
      if (needed <= maxBytes) {
        kept = needed;
        return true;
      }
      if (!full) onFull();
      full = true;
      return false;
    },
  };
}
