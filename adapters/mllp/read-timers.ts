/** How long an MLLP connection may take over what it sends: to its first frame, from a frame's first byte to its end. */
import type { SplitterState } from './frame-splitter.ts';

/** How long an FS may stand without its CR before the frame counts as whole. */
const SETTLE_MS = 100;

export interface ReadTimerOptions {
  readonly readDeadlineMs: number;
  readonly firstFrameDeadlineMs: number;
  /** No more is coming for now. */
  readonly onSettle: () => void;
  readonly onDeadline: (deadline: 'read' | 'first-frame') => void;
}

export class ReadTimers {
  readonly #options: ReadTimerOptions;
  #read: NodeJS.Timeout | undefined;
  #settle: NodeJS.Timeout | undefined;
  #first: NodeJS.Timeout | undefined;
  #state: SplitterState = 'between-frames';

  constructor(options: ReadTimerOptions) {
    this.#options = options;
  }

  /** The connection is open: its first frame is awaited. One that is on its way then gets a frame's time beside. */
  start(): void {
    const { firstFrameDeadlineMs, readDeadlineMs, onDeadline } = this.#options;
    if (firstFrameDeadlineMs === 0) return;
    const close = (): void => {
      onDeadline('first-frame');
    };
    this.#first = setTimeout(() => {
      if (this.#state === 'between-frames') close();
      else this.#first = setTimeout(close, readDeadlineMs);
    }, firstFrameDeadlineMs);
  }

  /** A whole frame has come: whoever this is speaks MLLP, and may be silent for as long as it likes. */
  gotFrame(): void {
    clearTimeout(this.#first);
  }

  /**
   * @param reading whether more is read now.
   * @param fresh whether an earlier frame ended in what was just read, so that a partial one has just begun.
   */
  update(state: SplitterState, reading: boolean, fresh: boolean): void {
    this.#state = state;
    clearTimeout(this.#settle);
    if (state === 'between-frames' || !reading || fresh) {
      clearTimeout(this.#read);
      this.#read = undefined;
    }
    if (state === 'between-frames' || !reading) return;
    const { readDeadlineMs, onSettle, onDeadline } = this.#options;
    if (state === 'end-pending') this.#settle = setTimeout(onSettle, SETTLE_MS);
    this.#read ??= setTimeout(() => {
      onDeadline('read');
    }, readDeadlineMs);
  }

  clear(): void {
    clearTimeout(this.#read);
    clearTimeout(this.#settle);
    clearTimeout(this.#first);
  }
}
