/** What was started, stopped again: in reverse order, each whatever becomes of the others. */

export interface CleanUp {
  /** Registers how to stop what has just been started. */
  add(stop: () => Promise<unknown>): void;
  run(): Promise<void>;
}

export function createCleanUp(): CleanUp {
  const stops: (() => Promise<unknown>)[] = [];
  return {
    add(stop) {
      stops.push(stop);
    },
    async run() {
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
        // The run is over; what cannot be stopped cleanly ends with the process.
        await stop().catch(() => undefined);
      }
    },
  };
}
