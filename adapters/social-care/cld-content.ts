/**
 * Names of a file: of its bytes (SHA-256), and of its content, which is the same for the same rows in another order. The
 * latter is the sum of the SHA-256 of all records, so that a return sent again in another order is known as the same.
 */
import { createHash, hash, type Hash } from 'node:crypto';

export interface ContentDigest {
  addBytes(bytes: Uint8Array): void;
  /** @param record without its line end. */
  addRecord(record: Uint8Array): void;
  /** Hex. */
  bytesName(): string;
  contentName(): string;
}

const WORDS = 8;

export function contentDigest(): ContentDigest {
  const bytes: Hash = createHash('sha256');
  const sum = new Uint32Array(WORDS);
  return {
    addBytes: (part) => {
      bytes.update(part);
    },
    addRecord: (record) => {
      const digest = hash('sha256', record, 'buffer');
      let carry = 0;
      for (let i = WORDS - 1; i >= 0; i--) {
        const word = (sum[i] ?? 0) + digest.readUInt32BE(i * 4) + carry;
        sum[i] = word;
        carry = word > 0xffffffff ? 1 : 0;
      }
    },
    bytesName: () => bytes.copy().digest('hex'),
    contentName: () => [...sum].map((word) => word.toString(16).padStart(8, '0')).join(''),
  };
}
