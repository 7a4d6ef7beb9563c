/**
 * What the demo shows while the day runs: lines that stay, and on a terminal one line of progress below them that is
 * drawn anew. Where the output is no terminal the progress is a plain line now and then.
 */

export interface Display {
  /** A line that stays. */
  line(text: string): void;
  /** @param fraction from 0 to 1. */
  progress(fraction: number, text: string): void;
  /** Removes the line of progress. */
  clear(): void;
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BAR = 24;
const REDRAW_MS = 100;
/** Without a terminal: a line for each eighth. */
const PLAIN_STEPS = 8;

/** @param now milliseconds on any steady clock. */
export function createDisplay(output: Output, now: () => number): Display {
  return output.isTTY === true ? terminal(output, now) : plain(output);
}

function terminal(output: Output, now: () => number): Display {
  let shown = '';
  let drawnAt = -Infinity;
  return {
    line(text) {
      output.write(`\r\u001b[2K${text}\n${shown}`);
    },
    progress(fraction, text) {
      if (now() - drawnAt < REDRAW_MS) return;
      drawnAt = now();
      const full = Math.round(Math.min(1, fraction) * BAR);
      const width = output.columns === undefined || output.columns === 0 ? 80 : output.columns;
      const line = `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${text}`;
      // A line that wraps could not be drawn over; some terminals say that they are 0 wide.
      shown = line.slice(0, Math.max(BAR + 8, width - 1));
      output.write(`\r\u001b[2K${shown}`);
    },
    clear() {
      shown = '';
      output.write('\r\u001b[2K');
    },
  };
}

function plain(output: Output): Display {
  let reached = 0;
  return {
    line(text) {
      output.write(`${text}\n`);
    },
    progress(fraction, text) {
      const step = Math.floor(fraction * PLAIN_STEPS);
      if (step <= reached) return;
      reached = step;
      output.write(`-- ${Math.round(fraction * 100)} % ${text}\n`);
    },
    clear() {
      reached = 0;
    },
  };
}
