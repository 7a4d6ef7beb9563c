/**
 * How many bodies of POST /feeds/adt are held at a time, and for how long one may come in. RFC 9110 15.5.9 (408), 15.6.4
 * (503), 10.2.3 (Retry-After).
 */
import type { Response } from 'express';
import { OperationOutcomeError, refusal } from '../outcomes.ts';

export interface Slots {
  /**
   * Takes one.
   * @returns gives it back; a second call does nothing.
   * @throws OperationOutcomeError 503, with Retry-After set in `res`, where none is free.
   */
  take(res: Response): () => void;
}

/** Bodies are read and stored in milliseconds: in so many seconds there is a free slot, unless senders are stuck. */
const RETRY_AFTER_SECONDS = 5;

/** @param what they are, in the plural. */
export function createSlots(size: number, what: string): Slots {
  let taken = 0;
  return {
    take(res) {
      if (taken >= size) {
        res.setHeader('Retry-After', RETRY_AFTER_SECONDS);
        const text = `${size} ${what} are being taken at present, and no more at a time; send it again in some seconds`;
        throw refusal('unavailable', text);
      }
      taken += 1;
      let held = true;
      return () => {
        if (held) taken -= 1;
        held = false;
      };
    },
  };
}

/** Waits for `reading` so long at most. @throws OperationOutcomeError 408, after which the connection is closed. */
export async function readWithin<T>(ms: number, res: Response, reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      // Cuts off what is still coming: the server closes the connection behind the answer.
      res.setHeader('Connection', 'close');
      reject(tooSlow(ms));
    }, ms);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(ms: number): OperationOutcomeError {
  const diagnostics = `The body did not come in within ${ms / 1000} s`;
  return new OperationOutcomeError(408, {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'timeout', diagnostics }],
  });
}
