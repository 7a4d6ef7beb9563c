/** Plays the simulated day over MLLP: each message at its time, so many times faster than life. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_SECONDS, type DayMessage } from '../borough/day.ts';
import type { MllpSender } from './mllp-sender.ts';

export interface PlayOptions {
  /** Simulated seconds a second. */
  readonly speed: number;
  readonly sender: MllpSender;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Called as each message leaves. */
  readonly onSent: (message: DayMessage) => void;
  /** Called often, with the time of the simulated day in seconds. */
  readonly onTime: (seconds: number) => void;
}

/** So many unanswered messages that the receiver is behind: wait for it. */
const MOST_IN_FLIGHT = 500;
const TICK_MS = 50;

/** Resolves when the day is over and every message is answered; rejects where one could not be delivered, or on abort. */
export async function playDay(messages: readonly DayMessage[], options: PlayOptions): Promise<void> {
  const started = options.now();
  const simulated = (): number => ((options.now() - started) * options.speed) / 1000;
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for (const message of messages) {
    await waitUntil(message.at, simulated, options);
    if (inFlight.size >= MOST_IN_FLIGHT) await Promise.race(inFlight);
    const sending = options.sender
      .send(message.controlId, message.text, Number(message.localNumber), () => {
        options.onSent(message);
      })
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => inFlight.delete(sending));
    inFlight.add(sending);
    if (failures.length > 0) break;
  }
  await Promise.all(inFlight);
  if (failures.length > 0) throw failures[0];
  await waitUntil(DAY_SECONDS, simulated, options);
}

async function waitUntil(second: number, simulated: () => number, options: PlayOptions): Promise<void> {
  for (;;) {
    options.signal.throwIfAborted();
    const present = simulated();
    options.onTime(Math.min(present, DAY_SECONDS));
    const wait = ((second - present) / options.speed) * 1000;
    if (wait <= 0) return;
    await sleep(Math.min(wait, TICK_MS), undefined, { signal: options.signal });
  }
}
