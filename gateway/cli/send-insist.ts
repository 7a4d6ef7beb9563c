/**
 * A message that is never answered must not hold up a run for ever: the gateway closes the connection on a message that is
 * too large or whose MSH cannot be read, and on every attempt. But it also closes it where it cannot store anything, so
 * that one attempt says nothing of the message, and several such messages in a row say more of the gateway.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { SendConnection } from './send-connection.ts';
import type { Outcome } from './send-one.ts';

/** Attempts of one message in one run. */
const ATTEMPTS = 3;
/** For a store that is busy for a moment. */
const PAUSE_MS = 1000;
/** Messages in a row that are given up in one run; at one more, the gateway is at fault and the run stops. */
const MOST_IN_A_ROW = 3;

export interface Insistence {
  /**
   * Sends a message up to three times. Without an answer it is then refused, or, after other such messages in a row,
   * unanswered; it is unanswered as well where the run is interrupted meanwhile.
   * @throws CliError where no connection can be had.
   */
  deliver(message: Uint8Array): Promise<Outcome>;
}

/** @param pauseMs between two attempts. */
export function insistOn(connection: SendConnection, signal: AbortSignal, pauseMs = PAUSE_MS): Insistence {
  let inARow = 0;
  return {
    async deliver(message) {
      let outcome = await connection.deliver(message);
      for (let attempt = 2; outcome.kind === 'unanswered' && attempt <= ATTEMPTS; attempt++) {
        // An interruption ends the pause by a rejection; what it asks for is seen next.
        await pause(pauseMs, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return outcome;
        outcome = await connection.deliver(message);
      }
      if (outcome.kind !== 'unanswered') {
        if (outcome.kind !== 'unsendable') inARow = 0;
        return outcome;
      }
      if (inARow >= MOST_IN_A_ROW) return outcome;
      inARow += 1;
      const why = outcome.failure === 'closed' ? 'the gateway closed the connection' : outcome.text;
      return { ...outcome, kind: 'refused', text: `no answer: ${why}` };
    },
  };
}
