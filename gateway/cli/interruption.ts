/** Ctrl-C (SIGINT) as a signal that a command can heed at a good moment. A second one ends the process at once. */

export interface Interruption {
  readonly signal: AbortSignal;
  /** Stops listening. */
  release(): void;
}

/** Listens from now on. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const interrupt = (): void => {
    controller.abort();
    // A silent standard input would otherwise keep the process waiting.
    process.stdin.destroy();
  };
  process.once('SIGINT', interrupt);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', interrupt);
    },
  };
}
