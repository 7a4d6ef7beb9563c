/** Timers as the delivery lanes see them; injected, so that tests need no waiting. */

export interface Scheduler {
  /** Runs once after `ms` milliseconds of real (monotonic) time; returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** The longest wait that a Node timer takes, with room to spare. */
export const LONGEST_WAIT_MS = 24 * 3_600_000;

export const systemScheduler: Scheduler = {
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), LONGEST_WAIT_MS));
    return () => {
      clearTimeout(timer);
    };
  },
};
