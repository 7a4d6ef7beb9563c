/** Time that a test moves: a clock and a scheduler that stand still until they are told otherwise. */
import type { Clock } from '../../clock.ts';
import type { Scheduler } from '../scheduler.ts';

export class VirtualTime implements Clock, Scheduler {
  #now = Date.parse('2026-03-02T09:00:00.000Z');
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  now(): Date {
    return new Date(this.#now);
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on and rings what is due, in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
  }

  /** Milliseconds until the timers that wait, shortest first. */
  waits(): number[] {
    return this.#timers.map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }
}
